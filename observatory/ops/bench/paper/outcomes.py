"""What the reader made of a picture, held against what is true of it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from observatory.kit.omr.readings import PageReading

from .filling import CANCELLED, EMPTY, MARKED
from .marks import CANCELLED as CANCEL_KINDS
from .sheets import Picture, Sheet

DOUBTFUL = "doubtful"
READ = ("read", DOUBTFUL)
# What a person means as an answer and the rule on the form takes for a cancellation.
FILLED = "filled"


@dataclass(frozen=True)
class BoxOutcome:
    """One box: its kind of mark, the pen on that page, its true state and the one that was read.

    `is_double`: one of two answers to a single choice.
    """

    question: str
    option: str
    kind: str
    pen: str
    truth: str
    read: str
    reason: str
    is_double: bool = False

    @property
    def is_core(self) -> bool:
        """Tell whether a wrong reading is an error: cancelled and filled boxes stand apart."""
        return self.truth != CANCELLED and self.kind != FILLED

    @property
    def is_decidable(self) -> bool:
        """Tell whether the rule on the form lets a reader decide: two crosses go to a person."""
        return self.is_core and not self.is_double

    @property
    def is_doubtful(self) -> bool:
        return self.read == DOUBTFUL

    @property
    def is_silent_error(self) -> bool:
        return not self.is_doubtful and self.read != self.truth


@dataclass
class Outcome:
    """One picture. `found`: sheets that were identified rightly; `wrong`: identities it has not.

    `questions` and `asked`: single choices, and those of them that go to a person.
    `decoding`, `taking`, `reading`: seconds of CPU to decode the picture alone, to
    take it out of its file, and to read it.
    """

    picture: Picture
    found: int = 0
    wrong: int = 0
    is_accounted: bool = True
    boxes: list[BoxOutcome] = field(default_factory=list)
    questions: int = 0
    asked: int = 0
    statuses: list[str] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)
    trouble: str = ""
    decoding: float = 0.0
    taking: float = 0.0
    reading: float = 0.0


def compare(picture: Picture, readings: Sequence[PageReading]) -> Outcome:
    """Return what became of a picture; every code that it does not hold is a wrong identity."""
    outcome = Outcome(picture, is_accounted=bool(readings))
    waiting = {sheet.code: sheet for sheet in picture.sheets}
    for reading in readings:
        outcome.statuses.append(reading.status)
        outcome.reasons.update(reading.reasons)
        if reading.status not in READ:
            continue
        sheet = waiting.pop(reading.code or "", None)
        if sheet is None:
            outcome.wrong += 1
            continue
        outcome.found += 1
        add_boxes(outcome, sheet, reading)
    return outcome


def add_boxes(outcome: Outcome, sheet: Sheet, reading: PageReading) -> None:
    """Hold each box of a page against the truth."""
    answers = Counter(question for (question, _), state in sheet.states.items() if state == MARKED)
    by_question: dict[str, list[BoxOutcome]] = {}
    for box in reading.boxes:
        key = (box.box.question, box.box.option)
        is_single = key[0] not in sheet.layout.multiple
        truth, kind = sheet.states[key], sheet.kinds[key]
        is_double = truth == MARKED and is_single and answers[key[0]] > 1
        one = BoxOutcome(*key, kind, sheet.pen, truth, box.state, box.reason, is_double)
        outcome.boxes.append(one)
        if is_single:
            by_question.setdefault(key[0], []).append(one)
    outcome.questions += len(by_question)
    for boxes in by_question.values():
        outcome.asked += any(box.is_doubtful for box in boxes)


def is_cancelled_as_marked(box: BoxOutcome) -> bool:
    return box.truth == CANCELLED and box.read == MARKED


def row_of(box: BoxOutcome) -> str:
    """Return the row of the table by kind of mark in which a box stands."""
    if box.truth == EMPTY:
        return {"empty": "empty", "touched": "empty, ink of a neighbour"}.get(
            box.kind, f"empty, stray {box.kind}"
        )
    if box.kind in CANCEL_KINDS:
        return f"cancelled: {box.kind}"
    if box.is_double and box.kind != FILLED:
        return "one of two crosses"
    return f"{box.kind}, pencil" if box.pen == "pencil" else box.kind
