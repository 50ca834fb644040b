"""Associations that watch a promise, and the members who want to be told."""

from django.conf import settings
from django.db import models

from observatory.associations.models import Association, Membership

from .promise import Promise


class WatchQuerySet(models.QuerySet):
    def current(self) -> "WatchQuerySet":
        """Leave out what was ended, and associations that no longer take part."""
        return self.filter(ended_at=None, association__ended_on=None)


class Watch(models.Model):
    """One association watches one promise. Ended, never deleted."""

    promise = models.ForeignKey(Promise, on_delete=models.CASCADE, related_name="watches")
    association = models.ForeignKey(Association, on_delete=models.CASCADE, related_name="watches")
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    # The due date that its members were told had gone by.
    told_due_on = models.DateField(null=True, blank=True)

    objects = WatchQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "watches"
        constraints = [
            models.UniqueConstraint(
                fields=["promise", "association"],
                condition=models.Q(ended_at=None),
                name="promises_watched_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.promise_id} by {self.association_id}"


class MailWish(models.Model):
    """A member who wants an e-mail when something comes of a watched promise; nobody does unasked."""

    membership = models.OneToOneField(
        Membership, on_delete=models.CASCADE, related_name="promise_mail"
    )
    is_wanted = models.BooleanField(default=False)
    chosen_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.membership_id}: {self.is_wanted}"
