"""Campaigns, what they demand of whom, and the steps of their one timeline.

Texts are kept by language, {"fr": …}. A row that the project ships has a `code`, and
`shipped` holds what the file last said: as long as the row says the same, a newer file
may change it; once an editor wrote something else, no file does.
"""

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse

from observatory.associations.models import Association
from observatory.groups.models import Group
from observatory.places.models import Territory
from observatory.problems.models import Problem
from observatory.vocabularies.models import in_language

from .states import Kind, Level, Outcome, Precision, Stage, State


class CampaignQuerySet(models.QuerySet):
    def public(self) -> "CampaignQuerySet":
        """Leave out the drafts."""
        return self.exclude(state=State.DRAFT)


class Campaign(models.Model):
    """What is done together to change things."""

    VALUES = (
        "titles",
        "summaries",
        "level",
        "territory_id",
        "company",
        "leaders",
        "laws",
        "themes",
    )

    code = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    titles = models.JSONField(default=dict)
    summaries = models.JSONField(default=dict, blank=True)
    level = models.CharField(max_length=12, choices=Level.choices)
    territory = models.ForeignKey(
        Territory, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    company = models.CharField(max_length=120, blank=True)
    # Who leads it: associations and groups of the observatory, and in words the others.
    associations = models.ManyToManyField(Association, related_name="campaigns", blank=True)
    groups = models.ManyToManyField(Group, related_name="campaigns", blank=True)
    leaders = models.JSONField(default=dict, blank=True)
    problems = models.ManyToManyField(Problem, related_name="campaigns", blank=True)
    # The laws it rests on: [{"names": {"fr": …}, "url": …}].
    laws = models.JSONField(default=list, blank=True)
    # Codes of `vocabularies.themes.Theme`.
    themes = models.JSONField(default=list, blank=True)
    shipped = models.JSONField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()
    is_demo = models.BooleanField(default=False)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        ordering = ["-changed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=~models.Q(code=""), name="campaigns_code"
            ),
            models.CheckConstraint(
                condition=~models.Q(level__in=[Level.MUNICIPALITY, Level.REGION])
                | models.Q(territory__isnull=False),
                name="campaigns_local_has_a_place",
            ),
            models.CheckConstraint(
                condition=models.Q(level=Level.COMPANY) ^ models.Q(company=""),
                name="campaigns_company_is_named",
            ),
        ]

    def __str__(self) -> str:
        return f"campaign {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("campaign", args=[self.pk])

    @property
    def title(self) -> str:
        return in_language(self.titles)

    @property
    def subject(self) -> str:
        """The name of this campaign in the journal."""
        return f"campaign:{self.pk}"


class Part(models.Model):
    """What demands and steps have in common."""

    code = models.CharField(max_length=40, blank=True)
    # Links and documents: [{"labels": {"fr": …}, "url": …, "dated_on": "2024-01-12" or ""}].
    sources = models.JSONField(default=list)
    # Written by mistake and taken back: kept, shown to nobody but the team.
    is_taken_back = models.BooleanField(default=False)
    shipped = models.JSONField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True


class Demand(Part):
    """What is demanded of whom; `outcome` is what the last check that stands says."""

    VALUES = (
        "position",
        "texts",
        "addressees",
        "asked_on",
        "asked_precision",
        "sources",
        "is_taken_back",
    )

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="demands")
    position = models.PositiveSmallIntegerField(default=0)
    texts = models.JSONField(default=dict)
    addressees = models.JSONField(default=dict)
    asked_on = models.DateField(null=True, blank=True)
    asked_precision = models.CharField(
        max_length=5, choices=Precision.choices, default=Precision.DAY
    )
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.OPEN)
    # Grows with each check, and apart from `revision`: who corrects a word stops no check.
    outcome_revision = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "code"],
                condition=~models.Q(code=""),
                name="campaigns_demand_code",
            ),
        ]

    def __str__(self) -> str:
        return f"demand {self.pk} of {self.campaign_id}"

    @property
    def text(self) -> str:
        return in_language(self.texts)


class Check(models.Model):
    """One look at what became of a demand: the day, by whom, the source. Append only."""

    demand = models.ForeignKey(Demand, on_delete=models.CASCADE, related_name="checks")
    transition = models.CharField(max_length=30)
    before = models.CharField(max_length=10, choices=Outcome.choices)
    after = models.CharField(max_length=10, choices=Outcome.choices)
    checked_on = models.DateField()
    # An association or a group, as it may be read by all.
    checked_by = models.CharField(max_length=120)
    note = models.TextField(max_length=1000, blank=True)
    source = models.CharField(max_length=200)
    source_url = models.URLField(max_length=300, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(checked_by="") & ~models.Q(source=""),
                name="campaigns_check_says_who_and_from_where",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.demand_id} {self.transition}"


class Step(Part):
    """One dated step of the timeline."""

    VALUES = (
        "kind",
        "stage",
        "happened_on",
        "precision",
        "places",
        "titles",
        "texts",
        "sources",
        "is_taken_back",
    )

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=14, choices=Kind.choices)
    stage = models.CharField(max_length=8, choices=Stage.choices, blank=True)
    happened_on = models.DateField()
    precision = models.CharField(max_length=5, choices=Precision.choices, default=Precision.DAY)
    places = models.JSONField(default=dict, blank=True)
    titles = models.JSONField(default=dict)
    texts = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["happened_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "code"],
                condition=~models.Q(code=""),
                name="campaigns_step_code",
            ),
            models.CheckConstraint(
                condition=models.Q(kind=Kind.LEGAL) ^ models.Q(stage=""),
                name="campaigns_legal_step_has_a_stage",
            ),
        ]

    def __str__(self) -> str:
        return f"step {self.pk} of {self.campaign_id}"

    @property
    def title(self) -> str:
        return in_language(self.titles)

    @property
    def subject(self) -> str:
        """The name of this step where documents are kept about it."""
        return f"step:{self.pk}"


class Change(models.Model):
    """What a row said before someone of the team changed it, so that it can be undone."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="changes")
    # "campaign", "demand" or "step", and its key.
    kind = models.CharField(max_length=8)
    key = models.BigIntegerField()
    before: Any = models.JSONField()
    # The row's revision after the change: another one means that it changed again.
    revision = models.PositiveIntegerField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"change {self.pk} of {self.kind} {self.key}"
