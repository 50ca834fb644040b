"""The phone line: whom to call back, and when it was tried."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from observatory.places.models import Territory

from .states import State


class Reason(models.TextChoices):
    """Why somebody is to be called back."""

    VOICEMAIL = "voicemail", _("A laissé un message")
    QUESTION = "question", _("Une question à poser")
    SIX_WEEKS = "six_weeks", _("Six semaines après : est-ce réglé ?")
    OTHER = "other", _("Autre chose")


class CallBack(models.Model):
    """A call to make. The number is not here: it lies sealed in the vault, under `subject`."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    # "report:<uuid>" (the contact of a report) or "callback:<uuid>" (a number left as a message).
    subject = models.CharField(max_length=80)
    reason = models.CharField(max_length=12, choices=Reason.choices)
    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING)
    # The language to speak.
    language = models.CharField(max_length=5)
    # None: nobody knows; anybody on the line calls.
    territory = models.ForeignKey(
        Territory, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    due_on = models.DateField()
    # Attempts without an answer; each has its row, and its day.
    attempt_count = models.PositiveSmallIntegerField(default=0)
    planned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    planned_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "reason"],
                condition=models.Q(state=State.WAITING),
                name="phone_one_open_call_back",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="phone_call_backs_due")]

    def __str__(self) -> str:
        return str(self.uuid)

    @property
    def journal_subject(self) -> str:
        """The name of this call-back in the journal."""
        return f"callback:{self.uuid}"

    @property
    def holds_own_number(self) -> bool:
        """Tell whether the number was left for this call alone, and goes with it."""
        return self.subject == self.journal_subject


class Attempt(models.Model):
    """One try that nobody answered."""

    call_back = models.ForeignKey(CallBack, on_delete=models.CASCADE, related_name="attempts")
    tried_at = models.DateTimeField()
    tried_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["tried_at", "pk"]

    def __str__(self) -> str:
        return f"attempt for {self.call_back_id}"
