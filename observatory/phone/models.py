"""The phone line: whom to call back, when it was open and answered, which words are urgent."""

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


class Shift(models.Model):
    """Somebody holds the line, from an hour to an hour; with the calls of that time, as counts."""

    worker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_on = models.DateField()
    opened_at = models.DateTimeField()
    # None: still open, or forgotten.
    closed_at = models.DateTimeField(null=True, blank=True)
    answered = models.PositiveIntegerField(default=0)
    # Nobody could take it, or the caller hung up while waiting.
    missed = models.PositiveIntegerField(default=0)
    revision = models.PositiveIntegerField(default=0)
    is_demo = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["worker", "opened_on"],
                condition=models.Q(closed_at=None),
                name="phone_one_open_shift",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_at=None) | models.Q(closed_at__gte=models.F("opened_at")),
                name="phone_shift_ends_after_it_begins",
            ),
        ]
        indexes = [models.Index(fields=["-opened_on", "-id"], name="phone_shifts_by_day")]

    def __str__(self) -> str:
        return f"shift {self.pk}"

    @property
    def subject(self) -> str:
        """The name of this shift in the journal."""
        return f"shift:{self.pk}"


class UrgentKind(models.TextChoices):
    """What makes a call urgent. Fixed: the counts are kept by these."""

    ENERGY = "energy", _("Coupure d’énergie ou d’eau")
    EVICTION = "eviction", _("Expulsion, plus de toit")
    MONEY = "money", _("Plus d’argent pour vivre")
    CARE = "care", _("Soins, santé en danger")
    VIOLENCE = "violence", _("Violence, menace, idées noires")


# The worker pressed the key of urgency: no word says of which kind.
PRESSED = "pressed"


class UrgentWord(models.Model):
    """Words that open the orientation card when they are in what a caller tells."""

    # Of the data file, so that loading it again changes nothing the team edited; empty: the team's own.
    code = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=10, choices=UrgentKind.choices)
    language = models.CharField(max_length=5)
    text = models.CharField(max_length=80)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["kind", "language", "text"]
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=~models.Q(code=""), name="phone_urgent_code"
            ),
            models.UniqueConstraint(
                fields=["kind", "language", "text"], name="phone_urgent_word_once"
            ),
        ]

    def __str__(self) -> str:
        return self.text


class UrgentCount(models.Model):
    """How many calls of a month turned to the orientation card, by kind. Nothing else is kept."""

    month = models.DateField()
    # A kind, or `PRESSED`.
    kind = models.CharField(max_length=10)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["month", "kind"], name="phone_urgent_month"),
        ]

    def __str__(self) -> str:
        return f"{self.month} {self.kind}: {self.count}"
