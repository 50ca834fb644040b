"""Associations that relay, who works for them, and the visits of the tour."""

import uuid

from django.conf import settings
from django.db import models

from observatory.people.models import Invitation
from observatory.places.models import Territory
from observatory.vault.models import Blob
from observatory.vocabularies.models import Term

from .states import State


class AssociationQuerySet(models.QuerySet):
    def active(self) -> "AssociationQuerySet":
        """Leave out the associations that no longer take part."""
        return self.filter(ended_on=None)


class Association(models.Model):
    """Who reports on behalf of others. How to reach it is in the vault, under `subject`."""

    name = models.CharField(max_length=120, unique=True)
    website = models.URLField(blank=True)
    territories = models.ManyToManyField(Territory, related_name="associations", blank=True)
    # Terms of the vocabulary `public`: whom it works with.
    publics = models.ManyToManyField(Term, related_name="+", blank=True)
    # Where and when someone can come to report; public when `is_listed`.
    desk_address = models.CharField(max_length=200, blank=True)
    desk_hours = models.CharField(max_length=200, blank=True)
    desk_phone = models.CharField(max_length=40, blank=True)
    # Codes of the languages spoken at the desk: ["fr", "ar"].
    languages = models.JSONField(default=list, blank=True)
    is_listed = models.BooleanField(default=False)
    # The agreement to relay: when it was signed, and the signed paper, encrypted.
    agreed_on = models.DateField(null=True, blank=True)
    agreement = models.ForeignKey(
        Blob, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    joined_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    is_demo = models.BooleanField(default=False)
    # Grows with each change of the details: who edits says which one was read.
    revision = models.PositiveIntegerField(default=0)

    objects = AssociationQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    @property
    def subject(self) -> str:
        """The name of this association in the journal and the vault."""
        return f"association:{self.pk}"


class Membership(models.Model):
    """A person who works or helps in an association. Ended, never deleted."""

    association = models.ForeignKey(
        Association, on_delete=models.PROTECT, related_name="memberships"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships"
    )
    # Invites the others and keeps the association's page.
    is_lead = models.BooleanField(default=False)
    joined_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["association", "user"],
                condition=models.Q(ended_at=None),
                name="associations_member_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.association_id}"


class ExpectedMember(models.Model):
    """Someone invited, who becomes a member by accepting. Goes with the invitation."""

    association = models.ForeignKey(
        Association, on_delete=models.CASCADE, related_name="expected_members"
    )
    invitation = models.OneToOneField(
        Invitation, on_delete=models.CASCADE, related_name="expected_member"
    )
    is_lead = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"invitation {self.invitation_id} to {self.association_id}"


class Tick(models.Model):
    """One step of the first quarter of an hour of a relay, done. Steps are in data/onboarding.json."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="onboarding_ticks"
    )
    step = models.CharField(max_length=30)
    ticked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "step"], name="associations_tick_once"),
        ]

    def __str__(self) -> str:
        return f"{self.step} by {self.user_id}"


class Visit(models.Model):
    """A visit of the tour: to an association, or to one that is not in yet and has only a name."""

    # The UID of the event in calendars.
    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    association = models.ForeignKey(
        Association, null=True, blank=True, on_delete=models.PROTECT, related_name="visits"
    )
    name = models.CharField(max_length=120, blank=True)
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+")
    place = models.CharField(max_length=200)
    starts_at = models.DateTimeField(db_index=True)
    people = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="visits", blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    # Written by the team: what came of it, and what to do next.
    outcome = models.TextField(max_length=2000, blank=True)
    next_step = models.CharField(max_length=200, blank=True)
    next_on = models.DateField(null=True, blank=True)
    next_done_at = models.DateTimeField(null=True, blank=True)
    # The SEQUENCE of the event in calendars; who edits says which one was read.
    revision = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()
    is_demo = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(association__isnull=False) | ~models.Q(name=""),
                name="associations_visit_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"visit {self.pk}"

    @property
    def subject(self) -> str:
        """The name of this visit in the journal."""
        return f"visit:{self.pk}"

    @property
    def whom(self) -> str:
        """Who is visited, in words."""
        return self.association.name if self.association is not None else self.name


class CalendarFeed(models.Model):
    """The secret address at which one person's calendar reads the visits; only a keyed hash is stored."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_feed"
    )
    token_hash = models.CharField(max_length=64, unique=True)
    opened_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"calendar of {self.user_id}"
