"""Cards of an urn, counted as drafts that two counters confirm; cards that do not count, with why."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import F

from observatory.journal.actions import record_entry
from observatory.paper.models import Batch, Confirmation, Count, Scan, Sheet, VoidReason
from observatory.paper.queries.ledger import ledger_of
from observatory.paper.queries.scanned import ScannedSheet, scanned_sheet
from observatory.paper.registry import CARD
from observatory.paper.states import ON_THEIR_WAY, ScanState, SheetState
from observatory.people.models import User
from observatory.questionnaires.models import QuestionnaireVersion

from .holding import hold_open, require_work

# So many people confirm the same numbers.
COUNTERS = 2


class NumbersChanged(Exception):
    """The numbers are not those that were read: a card was added since."""


class CardsWait(Exception):
    """Cards of the pile are not read or not counted yet: the numbers are not the last ones."""


class CardsGone(Exception):
    """What was read of the cards is destroyed: they cannot be counted again here."""


class ConfirmedAlready(Exception):
    """The count is confirmed: no card is added and none taken out any more."""


def count_card(
    *, scanned: ScannedSheet, answers: Mapping[str, Any], by: User, at: datetime
) -> dict[str, Any]:
    """Add a card to the count of its pile. The caller holds the pile.

    Side effects: the tallies, the revision. Raises `ConfirmedAlready`.
    """
    assert scanned.printed is not None  # noqa: S101 - for the type checker; a card that is read has one
    count = _held(scanned.sheet.batch, scanned.printed.questionnaire)
    tallies = {key: dict(by_option) for key, by_option in count.tallies.items()}
    for key, value in answers.items():
        if isinstance(value, dict) or not _is_chosen(scanned, key):
            continue
        by_option = tallies.setdefault(key, {})
        for code in value if isinstance(value, list) else [value]:
            by_option[code] = by_option.get(code, 0) + 1
    _write(count, cards=count.cards + 1, tallies=tallies)
    return {"state": SheetState.COUNTED}


def _is_chosen(scanned: ScannedSheet, key: str) -> bool:
    """Tell whether a question is answered by boxes: what was written is no number."""
    definition = scanned.definition
    if definition is None:
        return False
    question = definition.questions[key]
    return bool(question.options or question.consent)


def _held(batch: Batch, version: QuestionnaireVersion) -> Count:
    count, _is_new = Count.objects.get_or_create(batch=batch, questionnaire=version)
    if count.confirmed_at is not None:
        raise ConfirmedAlready
    return count


def _write(count: Count, **values: Any) -> None:
    Count.objects.filter(pk=count.pk).update(revision=F("revision") + 1, **values)


def void_card(*, sheet: Sheet, reason: str, by: User, at: datetime) -> None:
    """Say that a card does not count, and why.

    Side effects, in one transaction that holds the pile: the sheet and its page have
    their end, the number in the count, one journal entry. Raises `ValueError` for a
    reason that is none, `ConfirmedAlready`, `BatchClosed`, `PermissionDenied`.
    """
    require_work(by, sheet.batch)
    if reason not in VoidReason.values:
        raise ValueError(f"no reason for a void card: {reason}")
    with hold_open(sheet.batch):
        note_void(scanned_sheet(sheet), reason, by, at)


def note_void(scanned: ScannedSheet, reason: str, by: User, at: datetime) -> None:
    """Do what `void_card` says. The caller holds the pile."""
    sheet = scanned.sheet
    if scanned.printed is None or scanned.kind != CARD:
        raise ValueError("only a card can be void")
    ended = Sheet.objects.filter(pk=sheet.pk, state=SheetState.SCANNED).update(
        state=SheetState.VOID, keyed_by_id=by.pk, keyed_at=at
    )
    if not ended:
        return
    Scan.objects.filter(sheet=sheet, state__in=ON_THEIR_WAY).update(
        state=ScanState.ACCEPTED, reason=reason, closed_at=at
    )
    count = _held(sheet.batch, scanned.printed.questionnaire)
    _write(count, void={**count.void, reason: count.void.get(reason, 0) + 1})
    record_entry(
        by=by,
        at=at,
        action="batch.void_card",
        subject=sheet.batch.subject,
        data={"number": sheet.number, "reason": reason},
    )


def confirm_count(*, count: Count, revision: int, by: User, at: datetime) -> bool:
    """Say that the numbers are right; tell whether enough people said so of the same ones.

    Side effects, in one transaction that holds the pile: the confirmation, the count
    confirmed by the second person, one journal entry with the numbers. Raises
    `NumbersChanged`, `CardsWait`, `BatchClosed`, `PermissionDenied` (to a machine, too).
    """
    require_work(by, count.batch)
    if by.kind == User.Kind.SYSTEM:
        raise PermissionDenied
    with hold_open(count.batch):
        found = Count.objects.get(pk=count.pk)
        if found.revision != revision:
            raise NumbersChanged
        if Sheet.objects.filter(batch=count.batch, state=SheetState.SCANNED).exists():
            raise CardsWait
        if ledger_of(count.batch).is_reading:
            raise CardsWait
        Confirmation.objects.get_or_create(
            count=found, revision=revision, by_id=by.pk, defaults={"confirmed_at": at}
        )
        people = Confirmation.objects.filter(count=found, revision=revision).count()
        is_done = people >= COUNTERS
        if is_done and found.confirmed_at is None:
            Count.objects.filter(pk=found.pk).update(confirmed_at=at)
        record_entry(
            by=by,
            at=at,
            action="count.confirm",
            subject=count.batch.subject,
            data={"cards": found.cards, "void": found.voided, "people": people},
        )
    return is_done


def recount(*, count: Count, by: User, at: datetime) -> None:
    """Someone finds other numbers: count the cards again, from what was read and decided.

    Side effects, in one transaction that holds the pile: the numbers as the cards say,
    the confirmations fall away, one journal entry. Raises `ConfirmedAlready`,
    `CardsGone`, `BatchClosed`, `PermissionDenied`.
    """
    require_work(by, count.batch)
    with hold_open(count.batch):
        found = _held(count.batch, count.questionnaire)
        cards = Sheet.objects.filter(batch=count.batch, state=SheetState.COUNTED)
        if cards.filter(scans__destroyed_at__isnull=False).exists():
            raise CardsGone
        before = found.cards
        _write(found, cards=0, tallies={})
        for sheet in cards:
            sheet.batch = count.batch
            scanned = scanned_sheet(sheet, settled=True)
            if scanned.printed and scanned.printed.questionnaire.pk == count.questionnaire_id:
                count_card(scanned=scanned, answers=scanned.answers(), by=by, at=at)
        record_entry(
            by=by,
            at=at,
            action="count.recount",
            subject=count.batch.subject,
            data={"before": before, "after": Count.objects.get(pk=found.pk).cards},
        )


def reopen_count(*, count: Count, by: User, at: datetime) -> None:
    """Open a confirmed count again, because cards turned up or a number is wrong.

    Two people confirm anew. Side effects, in one transaction that holds the pile: the
    confirmations fall away, one journal entry with who and when. Nothing when it is
    not confirmed. Raises `BatchClosed`, `PermissionDenied`.
    """
    require_work(by, count.batch)
    with hold_open(count.batch):
        opened = Count.objects.filter(pk=count.pk, confirmed_at__isnull=False).update(
            confirmed_at=None, revision=F("revision") + 1
        )
        if opened:
            record_entry(
                by=by,
                at=at,
                action="count.reopen",
                subject=count.batch.subject,
                data={"cards": count.cards, "void": count.voided},
            )
