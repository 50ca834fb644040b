"""What moderators decided, with what is needed to undo it."""

from django.conf import settings
from django.db import models

from observatory.problems.models import Problem
from observatory.reports.models import Report


class Decision(models.Model):
    """One decision on one report; undone, never deleted, except with the report itself."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="decisions")
    transition = models.CharField(max_length=20)
    state_before = models.CharField(max_length=12)
    state_after = models.CharField(max_length=12)
    # Why: a code ("health", "no_consent") or a code of the vocabulary `rejection`.
    reason = models.CharField(max_length=20, blank=True)
    # Where the report goes, or is proposed to go: a problem, or a channel to open one for.
    problem = models.ForeignKey(
        Problem, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    channel = models.CharField(max_length=10, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.report_id} {self.transition}"
