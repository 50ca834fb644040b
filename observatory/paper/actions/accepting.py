"""A sheet with nothing left to ask becomes what it is: a report, an observation, a card of a count."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from observatory.desk.actions import enter_report
from observatory.journal.actions import record_entry
from observatory.observations.actions import InvalidAnswers
from observatory.paper.models import Batch, Doubt, Scan, Sheet
from observatory.paper.queries.likeness import find_likenesses
from observatory.paper.queries.repeats import with_repeats
from observatory.paper.queries.scanned import (
    MISSING_SIDE,
    ScannedSheet,
    questions_for,
    scanned_sheet,
    scanned_sheets,
)
from observatory.paper.registry import Accept, target_of
from observatory.paper.scanning.marks import Asked
from observatory.paper.scanning.sealed import seal_answer
from observatory.paper.states import SCAN_TRANSITIONS, ScanState, SheetState
from observatory.people.models import User
from observatory.questionnaires.schema import YES
from observatory.questionnaires.validation import validate_answers
from observatory.reports.actions import ReportWithdrawn, SubmissionRefused

from .correcting import ask_again, end_sheet
from .destroying import destroy_scans
from .holding import hold_open, require_work

KEPT, REFUSED, ASKED, WITHDRAWN = "kept", "refused", "asked", "withdrawn"
TO_COMPLETE = "to_complete"


class NotClear(Exception):
    """Something is still asked about the sheet, a page of it is missing, or it has its end."""


@dataclass(frozen=True)
class Outcome:
    """What became of a sheet: "kept", "refused", "withdrawn", or "asked" when something came up."""

    sheet: Sheet
    what: str


def accept_sheet(*, sheet: Sheet, by: User, at: datetime) -> Outcome:
    """Make of a scanned sheet what it is.

    Side effects, in one transaction that holds the pile: the report (or what another
    target makes) by the same validation as every channel; sheet and pages settled; one
    journal entry. Without the consent to be counted the sheet is refused: what is held
    of it is destroyed at once, however often it was scanned. What the questionnaire asks comes back to the
    correction desk. Raises `NotClear` (also for a sheet that a person completes),
    `BatchClosed`, `PermissionDenied`.
    """
    return accept_as(sheet=sheet, accept=None, by=by, at=at)


def accept_as(*, sheet: Sheet, accept: Accept | None, by: User, at: datetime) -> Outcome:
    """Do what `accept_sheet` says; `accept` makes of the sheet what it is, with what a person
    added. Raises what it raises, too, and then nothing is stored."""
    batch = sheet.batch
    require_work(by, batch)
    with hold_open(batch):
        if not Sheet.objects.filter(pk=sheet.pk, state=SheetState.SCANNED).exists():
            raise NotClear
        scanned = scanned_sheet(sheet)
        if not scanned.is_clear or scanned.printed is None:
            raise NotClear
        what = _accept(scanned, accept, by, at)
        record_entry(
            by=by,
            at=at,
            action="batch.accept",
            subject=batch.subject,
            after=what,
            data={"number": sheet.number},
        )
    return Outcome(sheet, what)


def _accept(scanned: ScannedSheet, accept: Accept | None, by: User, at: datetime) -> str:
    target = target_of(scanned.kind)
    if target is None:
        raise NotClear
    # Either the sheet says enough, or a person adds what it does not say: never both.
    ways = [one for one in (target.accept, accept) if one is not None]
    if len(ways) != 1:
        raise NotClear
    asked = questions_for(scanned)
    if asked:
        return _ask(scanned, asked)
    raw = scanned.answers()
    if target.is_validated:
        if _is_refused(scanned, raw):
            return _refuse(scanned, by, at)
        doubles = _doubles(scanned, raw, at)
        if doubles:
            return _ask(scanned, doubles)
    try:
        values = ways[0](scanned=scanned, answers=raw, by=by, at=at)
    except ReportWithdrawn:
        return _take_withdrawn(scanned, by, at)
    except (SubmissionRefused, InvalidAnswers) as refused:
        return _ask(
            scanned,
            [Asked("answer", key.partition(".")[0], reason="wrong") for key in refused.errors],
        )
    Sheet.objects.filter(pk=scanned.sheet.pk).update(keyed_by_id=by.pk, keyed_at=at, **values)
    _settle(scanned, "accept", ScanState.ACCEPTED, at)
    return KEPT


def _ask(scanned: ScannedSheet, asked: list[Asked]) -> str:
    for one in asked:
        is_page = one.kind == "page"
        ask_again(scanned.scans[0] if is_page else scanned.scan_of(one.question), [one])
    return ASKED


def _is_refused(scanned: ScannedSheet, raw: Mapping[str, Any]) -> bool:
    """Tell whether a consent without which nothing is kept was not given; a person looked."""
    definition = scanned.definition
    return definition is not None and any(
        question.is_needed and raw.get(question.key) != YES
        for question in definition.questions.values()
    )


def _refuse(scanned: ScannedSheet, by: User, at: datetime) -> str:
    Sheet.objects.filter(pk=scanned.sheet.pk).update(
        state=SheetState.REFUSED, keyed_by_id=by.pk, keyed_at=at
    )
    _settle(scanned, "refuse", ScanState.REFUSED, at)
    destroy_scans(scans=with_repeats([scanned.sheet]), why="refused", by=by, at=at)
    return REFUSED


def _take_withdrawn(scanned: ScannedSheet, by: User, at: datetime) -> str:
    """The person withdrew with her code before the sheet was kept: nothing of it stays."""
    scan = scanned.scans[0]
    end_sheet(
        scan,
        SheetState.WITHDRAWN,
        scan_state=ScanState.SET_ASIDE,
        reason="withdrawn",
        by=by,
        at=at,
    )
    destroy_scans(scans=with_repeats([scanned.sheet]), why="withdrawn", by=by, at=at)
    return WITHDRAWN


def _settle(scanned: ScannedSheet, name: str, after: str, at: datetime) -> None:
    Scan.objects.filter(
        pk__in=[scan.pk for scan in scanned.scans], state__in=SCAN_TRANSITIONS[name].before
    ).update(state=after, closed_at=at)


def _doubles(scanned: ScannedSheet, raw: Mapping[str, Any], at: datetime) -> list[Asked]:
    """Return whether to ask if the sheet is a report that is kept already: keyed by hand, say.

    The same few crosses on two scanned sheets say nothing: each paper is there by itself.
    """
    definition = scanned.definition
    if definition is None or any(doubt.reason == "keyed" for doubt in scanned.doubts):
        return []
    if definition.key != "report" or scanned.printed is None:
        return []
    batch = scanned.sheet.batch
    cleaned, _errors = validate_answers(definition, raw, language=scanned.printed.language)
    alike = find_likenesses(batch, definition, cleaned, at=at)
    scanned_numbers = set(
        Sheet.objects.filter(batch=batch, scans__isnull=False).values_list("number", flat=True)
    )
    for one in alike:
        if one.by_text or (one.number is not None and one.number not in scanned_numbers):
            return [Asked("page", str(one.number or ""), reason="keyed")]
    return []


def accept_clear(*, batch: Batch, by: User, at: datetime, most: int = 200) -> dict[str, int]:
    """Accept every sheet of a pile that has nothing open, one transaction each; return how many
    of each outcome, and under "to_complete" how many a person completes one by one. Raises what
    `accept_sheet` does, but for `NotClear`."""
    counts: dict[str, int] = {}
    clear = [one for one in scanned_sheets(batch) if one.is_clear]
    whole = [one.sheet for one in clear if not one.is_completed]
    if len(clear) > len(whole):
        counts[TO_COMPLETE] = len(clear) - len(whole)
    for sheet in whole[:most]:
        try:
            what = accept_sheet(sheet=sheet, by=by, at=at).what
        except NotClear:
            continue
        counts[what] = counts.get(what, 0) + 1
    return counts


def accept_report(
    *, scanned: ScannedSheet, answers: Mapping[str, Any], by: User, at: datetime
) -> dict[str, Any]:
    """Make a report of a sheet (intake *paper*), in the words of the form that was filled in.

    Its identifier is the sheet's, which comes from the serial: so the code on the stub
    is the report's. Raises what `enter_report` does.
    """
    assert scanned.printed is not None  # noqa: S101 - for the type checker; a sheet that is read has one
    stored = enter_report(
        uuid=scanned.sheet.uuid,
        version=scanned.printed.questionnaire,
        answers=dict(answers),
        language=scanned.printed.language,
        intake="paper",
        association=scanned.sheet.batch.association,
        by=by,
        at=at,
    )
    return {"state": SheetState.REPORT, "report": stored.report}


def go_without(*, sheet: Sheet, by: User, at: datetime) -> None:
    """Say that the page of a sheet that is missing does not come; a person looked for it.

    Side effects: the decision, one journal entry. Raises `NotClear` when none is missing,
    `BatchClosed`, `PermissionDenied`.
    """
    require_work(by, sheet.batch)
    with hold_open(sheet.batch):
        scanned = scanned_sheet(sheet)
        if not scanned.missing or not scanned.scans:
            raise NotClear
        _decide_without(scanned, by, at)


def _decide_without(scanned: ScannedSheet, by: User, at: datetime) -> None:
    doubt = Doubt.objects.create(
        scan=scanned.scans[0],
        kind=Doubt.Kind.PAGE,
        option=MISSING_SIDE,
        reason=MISSING_SIDE,
        answered_by_id=by.pk,
        answered_at=at,
    )
    Doubt.objects.filter(pk=doubt.pk).update(sealed_answer=seal_answer(doubt, "without"))
    record_entry(
        by=by,
        at=at,
        action="batch.go_without",
        subject=scanned.sheet.batch.subject,
        data={"number": scanned.sheet.number, "pages": scanned.missing},
    )
