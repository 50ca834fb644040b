"""A report leaves its dossiers: it was withdrawn, or its consent was."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import F, QuerySet

from observatory.escalations.models import (
    Body,
    BodyConsent,
    Escalation,
    EscalationItem,
    SealedFile,
    StageEntry,
)
from observatory.escalations.states import State
from observatory.journal.actions import pages_changed, record_entry
from observatory.kit.actors import Actor
from observatory.people.models import User
from observatory.reports.models import Report
from observatory.vault.actions import erase_blobs

# docs/privacy.md: what was sealed goes this long after the dossier ended.
KEPT_AFTER_THE_END = timedelta(days=365)
# Proofs of sending name the body only: they stay when a report leaves.
WITH_REPORTS = (SealedFile.Kind.DOSSIER, SealedFile.Kind.EXPORT)


def drop_report(*, report: Report, by: User, at: datetime) -> None:
    """Take a report that is being withdrawn out of every dossier, and destroy what was sealed of it."""
    _drop(EscalationItem.objects.filter(report=report), by, at)


def drop_of_body(*, report: Report, body: Body, by: User, at: datetime) -> None:
    """Take a report out of the dossiers for one body: its person does not agree to that any more."""
    _drop(EscalationItem.objects.filter(report=report, escalation__body=body), by, at)


def drop_on_consent(*, report: Report, code: str, by: User, at: datetime) -> None:
    """Take a report out of every dossier when consent D4 as a whole is withdrawn."""
    if code != "D4":
        return
    drop_report(report=report, by=by, at=at)
    held = BodyConsent.objects.filter(report=report).order_by("body_id", "-pk")
    newest = {row.body_id: row for row in reversed(held)}
    for row in newest.values():
        if row.granted:
            BodyConsent.objects.create(
                report=report,
                body_id=row.body_id,
                granted=False,
                wording=row.wording,
                language=row.language,
                version=row.version,
                intake=row.intake,
                given_at=at,
            )


def _drop(items: QuerySet[EscalationItem], by: Actor, at: datetime) -> None:
    for item in list(items.select_related("escalation")):
        escalation = item.escalation
        was_sent = escalation.state not in {State.PREPARED, State.ABANDONED}
        counter = "recalled" if was_sent else "dropped"
        Escalation.objects.filter(pk=escalation.pk).update(
            **{counter: F(counter) + 1}, revision=F("revision") + 1, changed_at=at
        )
        item.delete()
        destroyed = destroy_files(escalation=escalation, by=by, at=at)
        record_entry(
            by=by,
            at=at,
            action="escalations.drop",
            subject=escalation.subject,
            data={"files": destroyed},
        )
        pages_changed()


def destroy_files(
    *, escalation: Escalation, by: Actor, at: datetime, kinds: Iterable[str] = WITH_REPORTS
) -> int:
    """Destroy what was sealed; the hash and the days stay. Returns how many files."""
    destroyed = 0
    for file in SealedFile.objects.filter(
        escalation=escalation, kind__in=kinds, blob__isnull=False
    ).select_related("blob"):
        blob = file.blob
        SealedFile.objects.filter(pk=file.pk).update(blob=None, destroyed_at=at)
        destroyed += erase_blobs(blob=blob, by=by, at=at)
    return destroyed


def purge_sealed(*, by: Actor, at: datetime, dry_run: bool) -> int:
    """Destroy what was sealed of the dossiers that ended a year ago, proofs too; return how many files."""
    # Not the day of the last change: a text corrected since would keep what was sealed.
    ended = StageEntry.objects.filter(
        transition="end", undone_at=None, recorded_at__lte=at - KEPT_AFTER_THE_END
    )
    over = Escalation.objects.filter(
        state=State.ENDED, pk__in=ended.values("escalation_id"), files__blob__isnull=False
    ).distinct()
    if dry_run:
        return SealedFile.objects.filter(escalation__in=over, blob__isnull=False).count()
    kinds = SealedFile.Kind.values
    return sum(
        destroy_files(escalation=one, by=by, at=at, kinds=kinds) for one in over.order_by("pk")
    )
