"""Bodies to which a case may go, the consents that name them, and the dossiers that went there."""

from django.conf import settings
from django.db import models
from django.urls import reverse

from observatory.campaigns.models import Demand
from observatory.observations.models import Observation
from observatory.places.models import Organization, Territory
from observatory.problems.models import Problem
from observatory.reports.models import Report
from observatory.vault.models import Blob
from observatory.vocabularies.models import Term, in_language

from .states import PUBLIC, How, Outcome, State


class Body(models.Model):
    """An ombudsman, an equality body or a supervisor. A code is never reused.

    `facts` is the record as `records.read_record` reads it: what is covered,
    conditions, sources and their years. It comes from the project's file; the
    day on which an editor compared it with the body's own pages is the editor's.
    """

    code = models.CharField(max_length=40, unique=True)
    position = models.PositiveSmallIntegerField(default=0)
    names = models.JSONField(default=dict)
    facts = models.JSONField(default=dict)
    checked_on = models.DateField(null=True, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        verbose_name_plural = "bodies"

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> str:
        return in_language(self.names)


class Proposal(models.Model):
    """The person of a report is asked whether her case may go to one body. Nothing is sent by it."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="proposals")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "body"], name="escalations_proposed_once")
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.body_id}"


class BodyConsent(models.Model):
    """Consent D4, which names one body. Append-only: the newest row of a body is the one in force."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="body_consents")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    granted = models.BooleanField()
    # The words that were read, in the language they were read in, and their version.
    wording = models.CharField(max_length=500)
    language = models.CharField(max_length=5)
    version = models.CharField(max_length=40)
    intake = models.CharField(max_length=10)
    given_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["body", "report", "-id"], name="escalations_consents")]

    def __str__(self) -> str:
        return f"{self.report_id} {self.body_id} {self.granted}"


class EscalationQuerySet(models.QuerySet):
    def public(self) -> "EscalationQuerySet":
        """What left, the newest first."""
        return self.filter(state__in=PUBLIC).order_by("-sent_on", "-pk")


class Escalation(models.Model):
    """A dossier for one body: what is chosen for it, where it stands, what became of it."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="escalations")
    # The letter's: French or Dutch.
    language = models.CharField(max_length=2)
    # For researchers: no person, months for days, no small cells. Follows from the body.
    is_anonymised = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=State.choices, default=State.PREPARED)
    revision = models.PositiveIntegerField(default=0)
    service = models.ForeignKey(
        Term, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    organization = models.ForeignKey(
        Organization, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    territory = models.ForeignKey(
        Territory, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    problem = models.ForeignKey(
        Problem, null=True, blank=True, on_delete=models.SET_NULL, related_name="escalations"
    )
    demand = models.ForeignKey(
        Demand, null=True, blank=True, on_delete=models.SET_NULL, related_name="escalations"
    )
    # The case as routing reads it: codes and dates (`cases.FIELDS`), no name.
    case = models.JSONField(default=dict)
    # What is asked of the body and, later, what came of it: written for the public.
    summaries = models.JSONField(default=dict)
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    prepared_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    sent_on = models.DateField(null=True, blank=True)
    sent_reports = models.PositiveIntegerField(default=0)
    sent_observations = models.PositiveIntegerField(default=0)
    # Reports that fell out: before it was sent, and after.
    dropped = models.PositiveIntegerField(default=0)
    recalled = models.PositiveIntegerField(default=0)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    is_demo = models.BooleanField(default=False)

    objects = EscalationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=[State.PREPARED, State.ABANDONED])
                | models.Q(sent_on__isnull=False),
                name="escalations_sent_on_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(state=State.ENDED) ^ models.Q(outcome=""),
                name="escalations_outcome_at_the_end",
            ),
        ]
        indexes = [models.Index(fields=["-sent_on", "-id"], name="escalations_newest")]

    def __str__(self) -> str:
        return f"escalation {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("escalation", args=[self.pk])

    @property
    def subject(self) -> str:
        """The name of this dossier in the journal and the vault."""
        return f"escalation:{self.pk}"

    @property
    def summary(self) -> str:
        return in_language(self.summaries)


class EscalationItem(models.Model):
    """A report or an observation that is in a dossier."""

    escalation = models.ForeignKey(Escalation, on_delete=models.CASCADE, related_name="items")
    report = models.ForeignKey(
        Report, null=True, blank=True, on_delete=models.CASCADE, related_name="escalation_items"
    )
    observation = models.ForeignKey(
        Observation, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(report__isnull=True) ^ models.Q(observation__isnull=True),
                name="escalations_item_is_one_thing",
            ),
            models.UniqueConstraint(fields=["escalation", "report"], name="escalations_report"),
            models.UniqueConstraint(
                fields=["escalation", "observation"], name="escalations_observation"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.escalation_id} {self.report_id or self.observation_id}"


class StageEntry(models.Model):
    """A dated step of a dossier. Append-only: what was written by mistake is undone, not erased."""

    escalation = models.ForeignKey(Escalation, on_delete=models.CASCADE, related_name="steps")
    transition = models.CharField(max_length=20)
    before = models.CharField(max_length=12, choices=State.choices)
    after = models.CharField(max_length=12, choices=State.choices)
    dated_on = models.DateField()
    how = models.CharField(max_length=10, choices=How.choices, blank=True)
    # What the body calls the case; the team's only.
    reference = models.CharField(max_length=80, blank=True)
    # For the public page, without persons.
    notes = models.JSONField(default=dict)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.escalation_id} {self.transition}"


class SealedFile(models.Model):
    """What was sent, as it was: encrypted, with its hash. Destroyed, the hash and the days stay."""

    class Kind(models.TextChoices):
        DOSSIER = "dossier"
        EXPORT = "export"
        PROOF = "proof"

    escalation = models.ForeignKey(Escalation, on_delete=models.CASCADE, related_name="files")
    kind = models.CharField(max_length=7, choices=Kind.choices)
    blob = models.ForeignKey(
        Blob, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    sha256 = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()
    destroyed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.escalation_id} {self.kind}"


class Reminder(models.Model):
    """A term that went by without an answer, and that the team was told of: once each."""

    escalation = models.ForeignKey(Escalation, on_delete=models.CASCADE, related_name="reminders")
    days = models.PositiveSmallIntegerField()
    told_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["escalation", "days"], name="escalations_told_once")
        ]

    def __str__(self) -> str:
        return f"{self.escalation_id} {self.days}"
