"""Calling people back: planned, tried, done or given up."""

import re
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from observatory.journal.actions import record_entry
from observatory.people.models import User
from observatory.phone.models import Attempt, CallBack, Reason
from observatory.phone.permissions import may_answer, may_plan
from observatory.phone.states import TRANSITIONS, State
from observatory.places.models import Territory
from observatory.reports.models import Report
from observatory.reports.queries import consented
from observatory.vault.actions import erase_contact, read_contact, seal_contact
from observatory.vault.queries import has_contact

# After so many attempts without an answer, we no longer try.
ATTEMPTS = 3
# A number that was left is kept no longer than this; an open call-back waits no longer (docs/privacy.md).
KEPT = timedelta(days=30)
SUBJECT = re.compile(r"(report|callback):[0-9a-f-]{36}")


class AlreadyClosed(Exception):
    """Someone else finished this call-back, or tried just now: read it again."""


class ContactGone(Exception):
    """There is no number any more: erased, withdrawn, or the person no longer agrees."""


def plan_call_back(
    *,
    subject: str,
    reason: str,
    due_on: date,
    language: str,
    territory: Territory | None,
    by: User,
    at: datetime,
) -> CallBack:
    """Ask the line to call somebody; the open call-back of the same subject and reason if there is one.

    `subject` names where the number lies sealed in the vault: "report:<uuid>"
    or "callback:<uuid>". `reason` is a code of `Reason`. Side effects: the row,
    one journal entry; nothing when one is open already. Raises `ValueError` for
    an unknown reason or another kind of subject, `PermissionDenied`.
    """
    if not may_plan(by):
        raise PermissionDenied
    if not SUBJECT.fullmatch(subject):
        raise ValueError("a call-back names where its number lies")
    if reason not in Reason.values:
        raise ValueError(f"no such reason: {reason}")
    kind, _, key = subject.partition(":")
    try:
        with transaction.atomic():
            planned = CallBack.objects.create(
                uuid=UUID(key) if kind == "callback" else uuid4(),
                subject=subject,
                reason=reason,
                due_on=due_on,
                language=language,
                territory=territory,
                planned_by_id=by.pk,
                planned_at=at,
            )
            record_entry(
                by=by,
                at=at,
                action="callback.plan",
                subject=planned.journal_subject,
                after=planned.state,
                data={"reason": reason},
            )
    except IntegrityError:
        found = CallBack.objects.filter(subject=subject, reason=reason, state=State.WAITING).first()
        if found is None:
            raise
        return found
    return planned


def take_message(
    *,
    phone: str,
    name: str,
    due_on: date,
    language: str,
    territory: Territory | None,
    by: User,
    at: datetime,
    uuid: UUID | None = None,
) -> CallBack:
    """Note a message left on the voicemail: who to call, and by when we promised it.

    Side effects, in order, in one transaction: the number (and a first name, if
    one was given) sealed in the vault for 30 days at most, the call-back, the
    journal. The same `uuid` again gives the same call-back. Raises
    `PermissionDenied`.
    """
    if not may_answer(by):
        raise PermissionDenied
    key = uuid or uuid4()
    subject = f"callback:{key}"
    with transaction.atomic():
        if found := CallBack.objects.filter(uuid=key).first():
            return found
        seal_contact(
            subject=subject,
            values={"phone": phone} | ({"name": name} if name else {}),
            purge_on=localdate(at) + KEPT,
            by=by,
            at=at,
        )
        return plan_call_back(
            subject=subject,
            reason=Reason.VOICEMAIL,
            due_on=due_on,
            language=language,
            territory=territory,
            by=by,
            at=at,
        )


def open_number(*, call_back: CallBack, by: User, at: datetime) -> dict[str, str]:
    """Return how to reach the person, by part (name, phone...).

    Side effect: the journal keeps who looked. Raises `AlreadyClosed`,
    `ContactGone` (also when the person of a report no longer agrees to be
    called, consent D3), `PermissionDenied`.
    """
    _require_line(by, call_back)
    with transaction.atomic():
        if not CallBack.objects.filter(pk=call_back.pk, state=State.WAITING).exists():
            raise AlreadyClosed
        if not _may_be_called(call_back.subject):
            raise ContactGone
        values = read_contact(subject=call_back.subject, by=by, at=at, reason="call_back")
    if not values:
        raise ContactGone
    return values


