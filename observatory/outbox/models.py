"""Messages to send: the row is the truth, the task that sends it only a wake-up."""

from datetime import datetime

from django.db import models

from .states import State


class MessageQuerySet(models.QuerySet):
    def due(self, at: datetime) -> "MessageQuerySet":
        """Return the messages to send now, oldest first."""
        return self.filter(state=State.WAITING, try_at__lte=at).order_by("try_at", "pk")


class Message(models.Model):
    """One e-mail. Recipient and text are sealed, and erased once it is sent."""

    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=80, blank=True)
    sealed = models.BinaryField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    try_at = models.DateTimeField(db_index=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=200, blank=True)

    objects = MessageQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
