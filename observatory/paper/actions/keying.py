"""Keying a pile, one sheet after another: a report, or a word on why it became none."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import get_language

from observatory.desk.actions import enter_report
from observatory.journal.actions import record_entry
from observatory.paper.models import Batch, Sheet
from observatory.paper.permissions import may_put_right
from observatory.paper.states import RETURNABLE, SheetState
from observatory.people.models import User
from observatory.questionnaires.models import QuestionnaireVersion
from observatory.questionnaires.queries import compiled
from observatory.questionnaires.validation import validate_answers
from observatory.reports.actions import AlreadyChanged, SubmissionRefused, correct_report
from observatory.reports.queries import code_of
from observatory.reports.queries.answers import answers_of, as_kept, differing

from .holding import hold_open, require_work


class NumberTaken(Exception):
    """Another sheet has this number already: `sheet`."""

    def __init__(self, sheet: Sheet | None) -> None:
        super().__init__("the number is taken")
        self.sheet = sheet


class SheetIsFixed(Exception):
    """The sheet is kept already and what was typed now differs: too late to change it here."""

    def __init__(self, sheet: Sheet) -> None:
        super().__init__("the sheet is kept already")
        self.sheet = sheet


@dataclass(frozen=True)
class KeyedSheet:
    """What became of an entry: its sheet, the return code ("" without a report), and how it went."""

    sheet: Sheet
    code: str = ""
    is_new: bool = True
    is_corrected: bool = False


def key_sheet(
    *,
    batch: Batch,
    number: int,
    entry: UUID,
    version: QuestionnaireVersion,
    answers: dict[str, Any],
    by: User,
    at: datetime,
) -> KeyedSheet:
    """Store the form that was typed from a sheet, under the sheet's number.

    The same `entry` sent again is the same sheet and report. Sent again with
    other answers (someone went back to put a mistake right), it corrects the
    report, as long as the same person has keyed nothing since, it was not keyed
    a second time, and nobody decided on it.

    Side effects, in one transaction: the report with all that `submit_report`
    does, the sheet, the batch's revision, one journal entry. Raises
    `SubmissionRefused` (messages by question key), `NumberTaken`,
    `BatchClosed`, `SheetIsFixed`, `PermissionDenied`.
    """
    require_work(by, batch)
    known = _known(entry)
    if known is None:
        try:
            return _key(batch, number, entry, version, answers, by=by, at=at)
        except NumberTaken:
            # By this very entry, sent twice at the same moment?
            known = _known(entry)
            if known is None:
                raise
    with transaction.atomic():
        return _again(batch, known, answers, by, at)


def _known(entry: UUID) -> Sheet | None:
    return Sheet.objects.filter(uuid=entry).select_related("report__questionnaire").first()


def _key(
    batch: Batch,
    number: int,
    entry: UUID,
    version: QuestionnaireVersion,
    answers: dict[str, Any],
    *,
    by: User,
    at: datetime,
) -> KeyedSheet:
    with hold_open(batch):
        _require_free(batch, number)
        stored = enter_report(
            uuid=entry,
            version=version,
            answers=answers,
            language=batch.language,
            intake="paper",
            association=batch.association,
            by=by,
            at=at,
        )
        sheet = _store(
            batch,
            number=number,
            entry=entry,
            state=SheetState.REPORT,
            by=by,
            at=at,
            report=stored.report,
        )
    return KeyedSheet(sheet, stored.code)


def mark_sheet(
    *,
    batch: Batch,
    number: int,
    entry: UUID,
    state: str,
    by: User,
    at: datetime,
    given_to: str = "",
    repeats: int | None = None,
) -> KeyedSheet:
    """Account for a sheet that becomes no report: one of `RETURNABLE`; nothing typed is stored.

    `given_to` says who looks at an illegible one; `repeats` is the number of the sheet
    that a double repeats. The same `entry` again is the same sheet. Side effects: the
    sheet, the batch's revision, one journal entry. Raises `ValueError` for
    another state, `NumberTaken`, `BatchClosed`, `SheetIsFixed`,
    `PermissionDenied`.
    """
    require_work(by, batch)
    if state not in RETURNABLE:
        raise ValueError(f"a sheet is not marked {state}")
    known = _known(entry)
    if known is None:
        try:
            return _mark(
                batch, number, entry, state, by=by, at=at, given_to=given_to, repeats=repeats
            )
        except NumberTaken:
            known = _known(entry)
            if known is None:
                raise
    if known.batch_id != batch.pk or known.state != state:
        raise SheetIsFixed(known)
    return KeyedSheet(known, is_new=False)


def _mark(
    batch: Batch,
    number: int,
    entry: UUID,
    state: str,
    *,
    by: User,
    at: datetime,
    given_to: str,
    repeats: int | None,
) -> KeyedSheet:
    with hold_open(batch):
        _require_free(batch, number)
        repeated = Sheet.objects.filter(batch=batch, number=repeats).first() if repeats else None
        sheet = _store(
            batch,
            number=number,
            entry=entry,
            state=state,
            by=by,
            at=at,
            given_to=given_to,
            repeats=repeated,
        )
    return KeyedSheet(sheet)


def return_sheet(*, sheet: Sheet, by: User, at: datetime) -> None:
    """Put a sheet that was marked back on the pile, to be keyed after all.

    Side effects: the row goes, the batch's revision, one journal entry. Raises
    `SheetIsFixed` for a sheet that became a report, `BatchClosed`,
    `PermissionDenied`.
    """
    batch = sheet.batch
    require_work(by, batch)
    with hold_open(batch):
        gone, _rows = Sheet.objects.filter(pk=sheet.pk, state__in=RETURNABLE, second=None).delete()
        if not gone:
            raise SheetIsFixed(sheet)
        record_entry(
            by=by,
            at=at,
            action="batch.return_sheet",
            subject=batch.subject,
            before=sheet.state,
            data={"number": sheet.number},
        )


def _require_free(batch: Batch, number: int) -> None:
    taken = Sheet.objects.filter(batch=batch, number=number).select_related("keyed_by").first()
    if taken is not None:
        raise NumberTaken(taken)


def _store(
    batch: Batch, *, number: int, entry: UUID, state: str, by: User, at: datetime, **values: Any
) -> Sheet:
    try:
        with transaction.atomic():
            sheet = Sheet.objects.create(
                uuid=entry,
                batch=batch,
                number=number,
                state=state,
                keyed_by_id=by.pk,
                keyed_at=at,
                **values,
            )
    except IntegrityError as error:
        # The constraint has the last word, whatever was read before.
        raise NumberTaken(None) from error
    record_entry(
        by=by,
        at=at,
        action="batch.key",
        subject=batch.subject,
        after=state,
        data={"number": number},
    )
    return sheet


def _again(
    batch: Batch, sheet: Sheet, answers: dict[str, Any], by: User, at: datetime
) -> KeyedSheet:
    """The same entry a second time: the same sheet, with what was put right meanwhile."""
    report = sheet.report
    if sheet.batch_id != batch.pk or report is None:
        raise SheetIsFixed(sheet)
    code = code_of(report.uuid) or ""
    held = answers_of(report)
    cleaned, errors = validate_answers(
        compiled(report.questionnaire), answers, language=get_language() or report.language
    )
    if errors:
        raise SubmissionRefused(errors)
    if not differing(held, as_kept(compiled(report.questionnaire), cleaned)):
        return KeyedSheet(sheet, code, is_new=False)
    if not may_put_right(by, sheet):
        raise SheetIsFixed(sheet)
    try:
        correct_report(report=report, answers=answers, revision=report.revision, by=by, at=at)
    except AlreadyChanged as changed:
        raise SheetIsFixed(sheet) from changed
    return KeyedSheet(sheet, code, is_new=False, is_corrected=True)
