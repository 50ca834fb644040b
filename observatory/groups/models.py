"""Local groups and working groups: who is in them, their tasks, meetings and calls for help.

No name of anyone without an account is kept: who comes to a meeting is a number.
`before` holds what a row said before its last change, so that it can be undone.
"""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from observatory.places.models import Territory
from observatory.vocabularies.models import in_language

from .states import Activity, Call, Kind, Standing, State, Visibility, call_state


class Group(models.Model):
    """A group of a place, or one that works on a subject."""

    VALUES = (
        "kind",
        "territory_id",
        "names",
        "subjects",
        "joining",
        "habits",
        "phone",
        "is_open",
    )

    code = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=7, choices=Kind.choices, default=Kind.LOCAL)
    territory = models.ForeignKey(
        Territory, null=True, blank=True, on_delete=models.PROTECT, related_name="groups"
    )
    # Texts by language, {"fr": …}; what a working group is about, how to join, when it meets.
    names = models.JSONField(default=dict)
    subjects = models.JSONField(default=dict, blank=True)
    joining = models.JSONField(default=dict, blank=True)
    habits = models.JSONField(default=dict, blank=True)
    # Public: an association's number. Without one, the number of the phone line.
    phone = models.CharField(max_length=40, blank=True)
    # Whether newcomers are expected.
    is_open = models.BooleanField(default=True)
    state = models.CharField(max_length=6, choices=Activity.choices, default=Activity.ACTIVE)
    # What the project's file last said: only while the row says so may a newer file change it.
    shipped = models.JSONField(null=True, blank=True)
    before = models.JSONField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["territory__nis", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="groups_code"),
            models.CheckConstraint(
                condition=~Q(kind=Kind.LOCAL) | Q(territory__isnull=False),
                name="groups_local_has_a_place",
            ),
        ]

    def __str__(self) -> str:
        return f"group {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("group", args=[self.pk])

    @property
    def name(self) -> str:
        return in_language(self.names)

    @property
    def subject(self) -> str:
        """The name of this group in the journal, and of its documents."""
        return f"group:{self.pk}"


class Membership(models.Model):
    """A person of the team in a group. Ended, and erased a year later."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="memberships")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="group_memberships"
    )
    standing = models.CharField(max_length=6, choices=Standing.choices, default=Standing.MEMBER)
    # Agreed to one e-mail a day at most about calls for help of other groups.
    hears_calls = models.BooleanField(default=False)
    since_on = models.DateField()
    left_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-standing", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "user"], condition=Q(left_on=None), name="groups_member_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.group_id}"


class Task(models.Model):
    """Something to do. `taken_by` is who took it, or who finished it."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="tasks")
    text = models.CharField(max_length=200)
    due_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=7, choices=State.choices, default=State.OPEN)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField()
    moved_at = models.DateTimeField()
    revision = models.PositiveIntegerField(default=0)
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = [models.F("due_on").asc(nulls_last=True), "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=State.TAKEN) | Q(taken_by__isnull=False),
                name="groups_taken_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"task {self.pk}"


class Meeting(models.Model):
    """A meeting, to come or held, with its minutes as text."""

    VALUES = (
        "held_on",
        "hour",
        "place",
        "minutes",
        "decisions",
        "attendance",
        "next_on",
        "themes",
        "visibility",
        "is_taken_back",
    )

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="meetings")
    held_on = models.DateField()
    hour = models.TimeField(null=True, blank=True)
    place = models.CharField(max_length=200, blank=True)
    minutes = models.TextField(max_length=20000, blank=True)
    decisions = models.TextField(max_length=4000, blank=True)
    # How many came, with or without an account: never who.
    attendance = models.PositiveSmallIntegerField(null=True, blank=True)
    next_on = models.DateField(null=True, blank=True)
    # Codes of `vocabularies.themes.Theme`.
    themes = models.JSONField(default=list, blank=True)
    visibility = models.CharField(max_length=6, choices=Visibility.choices, default=Visibility.TEAM)
    is_taken_back = models.BooleanField(default=False)
    before = models.JSONField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField()
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["-held_on", "-pk"]
        indexes = [models.Index(fields=["group", "held_on"], name="groups_meetings")]

    def __str__(self) -> str:
        return f"meeting {self.pk}"

    @property
    def subject(self) -> str:
        """The name of this meeting in the journal, and of its documents."""
        return f"meeting:{self.pk}"


class HelpCall(models.Model):
    """A group asks the others for people: what, where, when, how many."""

    VALUES = ("what", "place", "needed_on", "hour", "needed", "is_public")

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="calls")
    what = models.CharField(max_length=300)
    place = models.CharField(max_length=200)
    needed_on = models.DateField(db_index=True)
    hour = models.TimeField(null=True, blank=True)
    needed = models.PositiveSmallIntegerField()
    # Shown on the group's public page, because the group chose so.
    is_public = models.BooleanField(default=False)
    state = models.CharField(
        max_length=9,
        choices=[(Call.OPEN, Call.OPEN.label), (Call.WITHDRAWN, Call.WITHDRAWN.label)],
        default=Call.OPEN,
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    # When the leads who agreed to it were written to.
    told_at = models.DateTimeField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["needed_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(needed__gte=1), name="groups_call_needs_someone"),
        ]

    def __str__(self) -> str:
        return f"call {self.pk}"

    @property
    def subject(self) -> str:
        """The name of this call in the journal."""
        return f"help_call:{self.pk}"

    def state_on(self, today: date, coming: int) -> Call:
        """Return where the call stands on a day, with so many people coming."""
        return call_state(
            self.state, needed_on=self.needed_on, needed=self.needed, coming=coming, today=today
        )


class Offer(models.Model):
    """A member of another group says how many of them come. Taken back, never deleted by hand."""

    call = models.ForeignKey(HelpCall, on_delete=models.CASCADE, related_name="offers")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="offers")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="group_offers"
    )
    people = models.PositiveSmallIntegerField()
    note = models.CharField(max_length=200, blank=True)
    offered_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["call", "user"], condition=Q(taken_back_at=None), name="groups_offer_once"
            ),
            models.CheckConstraint(condition=Q(people__gte=1), name="groups_offer_brings_someone"),
        ]

    def __str__(self) -> str:
        return f"{self.people} for call {self.call_id}"
