"""Group sessions: one place, one day, one team, many short reports."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from observatory.associations.models import Association
from observatory.places.models import Territory
from observatory.reports.models import Report

from .states import SessionState


class GroupSession(models.Model):
    """A workshop, a *permanence* or an hour in the street. What people said is in the reports."""

    class Kind(models.TextChoices):
        WORKSHOP = "workshop", _("Atelier")
        DROP_IN = "drop-in", _("Permanence")
        STREET = "street", _("Dans la rue")

    association = models.ForeignKey(
        Association, on_delete=models.PROTECT, related_name="group_sessions"
    )
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.WORKSHOP)
    place = models.CharField(max_length=120)
    # The municipality that each report begins with.
    territory = models.ForeignKey(
        Territory, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    held_on = models.DateField()
    # The language that the questions are read in.
    language = models.CharField(max_length=5, default="fr")
    # Who was there for the association; whoever enters a report joins it.
    team = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", blank=True)
    state = models.CharField(max_length=10, choices=SessionState.choices, default=SessionState.OPEN)
    # Counted at the end, when someone counted: who came, and who did not want to report.
    people_present = models.PositiveSmallIntegerField(null=True, blank=True)
    people_declined = models.PositiveSmallIntegerField(null=True, blank=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["-held_on", "-pk"]

    def __str__(self) -> str:
        return f"session {self.pk}"

    @property
    def subject(self) -> str:
        """The name of this session in the journal."""
        return f"session:{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state == SessionState.OPEN


class GroupReport(models.Model):
    """One report of a session. It stays when the report is withdrawn: the count stays honest."""

    session = models.ForeignKey(GroupSession, on_delete=models.CASCADE, related_name="entries")
    report = models.OneToOneField(
        Report, null=True, on_delete=models.SET_NULL, related_name="group_entry"
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["added_at", "pk"]

    def __str__(self) -> str:
        return f"entry {self.pk} of session {self.session_id}"
