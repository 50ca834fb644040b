"""Reports: one account by one person of one bad (or good) experience."""

from django.conf import settings
from django.db import models

from observatory.associations.models import Association
from observatory.places.models import Territory
from observatory.problems.models import Problem
from observatory.questionnaires.models import QuestionnaireVersion
from observatory.vault.models import Blob
from observatory.vocabularies.models import Term

from .states import WAITING, State


class ReportQuerySet(models.QuerySet):
    def waiting(self) -> "ReportQuerySet":
        """Return what waits for a moderator, oldest first."""
        return self.filter(state__in=WAITING).order_by("received_at", "pk")


class Report(models.Model):
    """The facts of a report. What identifies the person is not here (vault), nor is the text (Story)."""

    class Whereabouts(models.TextChoices):
        KNOWN = "known"
        ELSEWHERE = "elsewhere"
        UNKNOWN = "unknown"

    # Made before sending: the same submission sent twice is one report.
    uuid = models.UUIDField(unique=True)
    # HMAC of the 12-digit return code; the code itself is stored nowhere.
    code_hash = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.RECEIVED)
    # Goes up with every change: two people who act on the same revision are a conflict.
    revision = models.PositiveIntegerField(default=0)

    territory = models.ForeignKey(
        Territory,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="reports",
        db_index=False,
    )
    whereabouts = models.CharField(
        max_length=10, choices=Whereabouts.choices, default=Whereabouts.KNOWN
    )
    service = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="+", db_index=False)
    terms = models.ManyToManyField(Term, through="ReportTerm", related_name="+")
    problem = models.ForeignKey(
        Problem,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="reports",
        db_index=False,
    )
    intake = models.CharField(max_length=10)
    # Which association brought it, whatever its worker; empty when the person did alone.
    association = models.ForeignKey(
        Association,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="reports",
        db_index=False,
    )
    language = models.CharField(max_length=5)
    questionnaire = models.ForeignKey(
        QuestionnaireVersion, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    # Answers that map to no column, by question key.
    answers = models.JSONField(default=dict, blank=True)

    received_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    # The month of the tallies (first day), set when the report is counted.
    counted_month = models.DateField(null=True, blank=True)
    is_urgent = models.BooleanField(default=False)
    # Health, a minor or a photo: two people must agree before anything is public.
    needs_second_look = models.BooleanField(default=False)
    first_moderator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    rejection = models.ForeignKey(
        Term, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    is_demo = models.BooleanField(default=False)

    objects = ReportQuerySet.as_manager()

    class Meta:
        # Every index is a page more to write with each report. The foreign keys have
        # none of their own: nothing looks reports up by them, and what they point to
        # (a term, an account) is deleted almost never. These serve the queue, what is
        # told about a problem, and what an association brought.
        indexes = [
            models.Index(fields=["state", "received_at"], name="reports_queue"),
            models.Index(
                fields=["problem", "-id"],
                condition=models.Q(problem__isnull=False),
                name="reports_of_problem",
            ),
            models.Index(
                fields=["association", "-id"],
                condition=models.Q(association__isnull=False),
                name="reports_of_association",
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)

    @property
    def subject(self) -> str:
        """The name of this report in the journal and the vault."""
        return f"report:{self.uuid}"

    @property
    def reference(self) -> str:
        """A short name for lists and conversations, "3F2A-9C01"; not the code, it opens nothing."""
        name = self.uuid.hex[:8].upper()
        return f"{name[:4]}-{name[4:]}"


class ReportTerm(models.Model):
    """An obstacle, a consequence, a positive experience or a profile item of a report."""

    # Found by the constraint below, which begins with the report.
    report = models.ForeignKey(
        Report, on_delete=models.CASCADE, related_name="report_terms", db_index=False
    )
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "term"], name="reports_term_once"),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.term_id}"


class Story(models.Model):
    """What the person wrote, and the rewritten version that may be public."""

    report = models.OneToOneField(Report, on_delete=models.CASCADE, related_name="story")
    language = models.CharField(max_length=5)
    # Erased 30 days after a decision; empty then.
    original = models.TextField(blank=True)
    original_erased_at = models.DateTimeField(null=True, blank=True)
    public_text = models.TextField(blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    # Denormalised for the problem page: newest approved texts without a join.
    problem = models.ForeignKey(
        Problem,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="stories",
        db_index=False,
    )

    class Meta:
        verbose_name_plural = "stories"
        indexes = [
            models.Index(
                fields=["problem", "-id"],
                condition=models.Q(approved_at__isnull=False),
                name="reports_texts",
            )
        ]

    def __str__(self) -> str:
        return f"story of {self.report_id}"


class Consent(models.Model):
    """One answer to one consent. Append-only: the newest row of a code is the one in force."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="consents")
    code = models.CharField(max_length=5)
    granted = models.BooleanField()
    # The words that were read, in the language they were read in.
    wording = models.CharField(max_length=300)
    language = models.CharField(max_length=5)
    version = models.CharField(max_length=40)
    intake = models.CharField(max_length=10)
    given_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.report_id} {self.code} {self.granted}"


class Photo(models.Model):
    """A picture of a notice or a letter. Only `public_blob`, blackened for good, can be shown."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="photos")
    # The cleaned picture as received (no metadata); erased with the decision.
    blob = models.ForeignKey(
        Blob, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    public_blob = models.ForeignKey(
        Blob, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    description = models.CharField(max_length=300, blank=True)
    blackened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"photo of {self.report_id}"


class Exchange(models.Model):
    """A message between the team and the person, read with the return code."""

    class Author(models.TextChoices):
        PERSON = "person"
        TEAM = "team"

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="exchanges")
    author = models.CharField(max_length=6, choices=Author.choices)
    text = models.TextField(max_length=4000)
    written_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["written_at", "pk"]
        indexes = [
            # What persons said and nobody of the team has read yet: a handful of rows.
            models.Index(
                fields=["report"],
                condition=models.Q(author="person", read_at=None),
                name="reports_unread",
            )
        ]

    def __str__(self) -> str:
        return f"exchange on {self.report_id}"


class Tombstone(models.Model):
    """What is left of a withdrawn report: that there was one, and when it went. No content."""

    uuid = models.UUIDField(unique=True)
    code_hash = models.CharField(max_length=64, unique=True)
    received_month = models.DateField()
    withdrawn_at = models.DateTimeField()
    intake = models.CharField(max_length=10)
    was_counted = models.BooleanField()
    # Who had brought it: an association is told how many of its reports were withdrawn.
    association = models.ForeignKey(
        Association, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    def __str__(self) -> str:
        return str(self.uuid)
