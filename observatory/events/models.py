"""Events, the series they belong to, who comes, and what came of them.

Texts are kept by language, {"fr": …}. Who registers is named nowhere here: the name and
how to reach the person lie in the vault, under `Registration.subject`.
"""

import uuid
from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from observatory.associations.models import Association
from observatory.campaigns.models import Campaign
from observatory.places.models import Territory
from observatory.vocabularies.models import in_language

from .states import REGISTRATION_KEPT, Frequency, Intake, Kind, Known, Place, State


class EventQuerySet(models.QuerySet):
    def public(self) -> "EventQuerySet":
        """Leave out the drafts."""
        return self.exclude(state=State.DRAFT)


class Series(models.Model):
    """A rule: each of its days is an event of its own, at the same time on the wall."""

    frequency = models.CharField(max_length=12, choices=Frequency.choices)
    interval = models.PositiveSmallIntegerField(default=1)
    # How often, or until when: one of the two.
    count = models.PositiveSmallIntegerField(null=True, blank=True)
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "series"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(count__isnull=True) ^ models.Q(until_on__isnull=True),
                name="events_series_ends",
            ),
        ]

    def __str__(self) -> str:
        return f"series {self.pk}"


class Event(models.Model):
    """What happens at a place and an hour, ours or of others."""

    VALUES = (
        *("kind", "titles", "texts", "territory_id", "campaign_id", "association_id"),
        *("organisers", "is_ours", "starts_at", "ends_at", "place", "address", "languages"),
        *("wheelchair", "access", "interpretation", "interpreted", "childcare"),
        *("childcare_words", "how_to_come", "phone", "phone_whom", "takes_registrations"),
        *("capacity", "themes", "links"),
    )

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    titles = models.JSONField(default=dict)
    texts = models.JSONField(default=dict, blank=True)
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+")
    campaign = models.ForeignKey(
        Campaign, null=True, blank=True, on_delete=models.SET_NULL, related_name="events"
    )
    # Who organises: an association of the observatory, and in words who is not in it.
    association = models.ForeignKey(
        Association, null=True, blank=True, on_delete=models.PROTECT, related_name="events"
    )
    organisers = models.JSONField(default=dict, blank=True)
    # False: an event of others, where to be present; it has a link to theirs.
    is_ours = models.BooleanField(default=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=120, blank=True)
    address = models.CharField(max_length=200, blank=True)
    # Codes of languages: spoken there, and interpreted into.
    languages = models.JSONField(default=list, blank=True)
    wheelchair = models.CharField(max_length=8, choices=Known.choices, default=Known.UNKNOWN)
    access = models.JSONField(default=dict, blank=True)
    interpretation = models.CharField(max_length=8, choices=Known.choices, default=Known.UNKNOWN)
    interpreted = models.JSONField(default=list, blank=True)
    childcare = models.CharField(max_length=8, choices=Known.choices, default=Known.UNKNOWN)
    childcare_words = models.JSONField(default=dict, blank=True)
    how_to_come = models.JSONField(default=dict, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    phone_whom = models.JSONField(default=dict, blank=True)
    takes_registrations = models.BooleanField(default=False)
    capacity = models.PositiveIntegerField(null=True, blank=True)
    # People who have a place, and people who wait for one: counted here, so that two who come
    # at once never take the same place.
    taken = models.PositiveIntegerField(default=0)
    waiting = models.PositiveIntegerField(default=0)
    # Codes of `vocabularies.themes.Theme`.
    themes = models.JSONField(default=list, blank=True)
    # Links and documents: [{"labels": {"fr": …}, "url": …}].
    links = models.JSONField(default=list, blank=True)
    series = models.ForeignKey(
        Series, null=True, blank=True, on_delete=models.PROTECT, related_name="events"
    )
    revision = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()
    is_demo = models.BooleanField(default=False)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        indexes = [models.Index(fields=["ends_at", "state"], name="events_by_end")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="events_end_after_they_begin",
            ),
            models.CheckConstraint(
                condition=models.Q(capacity__isnull=True)
                | models.Q(taken__lte=models.F("capacity")),
                name="events_no_place_taken_twice",
            ),
            models.CheckConstraint(
                condition=models.Q(is_ours=True) | models.Q(takes_registrations=False),
                name="events_of_others_take_no_registration",
            ),
        ]

    def __str__(self) -> str:
        return f"event {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("event", args=[self.pk])

    @property
    def title(self) -> str:
        return in_language(self.titles)

    @property
    def subject(self) -> str:
        """The name of this event in the journal, of its documents and in the index of search."""
        return f"event:{self.pk}"

    @property
    def is_full(self) -> bool:
        return self.capacity is not None and (self.taken >= self.capacity or self.waiting > 0)

    @property
    def kept_until(self) -> date:
        """The day on which who registered is erased."""
        return timezone.localdate(self.ends_at) + REGISTRATION_KEPT


class Registration(models.Model):
    """That someone comes, with how many: no name, nothing that leads to a person."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="registrations")
    uuid = models.UUIDField(unique=True)
    # Keyed hash of the code that gives the place up.
    code_hash = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=8, choices=Place.choices)
    people = models.PositiveSmallIntegerField()
    intake = models.CharField(max_length=5, choices=Intake.choices)
    registered_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(people__gte=1), name="events_registration_of_someone"
            ),
        ]

    def __str__(self) -> str:
        return f"registration {self.pk}"

    @property
    def subject(self) -> str:
        """The name of this registration in the vault and the journal."""
        return f"registration:{self.uuid}"


class Closing(models.Model):
    """What came of an event: who came, what was decided, what follows."""

    VALUES = ("came", "decided", "follows", "links")

    event = models.OneToOneField(Event, on_delete=models.CASCADE, related_name="closing")
    # How many came; nobody counted: None.
    came = models.PositiveIntegerField(null=True, blank=True)
    decided = models.JSONField(default=dict, blank=True)
    follows = models.JSONField(default=dict, blank=True)
    # [{"labels": {"fr": …}, "url": …}].
    links: Any = models.JSONField(default=list, blank=True)
    revision = models.PositiveIntegerField(default=0)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"closing of {self.event_id}"
