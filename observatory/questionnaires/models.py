"""Questionnaires as versioned data, and the voices that read them."""

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


class Recording(models.Model):
    """A person's voice that reads a part of a questionnaire (`speaking.Part`) in one language.

    It belongs to the words and not to the version: a later version that says
    the same words keeps it, one that says others does not offer it. The file
    lies in the file storage under the hash of its content; it is public.
    """

    questionnaire = models.ForeignKey(
        Questionnaire, on_delete=models.PROTECT, related_name="recordings"
    )
    language = models.CharField(max_length=5)
    words_sha256 = models.CharField(max_length=64)
    # Where the words were read.
    version = models.ForeignKey(QuestionnaireVersion, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=130)
    sha256 = models.CharField(max_length=64, db_index=True)
    media_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    # 0 when the file does not tell.
    seconds = models.PositiveIntegerField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["questionnaire", "language", "words_sha256"],
                name="questionnaires_one_recording",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.part} ({self.language})"

    @property
    def path(self) -> str:
        """Where the file lies in the storage."""
        return f"recordings/{self.sha256[:2]}/{self.sha256}"
