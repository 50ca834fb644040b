"""When each recurring duty was last done: the row decides, not the process."""

from datetime import datetime, timedelta

from django.db import models

# A worker that was killed leaves its duty claimed: after this, another may take it.
LEASE = timedelta(minutes=15)


class DutyQuerySet(models.QuerySet):
    def claim(self, name: str, *, due_since: datetime, at: datetime) -> bool:
        """Take a duty not done since `due_since`; True for one worker only."""
        self.get_or_create(name=name)
        free = models.Q(claimed_at=None) | models.Q(claimed_at__lte=at - LEASE)
        late = models.Q(done_at=None) | models.Q(done_at__lt=due_since)
        return bool(self.filter(free, late, name=name).update(claimed_at=at))

    def finish(self, name: str, *, at: datetime, error: str = "") -> None:
        """Say that the duty was done, or tried and failed (the name of the error)."""
        self.filter(name=name).update(claimed_at=None, done_at=at, error=error)


class Duty(models.Model):
    """One recurring duty, such as the purge; done once however many workers run."""

    name = models.CharField(max_length=40, primary_key=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    # The class of the error of the last attempt, never its text.
    error = models.CharField(max_length=80, blank=True)

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "duties"

    def __str__(self) -> str:
        return self.name