def _may_be_called(subject: str) -> bool:
    """Tell whether a report is still there and its person agrees; a message asks for a call itself."""
    kind, _, key = subject.partition(":")
    if kind != "report":
        return True
    report = Report.objects.filter(uuid=UUID(key)).first()
    return report is not None and consented(report, "D3")


def finish_call_back(*, call_back: CallBack, by: User, at: datetime) -> None:
    """Note that the person was reached.

    Side effects, in order: the state, a number left for this call alone is
    erased at once, one journal entry. Raises `AlreadyClosed`, `PermissionDenied`.
    """
    _require_line(by, call_back)
    with transaction.atomic():
        _close(call_back, "finish", by, at)


def give_up_call_back(*, call_back: CallBack, by: User, at: datetime) -> None:
    """Note that nobody tries any more. Side effects and errors: as `finish_call_back`."""
    _require_line(by, call_back)
    with transaction.atomic():
        _close(call_back, "give_up", by, at)


def note_attempt(*, call_back: CallBack, by: User, at: datetime) -> int:
    """Note a try without an answer and return how many there were; the third gives up.

    Side effects, in order: the count goes up if nobody was faster, the attempt
    with its moment, one journal entry; after the third, those of
    `give_up_call_back`. Raises `AlreadyClosed`, `PermissionDenied`.
    """
    _require_line(by, call_back)
    count = call_back.attempt_count + 1
    with transaction.atomic():
        moved = CallBack.objects.filter(
            pk=call_back.pk, state=State.WAITING, attempt_count=call_back.attempt_count
        ).update(attempt_count=count)
        if not moved:
            raise AlreadyClosed
        Attempt.objects.create(call_back=call_back, tried_at=at, tried_by_id=by.pk)
        record_entry(
            by=by,
            at=at,
            action="callback.attempt",
            subject=call_back.journal_subject,
            data={"count": count},
        )
        if count >= ATTEMPTS:
            _close(call_back, "give_up", by, at)
    call_back.attempt_count = count
    return count


def close_stale_call_backs(*, by: User, at: datetime, dry_run: bool) -> int:
    """Give up what nobody can call any more, and return how many.

    That is: what waits since 30 days after the day it was due, and what has no
    number left (withdrawn, erased). Side effects: as `give_up_call_back`.
    """
    count = 0
    oldest = localdate(at) - KEPT
    for call_back in CallBack.objects.filter(state=State.WAITING).order_by("pk"):
        if call_back.due_on > oldest and has_contact(call_back.subject):
            continue
        count += 1
        if not dry_run:
            with transaction.atomic():
                _close(call_back, "give_up", by, at)
    return count


def forget_call_backs(*, report: Report, by: User, at: datetime) -> None:
    """Delete the calls planned to the person of a report that she withdraws.

    Registered with `reports.registry`: inside the transaction of the
    withdrawal, without asking whether `by` may. Writes the journal.
    """
    for call_back in CallBack.objects.filter(subject=report.subject):
        record_entry(
            by=by,
            at=at,
            action="callback.forget",
            subject=call_back.journal_subject,
            before=call_back.state,
        )
        call_back.delete()


def _require_line(by: User, call_back: CallBack) -> None:
    if not may_answer(by, call_back.territory_id):
        raise PermissionDenied


def _close(call_back: CallBack, transition: str, by: User, at: datetime) -> None:
    """Change the state by the named transition, if nobody was faster. Raises `AlreadyClosed`."""
    rule = TRANSITIONS[transition]
    moved = CallBack.objects.filter(pk=call_back.pk, state__in=rule.before).update(
        state=rule.after, closed_at=at
    )
    if not moved:
        raise AlreadyClosed
    if call_back.holds_own_number:
        erase_contact(subject=call_back.subject, by=by, at=at)
    record_entry(
        by=by,
        at=at,
        action=f"callback.{transition}",
        subject=call_back.journal_subject,
        before=State.WAITING,
        after=rule.after,
    )
    call_back.state, call_back.closed_at = rule.after, at
