"""Piles of paper forms: the batch, its numbered sheets, and what a second keying found."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.deletion import Collector

from observatory.associations.models import Association
from observatory.observations.models import Observation, Slot
from observatory.paper.states import SheetState, State
from observatory.places.models import Territory
from observatory.reports.models import Report


class Batch(models.Model):
    """A pile of paper forms that someone counted before typing them. What people wrote is in the reports."""

    # Names it in addresses and in the journal; the draw for the second keying hangs on it.
    uuid = models.UUIDField(unique=True)
    # Where the pile comes from: "Permanence du mardi, rue de la Borne".
    label = models.CharField(max_length=120)
    collected_on = models.DateField()
    association = models.ForeignKey(
        Association, null=True, blank=True, on_delete=models.PROTECT, related_name="batches"
    )
    # What each form begins with, and the language it is printed in.
    territory = models.ForeignKey(
        Territory, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    language = models.CharField(max_length=5, default="fr")
    # How many forms were counted by hand, and whether two people did.
    announced = models.PositiveSmallIntegerField()
    is_counted_by_two = models.BooleanField(default=False)
    # Someone waits for the stub of the form, with the return code on it.
    has_stubs = models.BooleanField(default=True)
    # Erased some time after closing (jobs.py).
    note = models.TextField(max_length=1000, blank=True)

    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    # Goes up with every sheet too: nobody closes on a sum that was not read.
    revision = models.PositiveIntegerField(default=0)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    opened_at = models.DateTimeField()
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    # Why the count does not match, or why a sheet was not keyed twice; kept with the batch.
    explanation = models.TextField(max_length=1000, blank=True)
    # Why it was opened again, the last time.
    reopened_because = models.TextField(max_length=1000, blank=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        verbose_name_plural = "batches"
        # Open ones first, then the newest.
        ordering = ["-state", "-opened_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(announced__gt=0), name="paper_announced"),
        ]

    def __str__(self) -> str:
        return str(self.uuid)

    @property
    def subject(self) -> str:
        """The name of this batch in the journal."""
        return f"batch:{self.uuid}"

    @property
    def is_open(self) -> bool:
        return self.state == State.OPEN


def note_withdrawn(collector: Collector, field: Any, sheets: Any, using: str) -> None:
    """When a report goes, its sheet stays, without it and as "withdrawn": the sum stays honest.

    In the deletion itself, so that no sheet can be forgotten. The rows were read
    before (no `lazy_sub_objs`): the second update finds them by their own key.
    """
    collector.add_field_update(field, None, sheets)
    collector.add_field_update(Sheet._meta.get_field("state"), SheetState.WITHDRAWN, sheets)


class Sheet(models.Model):
    """One paper form of a batch; its number is written on the paper. It holds none of its answers."""

    # Made before typing: the same entry sent twice is one sheet. Its report or observation has
    # the same.
    uuid = models.UUIDField(unique=True)
    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="sheets")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=11, choices=SheetState.choices, default=SheetState.REPORT)
    report = models.OneToOneField(
        Report, null=True, blank=True, on_delete=note_withdrawn, related_name="sheet"
    )
    # Of an observation sheet: what was planned, when its serial says so; then what was made of it.
    slot = models.ForeignKey(
        Slot, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    observation = models.OneToOneField(
        Observation, null=True, blank=True, on_delete=models.SET_NULL, related_name="sheet"
    )
    # Who in the team looks at an illegible sheet; erased some time after closing.
    given_to = models.CharField(max_length=80, blank=True)
    # Of a double: the sheet of this batch that it repeats, when it is one of this batch.
    repeats = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    keyed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    keyed_at = models.DateTimeField()

    class Meta:
        ordering = ["batch", "number"]
        constraints = [
            # Two volunteers never take the same number.
            models.UniqueConstraint(fields=["batch", "number"], name="paper_number_once"),
            models.CheckConstraint(condition=models.Q(number__gt=0), name="paper_number"),
        ]

    def __str__(self) -> str:
        return f"sheet {self.number} of {self.batch_id}"


class SecondKeying(models.Model):
    """A drawn sheet was keyed a second time, blind: which questions differed, and no answers."""

    sheet = models.OneToOneField(Sheet, on_delete=models.CASCADE, related_name="second")
    keyed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    keyed_at = models.DateTimeField()
    # How many fields were compared, and the keys of the questions that differed.
    compared = models.PositiveSmallIntegerField()
    differed = models.JSONField(default=list)
    # Of a scanned sheet: how many of them the machine alone had answered, and which of those differed.
    compared_machine = models.PositiveSmallIntegerField(default=0)
    differed_machine = models.JSONField(default=list)
    # When the paper had decided; at once when nothing differed.
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"second keying of sheet {self.sheet_id}"
