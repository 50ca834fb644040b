"""The correction desk: a person decides what the reader could not tell, and can take it back."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db.models import Max
from django.utils.translation import get_language

from observatory.journal.actions import record_entry
from observatory.paper.models import Batch, Doubt, Scan, Sheet, Upload, VoidReason
from observatory.paper.queries.desk import item_of, last_answered
from observatory.paper.queries.scanned import questions_for, scanned_sheet
from observatory.paper.registry import CARD
from observatory.paper.scanning.marks import FILLED, Asked, filled_boxes
from observatory.paper.scanning.sealed import reading_of, seal_answer
from observatory.paper.states import ON_THEIR_WAY, SCAN_TRANSITIONS, ScanState, SheetState
from observatory.people.models import User
from observatory.questionnaires.schema import MEASURED
from observatory.questionnaires.text import TextRefused, clean_text
from observatory.questionnaires.validation import MONTH, validate_answer

from .counting import note_void
from .holding import hold_open, require_work
from .placing import add_sheet, ask

# How long what is on somebody's screen is kept from the others.
HELD = timedelta(minutes=3)
LANGUAGE = "fr"


class AlreadyAnswered(Exception):
    """Somebody else answered meanwhile, or the sheet went on."""


class AnswerRefused(ValueError):
    """The answer is none that can be given. `says`: a sentence about a text, or ""."""

    def __init__(self, says: str = "") -> None:
        super().__init__(says or "not an answer to this")
        self.says = says


def hold_doubt(*, doubt: Doubt, by: User, at: datetime) -> None:
    """Keep from the others, for a while, what this person has on screen. Not journalled."""
    Doubt.objects.filter(pk=doubt.pk, answered_at=None).update(
        held_by_id=by.pk, held_until_at=at + HELD
    )


def answer_doubt(*, doubt: Doubt, value: Any, by: User, at: datetime) -> None:
    """Take what a person decided about one doubt.

    `value`: a code, a list of codes, or a text; "" says that nothing is there. Side
    effects, in one transaction that holds the pile: the answer, sealed; what it does to
    the page when it is about the whole page; the page is corrected once nothing
    is open, and the sheet asked what the questionnaire needs; one journal entry without
    the answer. Raises `AnswerRefused`, `AlreadyAnswered`, `BatchClosed`, `PermissionDenied`.
    """
    batch = doubt.scan.batch
    require_work(by, batch)
    kept = _checked(doubt, value)
    with hold_open(batch):
        answered = Doubt.objects.filter(
            pk=doubt.pk, answered_at=None, scan__state=ScanState.DOUBTFUL
        ).update(
            sealed_answer=seal_answer(doubt, kept),
            sealed_suggestion=b"",
            answered_by_id=by.pk,
            answered_at=at,
            held_by_id=None,
            held_until_at=None,
        )
        if not answered:
            raise AlreadyAnswered
        _journal(doubt, "scan.answer", by, at)
        if doubt.kind == Doubt.Kind.PAGE:
            _settle_page(doubt, kept, by, at)
        settle_scan(doubt.scan_id)
        ask_sheet(doubt.scan_id)


def _checked(doubt: Doubt, value: Any) -> Any:
    """Return the answer as it is kept. Raises `AnswerRefused`."""
    item = item_of(doubt, LANGUAGE)
    if item.control == "text":
        try:
            return clean_text(str(value or ""), item.max_length)
        except TextRefused as refused:
            raise AnswerRefused(str(refused)) from refused
    if item.control == "month":
        if value and value != "unknown" and not MONTH.fullmatch(str(value)):
            raise AnswerRefused
        return value or ""
    allowed = {choice.value for choice in (*item.choices, *item.rest)}
    if item.control in MEASURED and item.question is not None:
        kept, reason = validate_answer(
            item.question, value or "", language=get_language() or LANGUAGE
        )
        if reason:
            raise AnswerRefused(reason)
        return kept
    if item.control == "boxes":
        chosen = list(value) if isinstance(value, list | tuple) else [value] if value else []
        if not set(chosen) <= allowed:
            raise AnswerRefused
        return [choice.value for choice in item.choices if choice.value in chosen]
    if value not in allowed:
        raise AnswerRefused
    return value


def settle_scan(pk: int) -> None:
    """Say of a page that it is corrected, once nothing about it is open."""
    if not Doubt.objects.filter(scan=pk, answered_at=None).exists():
        rule = SCAN_TRANSITIONS["answer"]
        Scan.objects.filter(pk=pk, state__in=rule.before).update(state=ScanState.CORRECTED)


def ask_sheet(scan_pk: int) -> int:
    """Ask about the sheet of a page what the questionnaire needs, once its marks are decided.

    Returns how much is asked. The caller holds the pile.
    """
    sheet = (
        Sheet.objects.filter(scans=scan_pk, state=SheetState.SCANNED)
        .select_related("batch__territory")
        .first()
    )
    if sheet is None:
        return 0
    scanned = scanned_sheet(sheet)
    if scanned.open or scanned.missing or not scanned.pages:
        return 0
    found = questions_for(scanned)
    for one in found:
        scan = scanned.scan_of(one.question) if one.question else scanned.scans[0]
        ask_again(scan, [one])
    return len(found)


def ask_sheets(*, upload: Upload) -> int:
    """Ask about the sheets that a file brought what the questionnaire needs; return how much.

    Safe to run twice. Side effects: those of `ask_sheet`, in a transaction for each
    sheet that holds the pile. Raises `BatchClosed`.
    """
    asked = 0
    sheets = Sheet.objects.filter(scans__upload=upload, state=SheetState.SCANNED).distinct()
    for pk in sheets.order_by("number").values_list("pk", flat=True):
        scan = Scan.objects.filter(sheet=pk).order_by("pk").values_list("pk", flat=True).first()
        with hold_open(upload.batch):
            asked += ask_sheet(scan or 0)
    return asked


def ask_again(scan: Scan, asked: Iterable[Asked]) -> None:
    """Ask about a page that had its answers; what was answered before is open once more."""
    start = Doubt.objects.filter(scan=scan).aggregate(last=Max("place"))["last"]
    for place, one in enumerate(asked, (start or 0) + 1):
        ask(scan, [one], start=place)
        Doubt.objects.filter(
            scan=scan,
            kind=one.kind,
            question=one.question,
            option=one.option or (one.reason if one.kind == Doubt.Kind.PAGE else ""),
        ).update(answered_at=None, answered_by_id=None, sealed_answer=b"", reason=one.reason)
    rule = SCAN_TRANSITIONS["ask"]
    Scan.objects.filter(pk=scan.pk, state__in=rule.before).update(state=ScanState.DOUBTFUL)


def undo_answer(*, batch: Batch, by: User, at: datetime) -> Doubt | None:
    """Open again what this person answered last in the pile; return it, None when nothing can be.

    Again and again, the ones before. What went on with its sheet stays as it is, and so
    does a page that a decision moved. Side effects, in one transaction that holds the pile:
    the answer goes, the page is in doubt again, one journal entry. Raises `BatchClosed`,
    `PermissionDenied`.
    """
    require_work(by, batch)
    with hold_open(batch):
        doubt = last_answered(batch, by)
        if doubt is None:
            return None
        Doubt.objects.filter(pk=doubt.pk).update(
            answered_at=None, answered_by_id=None, sealed_answer=b""
        )
        Scan.objects.filter(pk=doubt.scan_id, state=ScanState.CORRECTED).update(
            state=ScanState.DOUBTFUL
        )
        # What the questionnaire asked since rests on the answer that goes.
        sheet_pk = doubt.scan.sheet_id or 0
        Doubt.objects.filter(
            scan__sheet=sheet_pk, kind=Doubt.Kind.ANSWER, answered_at=None
        ).exclude(reason="few_marks").exclude(pk=doubt.pk).delete()
        for pk in Scan.objects.filter(sheet=sheet_pk).values_list("pk", flat=True):
            settle_scan(pk)
        _journal(doubt, "scan.undo", by, at)
    return doubt


def pass_doubt(*, doubt: Doubt, by: User, at: datetime) -> None:
    """Leave a doubt to someone else. Side effects: the row, one journal entry."""
    require_work(by, doubt.scan.batch)
    with hold_open(doubt.scan.batch):
        passed = Doubt.objects.filter(pk=doubt.pk, answered_at=None).update(
            passed_by_id=by.pk, held_by_id=None, held_until_at=None
        )
        if not passed:
            raise AlreadyAnswered
        _journal(doubt, "scan.pass", by, at)


def take_back_passed(*, batch: Batch, by: User) -> int:
    """Ask this person again what they left to others; return how much. For who is alone."""
    require_work(by, batch)
    return Doubt.objects.filter(scan__batch=batch, passed_by_id=by.pk, answered_at=None).update(
        passed_by_id=None
    )


def _journal(doubt: Doubt, action: str, by: User, at: datetime) -> None:
    record_entry(
        by=by,
        at=at,
        action=action,
        subject=doubt.scan.subject,
        data={"kind": doubt.kind, "question": doubt.question, "reason": doubt.reason},
    )


def _settle_page(doubt: Doubt, value: str, by: User, at: datetime) -> None:
    scan = Scan.objects.select_related("sheet__batch", "upload").get(pk=doubt.scan_id)
    if value == "same" and doubt.reason == "keyed":
        end_sheet(
            scan,
            SheetState.DOUBLE,
            scan_state=ScanState.DUPLICATE,
            reason="same_sheet",
            by=by,
            at=at,
        )
        # The number of the other one stands where other doubts have their question.
        other = Sheet.objects.filter(batch=scan.batch_id, number=int(doubt.question or 0)).first()
        Sheet.objects.filter(pk=scan.sheet_id or 0).update(repeats=other)
    elif value == "same":
        for one in _copies(scan):
            _take_out(one, ScanState.DUPLICATE, "same_sheet", at)
    elif value == "apart":
        _part(scan, at)
    elif value in {"fills", "cancels"}:
        _settle_filled(scan, value == "fills", by, at)
    elif value == "empty" and scan.kind == CARD and scan.sheet is not None:
        note_void(scanned_sheet(scan.sheet), VoidReason.BLANK, by, at)
    elif value == "empty":
        end_sheet(
            scan,
            SheetState.BLANK,
            scan_state=ScanState.SET_ASIDE,
            reason="blank",
            by=by,
            at=at,
        )


def _settle_filled(scan: Scan, is_answer: bool, by: User, at: datetime) -> None:
    """Decide the blacked out boxes of a page together, as this person fills boxes.

    A question with one answer and several blacked out boxes stays open.
    """
    read = reading_of(scan)
    filled: dict[str, list[str]] = {}
    for box in filled_boxes(read) if read is not None else []:
        filled.setdefault(box.question, []).append(box.option)
    asked = Doubt.objects.filter(scan=scan, answered_at=None, reason__in=FILLED)
    for doubt in asked.filter(question__in=list(filled)):
        options = filled[doubt.question]
        if doubt.kind == Doubt.Kind.BOX and doubt.option in options:
            value = "yes" if is_answer else "no"
        elif doubt.kind == Doubt.Kind.CHOICE and (len(options) == 1 or not is_answer):
            value = options[0] if is_answer else ""
        else:
            continue
        Doubt.objects.filter(pk=doubt.pk).update(
            sealed_answer=seal_answer(doubt, value), answered_by_id=by.pk, answered_at=at
        )


def end_sheet(
    scan: Scan, sheet_state: str, *, scan_state: str, reason: str, by: User, at: datetime
) -> None:
    """Give the sheet of a page its end without a report, and its pages theirs."""
    Scan.objects.filter(sheet=scan.sheet_id or 0, state__in=ON_THEIR_WAY).update(
        state=scan_state, reason=reason, closed_at=at
    )
    Sheet.objects.filter(pk=scan.sheet_id or 0, state=SheetState.SCANNED).update(
        state=sheet_state, keyed_by_id=by.pk, keyed_at=at
    )


def _take_out(scan: Scan, state: str, reason: str, at: datetime) -> None:
    """Take a page out of its sheet; a sheet that has no page left was none."""
    sheet_pk = scan.sheet_id
    Scan.objects.filter(pk=scan.pk, state__in=ON_THEIR_WAY).update(
        state=state, reason=reason, closed_at=at, sheet=None
    )
    if sheet_pk and not Scan.objects.filter(sheet=sheet_pk).exists():
        Sheet.objects.filter(pk=sheet_pk, state=SheetState.SCANNED).delete()


def _copies(scan: Scan) -> list[Scan]:
    """Return a page with those that go with it: the other pages of the same copy."""
    if not scan.serial_hash or scan.sheet_id is None:
        return [scan]
    return list(Scan.objects.filter(sheet=scan.sheet_id, serial_hash=scan.serial_hash))


def _part(scan: Scan, at: datetime) -> None:
    """Give a page a sheet of its own."""
    sheet = add_sheet(scan.batch_id, uuid=uuid4(), by_id=scan.upload.sent_by_id, at=at)
    Scan.objects.filter(pk=scan.pk).update(sheet=sheet)
