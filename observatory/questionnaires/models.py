"""Questionnaires as versioned data."""

from django.db import models


class Questionnaire(models.Model):
    """A set of questions known by its key: `report`, later the observation grid."""

    key = models.CharField(max_length=40, unique=True)

    def __str__(self) -> str:
        return self.key


class QuestionnaireVersion(models.Model):
    """One version: immutable once published; answers point at the version they were given to."""

    questionnaire = models.ForeignKey(
        Questionnaire, on_delete=models.PROTECT, related_name="versions"
    )
    number = models.PositiveSmallIntegerField()
    definition = models.JSONField()
    # SHA-256 of the canonical JSON: two loads of the same file are one version.
    sha256 = models.CharField(max_length=64)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["questionnaire", "number"], name="questionnaires_version"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.questionnaire_id} v{self.number}"
