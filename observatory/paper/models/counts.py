"""The count of the cards of an urn: a draft that two counters confirm. Opinions, never votes."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from observatory.questionnaires.models import QuestionnaireVersion

from .piles import Batch


class VoidReason(models.TextChoices):
    """Why a card does not count."""

    BLANK = "blank", _("Rien n’est coché")
    UNCLEAR = "unclear", _("On ne peut pas savoir ce qui est voulu")
    FOREIGN = "foreign", _("Ce n’est pas une de nos cartes")
    RECOGNISABLE = "recognisable", _("On y reconnaît une personne")


class Count(models.Model):
    """What the cards of one pile say to one questionnaire: how many, and each answer how often."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="counts")
    questionnaire = models.ForeignKey(
        QuestionnaireVersion, on_delete=models.PROTECT, related_name="+"
    )
    # Cards that count; {question: {option: number}}; cards that do not, {reason: number}.
    cards = models.PositiveIntegerField(default=0)
    tallies = models.JSONField(default=dict)
    void = models.JSONField(default=dict)
    # Goes up with every card: nobody confirms numbers that were not read.
    revision = models.PositiveIntegerField(default=0)
    # When two people had confirmed the same numbers.
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "questionnaire"], name="paper_one_count"),
        ]

    def __str__(self) -> str:
        return f"count of batch {self.batch_id}"

    @property
    def voided(self) -> int:
        return sum(self.void.values())


class Confirmation(models.Model):
    """One counter's word that the numbers of a revision are right; numbers that change need new ones."""

    count = models.ForeignKey(Count, on_delete=models.CASCADE, related_name="confirmations")
    revision = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["count", "revision", "by"], name="paper_confirmed_once"
            ),
        ]

    def __str__(self) -> str:
        return f"confirmation of count {self.count_id}"
