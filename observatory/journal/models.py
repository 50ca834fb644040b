"""What happened, who did it, when; and the number of the public edition."""

from django.conf import settings
from django.db import models


class EntryQuerySet(models.QuerySet):
    def about(self, subject: str) -> "EntryQuerySet":
        """Return the entries on one subject, written "kind:key", oldest first."""
        return self.filter(subject=subject).order_by("pk")


class Entry(models.Model):
    """One fact of the log. Append-only; it never holds text that a person wrote."""

    at = models.DateTimeField()
    # Read by subject, never by person: no index that each entry would have to write.
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=80)
    state_before = models.CharField(max_length=30, blank=True)
    state_after = models.CharField(max_length=30, blank=True)
    data = models.JSONField(default=dict, blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "entries"
        indexes = [models.Index(fields=["subject", "id"], name="journal_subject")]

    def __str__(self) -> str:
        return f"{self.action} {self.subject}"


class Edition(models.Model):
    """The single row that counts changes of what the public sees.

    Pages carry its number in their ETag, so an unchanged page is answered
    without being made again.
    """

    ONLY = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY)
    number = models.PositiveBigIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="journal_one_edition"),
        ]

    def __str__(self) -> str:
        return str(self.number)
