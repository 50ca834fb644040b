"""What people get back: the question six weeks later, and the monthly sheets that were sent."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from observatory.associations.models import Association, Membership
from observatory.reports.models import Report

from .states import OPEN, State


class Answer(models.TextChoices):
    """What the person says of her problem, in her words."""

    SOLVED = "solved", _("C’est réglé")
    PARTLY = "partly", _("C’est réglé en partie")
    NOT = "not", _("Ce n’est pas réglé")
    WORSE = "worse", _("C’est pire qu’avant")
    UNKNOWN = "unknown", _("Je ne sais pas, ou cela ne me concerne plus")


class Channel(models.TextChoices):
    """How the question reaches the person."""

    PHONE = "phone", _("Par téléphone")
    POST = "post", _("Par la poste")
    ASSOCIATION = "association", _("Par l’association")
    EMAIL = "email", _("Par e-mail")


class Through(models.TextChoices):
    """How an answer came in."""

    LINK = "link", _("Par le lien de l’e-mail")
    CODE = "code", _("Avec le code")
    PHONE = "phone", _("Par téléphone")
    POST = "post", _("Par la poste")
    ASSOCIATION = "association", _("Par l’association")


class FollowUpQuestion(models.Model):
    """Six weeks after a report: is it solved? One a report; codes and dates only."""

    report = models.OneToOneField(Report, on_delete=models.CASCADE, related_name="six_weeks")
    state = models.CharField(max_length=12, choices=State.choices, default=State.DUE)
    # Empty: none of the ways the person gave can be used.
    channel = models.CharField(max_length=12, choices=Channel.choices, blank=True)
    due_on = models.DateField()
    asked_on = models.DateField(null=True, blank=True)
    # The last day on which an answer is taken, or changed.
    expires_on = models.DateField()
    # The latest answer; those before it are in GivenAnswer.
    answer = models.CharField(max_length=8, choices=Answer.choices, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(
                    models.Q(state=State.ANSWERED, answered_at__isnull=False) & ~models.Q(answer="")
                )
                | (~models.Q(state=State.ANSWERED) & models.Q(answer="", answered_at=None)),
                name="returns_answered_has_answer",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=State.ASKED) | models.Q(asked_on__isnull=False),
                name="returns_asked_has_day",
            ),
        ]
        indexes = [
            models.Index(
                fields=["expires_on"],
                condition=models.Q(state__in=sorted(OPEN)),
                name="returns_open_questions",
            )
        ]

    def __str__(self) -> str:
        return f"six weeks after {self.report_id}"


class GivenAnswer(models.Model):
    """One answer. Append-only: the newest of a question counts, a past month keeps its own."""

    question = models.ForeignKey(
        FollowUpQuestion, on_delete=models.CASCADE, related_name="given_answers"
    )
    answer = models.CharField(max_length=8, choices=Answer.choices)
    through = models.CharField(max_length=12, choices=Through.choices)
    given_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.question_id} {self.answer}"


class SentSheet(models.Model):
    """The monthly sheet of an association went out by e-mail: once."""

    association = models.ForeignKey(Association, on_delete=models.PROTECT, related_name="+")
    # First day of the month the sheet is about.
    month = models.DateField()
    sent_at = models.DateTimeField()
    recipient_count = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "month"], name="returns_sheet_once"),
        ]

    def __str__(self) -> str:
        return f"{self.association_id} {self.month}"


class MailWish(models.Model):
    """Whether a member wants the sheet by e-mail. Without a row: who leads does, others do not."""

    membership = models.OneToOneField(Membership, on_delete=models.CASCADE, related_name="+")
    is_wanted = models.BooleanField()
    chosen_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.membership_id} {self.is_wanted}"
