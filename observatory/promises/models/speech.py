"""What others say of a promise: proposals of the public, replies of the author; and our corrections."""

from django.conf import settings
from django.db import models

from observatory.promises.states import ProposalState, Refusal, Way

from .promise import Promise, Source, SourcedFact, Update


class Proposal(models.Model):
    """What someone of the public says happened. Nobody but editors reads it, and not for long.

    Not one of its words is ever shown: an editor writes an update of it. How to
    reach who sent it is in the vault, under `subject`.
    """

    promise = models.ForeignKey(Promise, on_delete=models.CASCADE, related_name="proposals")
    state = models.CharField(
        max_length=10, choices=ProposalState.choices, default=ProposalState.WAITING
    )
    way = models.CharField(max_length=10, choices=Way.choices)
    # A date of EDTF: a day, a month or a year.
    happened = models.CharField(max_length=10)
    text = models.TextField(max_length=2000)
    language = models.CharField(max_length=5)
    source_url = models.URLField(max_length=500, blank=True)
    # A source on paper: what it is, and where it can be seen.
    source_on_paper = models.CharField(max_length=300, blank=True)
    received_at = models.DateTimeField(db_index=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    refusal = models.CharField(max_length=12, choices=Refusal.choices, blank=True)
    # What an editor wrote of it.
    update_written = models.OneToOneField(
        Update, null=True, blank=True, on_delete=models.PROTECT, related_name="proposal"
    )

    class Meta:
        ordering = ["received_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(source_url__startswith="http")
                | models.Q(source_url="", source_on_paper__regex=r"\S"),
                name="promises_proposal_with_source",
            ),
            models.CheckConstraint(
                condition=models.Q(text__regex=r"\S"), name="promises_proposal_says_what"
            ),
            models.CheckConstraint(
                condition=models.Q(state=ProposalState.REFUSED) ^ models.Q(refusal=""),
                name="promises_refused_for_a_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(state=ProposalState.ACCEPTED)
                ^ models.Q(update_written__isnull=True),
                name="promises_accepted_as_an_update",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state=ProposalState.WAITING, decided_at__isnull=True, decided_by__isnull=True
                )
                | (
                    ~models.Q(state=ProposalState.WAITING)
                    & models.Q(decided_at__isnull=False, decided_by__isnull=False)
                ),
                name="promises_decided_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"proposal {self.pk}"

    @property
    def subject(self) -> str:
        """The name of this proposal in the journal and the vault."""
        return f"proposal:{self.pk}"


class Reply(models.Model):
    """The answer of the author, or of the organization: exact words, shown whole."""

    promise = models.ForeignKey(Promise, on_delete=models.CASCADE, related_name="replies")
    text = models.TextField(max_length=10000)
    language = models.CharField(max_length=5)
    signed_by = models.CharField(max_length=120)
    signed_role = models.CharField(max_length=200)
    # The day it bears, and how it came.
    replied_on = models.DateField()
    way = models.CharField(max_length=10, choices=Way.choices)
    # Where anyone reads it, or the SHA-256 of the original that the editors hold.
    source = models.ForeignKey(
        Source, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    original_sha256 = models.CharField(max_length=64, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    entered_at = models.DateTimeField()
    # Entered by mistake: kept, no longer shown; the public log says so.
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["replied_on", "pk"]
        verbose_name_plural = "replies"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    text__regex=r"\S", signed_by__regex=r"\S", signed_role__regex=r"\S"
                ),
                name="promises_reply_is_signed",
            ),
            models.CheckConstraint(
                condition=models.Q(source__isnull=False, original_sha256="")
                | models.Q(original_sha256__regex=r"^[0-9a-f]{64}$"),
                name="promises_reply_can_be_proved",
            ),
        ]

    def __str__(self) -> str:
        return f"reply {self.pk} to {self.promise_id}"


class Correction(models.Model):
    """One line of the public log: what we had written, what we write now, and why."""

    promise = models.ForeignKey(
        Promise, null=True, blank=True, on_delete=models.CASCADE, related_name="corrections"
    )
    fact = models.ForeignKey(
        SourcedFact, null=True, blank=True, on_delete=models.CASCADE, related_name="corrections"
    )
    # What of the promise was corrected, when it is not the promise itself.
    update = models.ForeignKey(
        Update, null=True, blank=True, on_delete=models.CASCADE, related_name="corrections"
    )
    reply = models.ForeignKey(
        Reply, null=True, blank=True, on_delete=models.CASCADE, related_name="corrections"
    )
    part = models.CharField(max_length=30)
    before = models.TextField(max_length=10000, blank=True)
    after = models.TextField(max_length=10000, blank=True)
    # What stood there named someone: it is erased, and the log says only that.
    is_hidden = models.BooleanField(default=False)
    reason = models.TextField(max_length=1000)
    corrected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    corrected_at = models.DateTimeField()

    class Meta:
        ordering = ["-corrected_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(reason__regex=r"\S"), name="promises_correction_says_why"
            ),
            models.CheckConstraint(
                condition=models.Q(promise__isnull=False) ^ models.Q(fact__isnull=False),
                name="promises_correction_of_one",
            ),
            models.CheckConstraint(
                condition=models.Q(is_hidden=False) | models.Q(before="", after=""),
                name="promises_hidden_words_are_erased",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.promise_id or self.fact_id} {self.part}"
