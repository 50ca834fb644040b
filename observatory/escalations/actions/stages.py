"""The stages of a dossier: sent, acknowledged, more asked, admissible or not, answered, its outcome."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils.timezone import localdate

from observatory.escalations.models import Escalation, SealedFile, StageEntry
from observatory.escalations.permissions import may_prepare
from observatory.escalations.printing import (
    Dossier,
    document_of,
    dossier_of,
    export_of,
    fingerprint,
    typeset,
)
from observatory.escalations.queries.consents import last_agreed_at
from observatory.escalations.queries.items import reports_in
from observatory.escalations.queries.steps import last_step
from observatory.escalations.states import NOT_UNDONE, TRANSITIONS, How, Outcome, State
from observatory.journal.actions import record_entry
from observatory.kit.actors import Actor
from observatory.people.models import User
from observatory.reports.models import Report
from observatory.vault.actions import store_blob

from .conflict import Conflict, Mistake
from .dossiers import touch
from .indexing import dossier_changed

PDF, JSON, JPEG = "application/pdf", "application/json", "image/jpeg"


def send_dossier(
    *,
    escalation: Escalation,
    revision: int,
    seen: str,
    dated_on: date,
    how: str,
    reference: str,
    notes: Mapping[str, str],
    proof: Sequence[bytes],
    by: User,
    at: datetime,
) -> None:
    """Say that the dossier was sent, and keep what was sent, sealed.

    `seen` is the fingerprint printed on what was sent: when the content is no
    longer that, nothing is written (`Conflict`). `proof` are pages of the proof
    of sending, redrawn (`kit/pictures`). Side effects, in order, in one
    transaction: the state with day and numbers, the step, the PDF, the export
    and the proof in the vault with their hashes, a journal entry on the dossier
    and on each report, the edition. Raises `PermissionDenied`, `Mistake`
    ("dated_on": "future", "unprepared" or "unagreed": before the dossier was begun, or
    before the last person agreed; "how": "unknown", "items": "empty"), `Conflict`.
    """
    _may(by, escalation)
    mistakes = _wrong_day(escalation, dated_on, at)
    if how not in How.values:
        mistakes["how"] = "unknown"
    if mistakes:
        raise Mistake(**mistakes)
    with transaction.atomic():
        # Held: a withdrawal comes before, and is seen, or after, and destroys.
        list(Report.objects.select_for_update().filter(escalation_items__escalation=escalation))
        reports = reports_in(escalation)
        dossier = dossier_of(escalation)
        if dossier.is_empty:
            raise Mistake(items="empty")
        if fingerprint(dossier) != seen:
            raise Conflict
        agreed_at = last_agreed_at(escalation.body, reports)
        if agreed_at is not None and dated_on < localdate(agreed_at):
            raise Mistake(dated_on="unagreed")
        numbers = {
            "sent_reports": len(dossier.facts),
            "sent_observations": len(dossier.observations),
        }
        _move(escalation, revision, "send", at, sent_on=dated_on, **numbers)
        step = _Said("send", State.PREPARED, dated_on, how, reference, notes)
        _record(escalation, step, by, at)
        _seal(escalation, _printed(escalation, dossier, dated_on, proof), by, at)
        # What may not go any more was not sent: it is no longer in the dossier, and counted.
        gone = escalation.items.exclude(report=None).exclude(report__in=reports)
        Escalation.objects.filter(pk=escalation.pk).update(dropped=F("dropped") + gone.count())
        gone.delete()
        for report in reports:
            record_entry(by=by, at=at, action="escalations.sent_report", subject=report.subject)
        dossier_changed(escalation)
    escalation.refresh_from_db()


def take_step(
    *,
    escalation: Escalation,
    revision: int,
    transition: str,
    dated_on: date,
    how: str = "",
    reference: str = "",
    notes: Mapping[str, str],
    outcome: str = "",
    by: User,
    at: datetime,
) -> None:
    """Take any other named step; `outcome` at the end, and only there.

    Why something was refused, and what came of it, is in `notes`: they are
    public, without persons, and needed there. Side effects: the state, the
    step, a journal entry (on each report at the end too), the edition. Raises
    `PermissionDenied`, `Mistake` ("dated_on", "outcome", "how", "notes"), `Conflict`.
    """
    _may(by, escalation)
    if transition not in TRANSITIONS or transition == "send":
        raise Conflict
    mistakes = _wrong_day(escalation, dated_on, at)
    if (outcome in Outcome.values) != (transition == "end") or (outcome and transition != "end"):
        mistakes["outcome"] = "unknown"
    if how and how not in How.values:
        mistakes["how"] = "unknown"
    if transition in {"refuse", "end"} and not any(text.strip() for text in notes.values()):
        mistakes["notes"] = "missing"
    if mistakes:
        raise Mistake(**mistakes)
    with transaction.atomic():
        before = _move(escalation, revision, transition, at, outcome=outcome)
        step = _Said(transition, before, dated_on, how, reference, notes)
        _record(escalation, step, by, at)
        if transition == "end":
            for report in Report.objects.filter(escalation_items__escalation=escalation):
                record_entry(
                    by=by, at=at, action="escalations.ended_report", subject=report.subject
                )
        dossier_changed(escalation)
    escalation.refresh_from_db()


def undo_step(*, escalation: Escalation, revision: int, by: User, at: datetime) -> None:
    """Undo the last step: the dossier stands where it stood before. What was sent stays sent.

    Raises `PermissionDenied`, `Conflict` when there is none that may be undone.
    """
    _may(by, escalation)
    step = last_step(escalation)
    if step is None or step.transition in NOT_UNDONE:
        raise Conflict
    with transaction.atomic():
        mine = Escalation.objects.filter(pk=escalation.pk, revision=revision, state=step.after)
        if not mine.update(state=step.before, outcome=""):
            raise Conflict
        touch(escalation, revision, at)
        StageEntry.objects.filter(pk=step.pk).update(undone_at=at)
        record_entry(
            by=by,
            at=at,
            action="escalations.undo",
            subject=escalation.subject,
            before=step.after,
            after=step.before,
        )
        dossier_changed(escalation)


def _may(by: User, escalation: Escalation) -> None:
    if not may_prepare(by, escalation.territory_id):
        raise PermissionDenied


def _wrong_day(escalation: Escalation, day: date, at: datetime) -> dict[str, str]:
    if day > localdate(at):
        return {"dated_on": "future"}
    if escalation.sent_on is not None and day < escalation.sent_on:
        return {"dated_on": "early"}
    if escalation.sent_on is None and day < localdate(escalation.prepared_at):
        return {"dated_on": "unprepared"}
    return {}


def _move(
    escalation: Escalation, revision: int, transition: str, at: datetime, **values: object
) -> str:
    """Move the dossier by the named transition, if nobody was faster; return the state before."""
    rule = TRANSITIONS[transition]
    before = escalation.state
    mine = Escalation.objects.filter(pk=escalation.pk, revision=revision, state__in=rule.before)
    if before not in rule.before or not mine.update(state=rule.after, **values):
        raise Conflict
    touch(escalation, revision, at)
    return before


@dataclass(frozen=True)
class _Said:
    """A step as it was typed, and the state before it."""

    transition: str
    before: str
    dated_on: date
    how: str
    reference: str
    notes: Mapping[str, str]


def _record(escalation: Escalation, step: _Said, by: User, at: datetime) -> None:
    after = TRANSITIONS[step.transition].after
    StageEntry.objects.create(
        escalation=escalation,
        transition=step.transition,
        before=step.before,
        after=after,
        dated_on=step.dated_on,
        how=step.how,
        reference=step.reference,
        notes={language: text for language, text in step.notes.items() if text.strip()},
        recorded_by_id=by.pk,
        recorded_at=at,
    )
    record_entry(
        by=by,
        at=at,
        action=f"escalations.{step.transition}",
        subject=escalation.subject,
        before=step.before,
        after=after,
    )


def _printed(
    escalation: Escalation, dossier: Dossier, on: date, proof: Sequence[bytes]
) -> list[tuple[str, bytes, str]]:
    """Return what is kept of a sending: (kind, content, media type)."""
    kinds = SealedFile.Kind
    return [
        (kinds.DOSSIER, typeset(document_of(escalation, dossier, on)), PDF),
        (kinds.EXPORT, export_of(escalation, dossier, on), JSON),
        *((kinds.PROOF, page, JPEG) for page in proof),
    ]


def _seal(
    escalation: Escalation, files: Sequence[tuple[str, bytes, str]], by: Actor, at: datetime
) -> None:
    for kind, data, media_type in files:
        blob = store_blob(
            subject=escalation.subject, data=data, media_type=media_type, by=by, at=at
        )
        SealedFile.objects.create(
            escalation=escalation,
            kind=kind,
            blob=blob,
            sha256=hashlib.sha256(data).hexdigest(),
            sealed_at=at,
        )
