"""What people do with an item: take it, make a report of it, answer, call back, set it aside."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.timezone import localdate

from observatory.desk.actions import enter_report
from observatory.journal.actions import record_entry
from observatory.letters.emails import Letter
from observatory.letters.models import Aside, ConsentBy, IncomingItem
from observatory.letters.states import State
from observatory.outbox.actions import queue_message
from observatory.people.models import User
from observatory.phone.actions import plan_call_back
from observatory.phone.actions.call_backs import KEPT as CALL_BACK_KEPT
from observatory.phone.models import CallBack, Reason
from observatory.questionnaires.models import QuestionnaireVersion
from observatory.reports.actions import SubmittedReport
from observatory.vault.actions import seal_contact

from .rules import Conflict, move_item, require_handler, require_in_hand

INTAKE = "letter"


def take_item(*, item: IncomingItem, revision: int, by: User, at: datetime) -> None:
    """Take an item in hand. Side effects: state, journal. Raises `Conflict`, `PermissionDenied`."""
    require_handler(by)
    with transaction.atomic():
        move_item(item, "take", revision=revision, by=by, at=at, taken_by_id=by.pk)


def give_back_item(*, item: IncomingItem, revision: int, by: User, at: datetime) -> None:
    """Put an item back in the list; a colleague may do it for who is away.

    Side effects: state, journal. Raises `Conflict`, `PermissionDenied`.
    """
    require_handler(by)
    with transaction.atomic():
        move_item(item, "give_back", revision=revision, by=by, at=at, taken_by_id=None)


def set_aside_item(
    *, item: IncomingItem, revision: int, reason: str, by: User, at: datetime
) -> None:
    """Set an item aside for one of the reasons of `Aside`.

    Side effects: state, journal. Raises `ValueError` for another reason,
    `Conflict`, `PermissionDenied`.
    """
    require_handler(by)
    if reason not in Aside.values:
        raise ValueError("no such reason")
    require_in_hand(item, by)
    with transaction.atomic():
        move_item(
            item,
            "set_aside",
            revision=revision,
            by=by,
            at=at,
            data={"reason": reason},
            aside=reason,
            closed_at=at,
        )


def bring_back_item(*, item: IncomingItem, revision: int, by: User, at: datetime) -> None:
    """Undo: an item that was set aside or answered waits again.

    An answer that left cannot be called back. Side effects: state, journal.
    Raises `Conflict` (also once the content is erased), `PermissionDenied`.
    """
    require_handler(by)
    if item.erased_at is not None:
        raise Conflict
    with transaction.atomic():
        move_item(
            item,
            "bring_back",
            revision=revision,
            by=by,
            at=at,
            aside="",
            closed_at=None,
            taken_by_id=None,
        )


def report_item(
    *,
    item: IncomingItem,
    revision: int,
    uuid: UUID,
    version: QuestionnaireVersion,
    answers: dict[str, Any],
    language: str,
    consent_by: str,
    by: User,
    at: datetime,
) -> SubmittedReport:
    """Make a report of an item, with the consent that the person gave.

    `consent_by` says how she gave it, a code of `ConsentBy`; only the journal
    keeps it. The same `uuid` again gives the same report. Side effects, in
    order, in one transaction: those of `desk.actions.enter_report`, the state,
    the journal. Raises `ValueError` for another code, `Conflict`,
    `SubmissionRefused` (the consent to be counted is missing, an answer cannot
    be taken), `PermissionDenied`.
    """
    require_handler(by)
    if consent_by not in ConsentBy.values:
        raise ValueError("say how the person agreed")
    with transaction.atomic():
        stored = enter_report(
            uuid=uuid,
            version=version,
            answers=answers,
            language=language,
            intake=INTAKE,
            association=None,
            by=by,
            at=at,
        )
        if not stored.is_new and item.report_id == stored.report.pk:
            return stored
        require_in_hand(item, by)
        move_item(
            item,
            "report",
            revision=revision,
            by=by,
            at=at,
            data={"consent": consent_by},
            report_id=stored.report.pk,
            closed_at=at,
        )
    return stored


def answer_item(
    *, item: IncomingItem, revision: int, letter: Letter, to: str, by: User, at: datetime
) -> None:
    """Answer: by e-mail when `to` is an address, else on paper, which the person prints.

    An item of which a report was made stays a report. Side effects, in order,
    in one transaction: the state, the journal, the message in the outbox.
    Raises `Conflict`, `PermissionDenied`.
    """
    require_handler(by)
    require_in_hand(item, by)
    how = {"how": "email" if to else "post"}
    with transaction.atomic():
        if item.state == State.REPORTED:
            _note_answer(item, revision, how, by, at)
        else:
            move_item(
                item,
                "answer",
                revision=revision,
                by=by,
                at=at,
                data=how,
                answered_at=at,
                closed_at=at,
            )
        if to:
            queue_message(
                kind="letter_answer",
                to=to,
                subject_line=letter.subject_line,
                body=letter.body,
                language=letter.language,
                subject=item.subject,
                by=by,
                at=at,
            )


def _note_answer(
    item: IncomingItem, revision: int, how: dict[str, str], by: User, at: datetime
) -> None:
    changed = IncomingItem.objects.filter(
        pk=item.pk, revision=revision, state=State.REPORTED
    ).update(revision=revision + 1, answered_at=at)
    if not changed:
        raise Conflict
    item.revision, item.answered_at = revision + 1, at
    record_entry(by=by, at=at, action="letter.answered_too", subject=item.subject, data=how)


def ask_call_back(
    *,
    item: IncomingItem,
    revision: int,
    phone: str,
    name: str,
    due_on: date,
    language: str,
    by: User,
    at: datetime,
) -> CallBack:
    """Ask the line to call the person who wrote; the item stays in hand.

    Side effects, in order, in one transaction: the item's revision, the number
    sealed in the vault (and the name, if one was typed), the call-back, the
    journal. Raises `Conflict`, `PermissionDenied`.
    """
    require_handler(by)
    require_in_hand(item, by)
    key = uuid4()
    with transaction.atomic():
        changed = IncomingItem.objects.filter(
            pk=item.pk, revision=revision, state=State.TAKEN
        ).update(revision=revision + 1)
        if not changed:
            raise Conflict
        item.revision = revision + 1
        seal_contact(
            subject=f"callback:{key}",
            values={"phone": phone} | ({"name": name} if name else {}),
            purge_on=localdate(at) + CALL_BACK_KEPT,
            by=by,
            at=at,
        )
        planned = plan_call_back(
            subject=f"callback:{key}",
            reason=Reason.QUESTION,
            due_on=due_on,
            language=language,
            territory=None,
            by=by,
            at=at,
        )
        record_entry(by=by, at=at, action="letter.call_back", subject=item.subject)
    return planned
