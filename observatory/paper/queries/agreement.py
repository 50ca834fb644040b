"""Two keyings of one sheet, field by field, and the rate of disagreement of a pile.

A field is a question that the sheet asks, after either keying; a list of boxes
is one field. A story is the same when its two texts are alike (likeness.py): a
comma is no error. Left out: how to reach the person and photos, which are not
keyed twice, and a consent that the person changed herself since.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from observatory.kit.small_numbers import Proportion, show_proportion
from observatory.paper.models import Batch, Doubt, Scan, SecondKeying, Sheet
from observatory.paper.states import SheetState
from observatory.questionnaires.queries import compiled
from observatory.questionnaires.schema import Answer, Definition, Question
from observatory.reports.models import Consent, Report
from observatory.reports.queries.answers import answers_of, as_kept

from .likeness import read_alike

# At most one field in a hundred.
GOAL_PERCENT = 1
# Sheets of the sample: still a report, or found by the second keying to have no consent
# to be counted. One that the person withdrew drops out.
IN_SAMPLE = (SheetState.REPORT, SheetState.REFUSED)


@dataclass(frozen=True)
class Comparison:
    """Keys of the questions that were compared, and of those that differ, in their order.

    `first` holds the answers that are kept now.
    """

    compared: list[str]
    differing: list[str]
    first: dict[str, Answer]


def compare_keyings(report: Report, second: Mapping[str, Answer]) -> Comparison:
    """Compare what is kept of a sheet with cleaned answers keyed a second time. Five queries."""
    definition = compiled(report.questionnaire)
    first = answers_of(report)
    again = as_kept(definition, second)
    changed = _changed_by_person(report)
    compared = [
        question
        for question in definition.questions.values()
        if question.kind not in {"contact", "photo"}
        and question.consent not in {"D6", *changed}
        and not (question.maps_to == "story" and _is_erased(report))
        and _is_asked(definition, question, first, again)
    ]
    return Comparison(
        [question.key for question in compared],
        [question.key for question in compared if not _agrees(question, first, again)],
        first,
    )


def _is_asked(
    definition: Definition,
    question: Question,
    first: Mapping[str, Answer],
    again: Mapping[str, Answer],
) -> bool:
    return any(definition.question_stands(question, answers) for answers in (first, again))


def _agrees(question: Question, first: Mapping[str, Answer], again: Mapping[str, Answer]) -> bool:
    one, other = first.get(question.key), again.get(question.key)
    if question.kind == "text" and one and other:
        return read_alike(str(one), str(other))
    return one == other


def _is_erased(report: Report) -> bool:
    story = getattr(report, "story", None)
    return story is not None and story.original_erased_at is not None


def _changed_by_person(report: Report) -> set[str]:
    """Return the consents that the person gave or took back since, by another way than this paper."""
    since = Consent.objects.filter(report=report, given_at__gt=report.received_at)
    return set(since.exclude(intake=report.intake).values_list("code", flat=True))


@dataclass(frozen=True)
class Part:
    """Fields that were answered by one kind of keyer: how many were compared, how many differ."""

    compared: int = 0
    differing: int = 0
    shown: Proportion = field(default_factory=lambda: show_proportion(0, 0))


@dataclass(frozen=True)
class Disagreement:
    """The rate of disagreement of a pile: fields that differ out of fields compared."""

    sheets: int = 0
    compared: int = 0
    differing: int = 0
    shown: Proportion = field(default_factory=lambda: show_proportion(0, 0))
    # Of scanned sheets: what the machine answered alone, and what a person had a part in.
    machine: Part = field(default_factory=Part)
    person: Part = field(default_factory=Part)

    @property
    def is_within_goal(self) -> bool:
        return self.differing * 100 <= self.compared * GOAL_PERCENT


def disagreement_of(batch: Batch) -> Disagreement:
    """Return the rate over the sheets keyed twice (`IN_SAMPLE`). One query."""
    rows = list(
        SecondKeying.objects.filter(sheet__batch=batch, sheet__state__in=IN_SAMPLE).values_list(
            "compared", "differed", "compared_machine", "differed_machine"
        )
    )
    compared = sum(row[0] for row in rows)
    differing = sum(len(row[1]) for row in rows)
    by_machine = sum(row[2] for row in rows), sum(len(row[3]) for row in rows)
    return Disagreement(
        len(rows),
        compared,
        differing,
        show_proportion(differing, compared),
        _part(*by_machine),
        _part(compared - by_machine[0], differing - by_machine[1]),
    )


def _part(compared: int, differing: int) -> Part:
    return Part(compared, differing, show_proportion(differing, compared))


def answered_by_machine(sheet: Sheet, questions: Iterable[str]) -> list[str]:
    """Return those of the questions that nobody had a part in when the sheet was read. One query.

    None of a sheet that was keyed by hand.
    """
    scans = Scan.objects.filter(sheet=sheet)
    if not scans.exists():
        return []
    by_hand = set(
        Doubt.objects.filter(scan__in=scans, answered_at__isnull=False).values_list(
            "question", flat=True
        )
    )
    return [key for key in questions if key not in by_hand]
