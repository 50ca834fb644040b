"""A sheet that was scanned, put together: its pages, what was read, what a person decided."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from observatory.kit.omr.layout import PageLayout
from observatory.paper.models import Batch, Doubt, Scan, Sheet
from observatory.paper.registry import OBSERVATION, REPORT, target_of
from observatory.paper.scanning.marks import (
    Answers,
    Asked,
    Decided,
    ReadPage,
    answers_from,
    decided_by_hand,
    questions_on,
)
from observatory.paper.scanning.printed import Printed, printed_form
from observatory.paper.scanning.sealed import decided, reading_of
from observatory.paper.states import ON_THEIR_WAY, ScanState, SheetState
from observatory.questionnaires.queries import compiled
from observatory.questionnaires.schema import Definition, Question
from observatory.questionnaires.validation import validate_answers

MISSING_SIDE = "missing_side"
# What a sheet for something planned knows: it has one box for each, crossed or not.
SCENARIO, CHANNEL = "scenario", "channel"


@dataclass
class ScannedSheet:
    """One sheet with its pages in order. Pages whose reading is gone are left out."""

    sheet: Sheet
    printed: Printed | None
    scans: list[Scan] = field(default_factory=list)
    pages: list[tuple[Scan, ReadPage, PageLayout]] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)

    @property
    def open(self) -> list[Doubt]:
        """What a person is still asked."""
        return [one for one in self.doubts if one.answered_at is None]

    @property
    def missing(self) -> list[int]:
        """Pages of the form that are not here, but for those that someone goes on without."""
        if self.printed is None or self.goes_without:
            return []
        there = {scan.page for scan, _read, _layout in self.pages}
        return [page for page in range(1, self.printed.pages + 1) if page not in there]

    @property
    def goes_without(self) -> bool:
        return any(one.option == MISSING_SIDE and one.answered_at for one in self.doubts)

    @property
    def is_clear(self) -> bool:
        """Tell whether it can be kept as it is: nothing open, every page here."""
        return bool(self.pages) and not self.open and not self.missing

    @property
    def kind(self) -> str:
        return self.scans[0].kind if self.scans else ""

    @property
    def definition(self) -> Definition | None:
        return compiled(self.printed.questionnaire) if self.printed else None

    @property
    def is_completed(self) -> bool:
        """Tell whether boxes do not say enough: a person completes such a sheet."""
        target = target_of(self.kind)
        return target is not None and target.accept is None

    def decisions(self) -> list[Decided]:
        """Return what people decided about the sheet."""
        return [decided(one) for one in self.doubts if one.answered_at is not None]

    def printed_questions(self) -> set[str]:
        """Return the keys of the questions that are printed on the form."""
        layouts = self.printed.layouts if self.printed else ()
        return {key for layout in layouts for key in questions_on(layout)}

    def scan_of(self, question: str) -> Scan:
        """Return the page that a question is on; the first one for a question that is on none."""
        for scan, _read, layout in self.pages:
            if question in questions_on(layout):
                return scan
        return self.scans[0]

    def is_empty(self) -> bool:
        """Tell whether nothing at all was written on it."""
        return not any(
            box.state != "empty" for _scan, read, _layout in self.pages for box in read.boxes
        ) and not any(any(read.ink.values()) for _scan, read, _layout in self.pages)

    def read_answers(self) -> Answers:
        """Return what its pages and people say, before anything falls away."""
        pages = [(scan.page, read, layout) for scan, read, layout in self.pages]
        return answers_from(pages, self.decisions())

    def answers(self) -> dict[str, Any]:
        """Return raw answers by question key; what rests on a consent that nobody gave is left out.

        On a report that does not ask where, the municipality of the pile stands for it; on
        an observation sheet, a scenario or a channel that is the only one printed.
        """
        found = self.read_answers().found
        definition = self.definition
        if definition is None:
            return found
        batch = self.sheet.batch
        is_missing = self.kind == REPORT and "where" not in self.printed_questions()
        if batch.territory is not None and is_missing:
            found.setdefault("where", batch.territory.nis)
        found = {**self.printed_alone(), **found}
        by_hand = decided_by_hand(self.decisions())
        return {
            key: value
            for key, value in found.items()
            if key in definition.questions
            and not _rests_on_nothing(definition, definition.questions[key], found, by_hand)
        }

    def printed_alone(self) -> dict[str, str]:
        """Return scenario and channel of an observation sheet that offers one of them only."""
        if self.kind != OBSERVATION:
            return {}
        options: dict[str, set[str]] = {}
        for layout in self.printed.layouts if self.printed else ():
            for box in layout.boxes:
                options.setdefault(box.question, set()).add(box.option)
        return {
            key: min(options[key]) for key in (SCENARIO, CHANNEL) if len(options.get(key, ())) == 1
        }


def _rests_on_nothing(
    definition: Definition, question: Question, found: dict[str, Any], by_hand: set[str]
) -> bool:
    """Tell whether no consent for an answer is crossed, and a person saw so."""
    keys = [definition.consents[code].key for code in question.needs_consent]
    return bool(keys) and not any(found.get(key) for key in keys) and set(keys) <= by_hand


def questions_for(scanned: ScannedSheet) -> list[Asked]:
    """Return what must be asked of a person before the sheet can be kept, beyond its marks.

    A sheet with nothing on it; a consent without which nothing is kept that is not
    given; an answer that depends on one that is not there; what the
    questionnaire's own validation refuses. Nothing while the marks are open.
    """
    definition, printed = scanned.definition, scanned.printed
    if definition is None or printed is None or scanned.open:
        return []
    target = target_of(scanned.kind)
    by_hand = decided_by_hand(scanned.decisions())
    if scanned.is_empty() and not scanned.decisions():
        return [Asked("page", "", reason="empty_sheet")]
    if target is None or not target.is_validated:
        return []
    raw = scanned.answers()
    asked = [
        *(Asked("answer", key, reason="two_crosses") for key in scanned.read_answers().clashing),
        *_needed(definition, raw, by_hand),
        *_depending(definition, raw, by_hand | scanned.printed_alone().keys(), printed.language),
    ]
    if asked:
        return asked
    _cleaned, errors = validate_answers(definition, raw, language=printed.language)
    refused = {q.key for q in definition.questions.values() if q.is_needed}
    keys = dict.fromkeys(place.partition(".")[0] for place in errors)
    if scanned.kind == OBSERVATION and not raw.get(SCENARIO):
        # The round says which one, once the place is known.
        keys.pop(SCENARIO, None)
    return [
        Asked("answer", key, reason="wrong" if raw.get(key) else "missing")
        for key in keys
        if key not in refused or key not in by_hand
    ]


def _needed(definition: Definition, raw: dict[str, Any], by_hand: set[str]) -> list[Asked]:
    """Without a yes here nothing is kept, for good: a person looks at the box."""
    return [
        Asked("answer", question.key, reason="refused")
        for question in definition.questions.values()
        if question.is_needed and raw.get(question.key) != "yes" and question.key not in by_hand
    ]


def _depending(
    definition: Definition, raw: dict[str, Any], by_hand: set[str], language: str
) -> list[Asked]:
    """Answers that would be dropped because of another one, which no person looked at yet."""
    cleaned, _errors = validate_answers(definition, raw, language=language)
    wanted: dict[str, None] = {}
    for key in raw:
        question = definition.questions[key]
        if question.consent:  # nothing to publish, nobody to reach: it falls away by itself
            continue
        keys = [definition.consents[code].key for code in question.needs_consent]
        if keys and not any(raw.get(one) for one in keys):
            wanted |= dict.fromkeys(keys)
        if not definition.question_stands(question, cleaned):
            for condition in (definition.screen_of[key].condition, question.condition):
                if condition is not None and not condition.holds(cleaned):
                    wanted |= dict.fromkeys(sorted(condition.mentions()))
    return [
        Asked("answer", key, reason="needs")
        for key in wanted
        if key not in by_hand and key in definition.questions
    ]


def scanned_sheet(sheet: Sheet, *, settled: bool = False) -> ScannedSheet:
    """Put one sheet together; a `settled` one, by what is left of it. Two queries, besides the
    form it is printed as."""
    return _put_together([sheet], [ScanState.ACCEPTED] if settled else ON_THEIR_WAY)[0]


def scanned_sheets(batch: Batch, state: str = SheetState.SCANNED) -> list[ScannedSheet]:
    """Put the sheets of a pile that stand in a state together, by number. Three queries, and one
    for each form that they are printed as."""
    sheets = Sheet.objects.filter(batch=batch, state=state, scans__isnull=False).distinct()
    found = list(sheets.order_by("number"))
    for sheet in found:
        sheet.batch = batch
    return _put_together(found)


def _put_together(
    sheets: Iterable[Sheet], states: Collection[str] = ON_THEIR_WAY
) -> list[ScannedSheet]:
    found = {sheet.pk: ScannedSheet(sheet, None) for sheet in sheets}
    scans = Scan.objects.filter(sheet__in=list(found), state__in=list(states))
    forms: dict[tuple[str, str], Printed | None] = {}
    for scan in scans.select_related("repeats").order_by("page", "pk"):
        one = found[scan.sheet_id or 0]
        one.scans.append(scan)
        code = (scan.form, scan.version)
        if code not in forms:
            forms[code] = printed_form(*code)
        one.printed = one.printed or forms[code]
        read, layout = reading_of(scan), _layout(one.printed, scan)
        if read is not None and layout is not None:
            one.pages.append((scan, read, layout))
    by_scan = {scan.pk: one for one in found.values() for scan in one.scans}
    doubts = Doubt.objects.filter(scan__in=list(by_scan)).select_related("scan")
    for doubt in doubts.order_by("scan__page", "place", "pk"):
        by_scan[doubt.scan_id].doubts.append(doubt)
    return list(found.values())


def _layout(printed: Printed | None, scan: Scan) -> PageLayout | None:
    return printed.layout(scan.page) if printed else None
