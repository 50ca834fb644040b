"""From the boxes of a page to answers, and to what a person must be asked first.

Plain data in, plain data out. The rules, as the forms print them ("Cross with a
pen. Wrong box? Black it out completely and cross another"):

- in a question with one answer, exactly one cross counts, whatever else is blacked
  out; several crosses, or only blacked out boxes, are for a person to decide;
- in a question with several answers each cross counts, and each box in doubt is
  asked about by itself; a blacked out box is no cross;
- handwriting is typed by a person, where there is ink.

What a person decided always wins over what was read.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from observatory.kit.omr.layout import Box, PageLayout, Zone

# This person blacks boxes out where others cross them.
FILLS = "fills_boxes"
FILLED = frozenset({"filled_alone", "filled_in_multiple"})
EMPTY, MARKED, CANCELLED, DOUBTFUL = "empty", "marked", "cancelled", "doubtful"
YES, NO = "yes", "no"


@dataclass(frozen=True)
class ReadBox:
    """One box as it was read; `measures` are what the reader went by."""

    question: str
    option: str
    state: str
    confidence: float = 0.0
    measures: Mapping[str, float] = field(default_factory=dict)
    # Why it is doubtful.
    reason: str = ""


@dataclass(frozen=True)
class ReadPage:
    """What was read of a page, as it is kept: boxes, and which zones have ink."""

    status: str
    reasons: tuple[str, ...] = ()
    boxes: tuple[ReadBox, ...] = ()
    # Whether there is ink, by the question of the zone.
    ink: Mapping[str, bool] = field(default_factory=dict)
    # Of the picture that is kept, in dots per inch; 0: it is as it came, not straightened.
    dpi: int = 0
    # Of a page whose code was not read: its corners in the picture that is kept, in pixels.
    corners: tuple[tuple[float, float], ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON holds it; `from_json` gives it back."""
        return {
            "status": self.status,
            "reasons": list(self.reasons),
            "boxes": [
                [b.question, b.option, b.state, b.confidence, dict(b.measures), b.reason]
                for b in self.boxes
            ],
            "ink": dict(self.ink),
            "dpi": self.dpi,
            "corners": [list(corner) for corner in self.corners],
        }

    @classmethod
    def from_json(cls, found: Mapping[str, Any]) -> "ReadPage":
        return cls(
            found["status"],
            tuple(found["reasons"]),
            tuple(ReadBox(*box) for box in found["boxes"]),
            found["ink"],
            found["dpi"],
            tuple((x, y) for x, y in found["corners"]),
        )

    @property
    def marks(self) -> list[tuple[str, str]]:
        """Return the boxes that are marked for certain, in their order."""
        return [(b.question, b.option) for b in self.boxes if b.state == MARKED]

    def by_question(self) -> dict[str, list[ReadBox]]:
        """Return the boxes by question, in the order of the page."""
        found: dict[str, list[ReadBox]] = {}
        for box in self.boxes:
            found.setdefault(box.question, []).append(box)
        return found


@dataclass(frozen=True)
class Asked:
    """Something to ask a person: `kind` as in `Doubt.Kind`."""

    kind: str
    question: str
    option: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Decided:
    """What a person said to something that was asked."""

    kind: str
    question: str
    option: str
    value: Any
    # The page that it is about.
    page: int = 0


def ask_about(page: ReadPage, layout: PageLayout) -> list[Asked]:
    """Return what a person is asked about a page, in the order of the page.

    Of a page on which no box is believed, every question as a whole.
    """
    zones = {zone.question for zone in layout.zones}
    if is_doubted(page):
        return list(_ask_all(page, layout))
    boxes = page.by_question()
    found: list[Asked] = []
    if FILLS in page.reasons:
        found.append(Asked("page", "", reason=FILLS))
    for key in questions_on(layout):
        found += _ask_boxes(key, boxes.get(key, []), is_multiple=key in layout.multiple)
        if key in zones and page.ink.get(key):
            found.append(Asked("text", key))
    return found


def _ask_all(page: ReadPage, layout: PageLayout) -> Iterator[Asked]:
    """Ask about every question of a page as a whole."""
    boxes = page.by_question()
    for key in questions_on(layout):
        if key in boxes:
            kind = "boxes" if key in layout.multiple else "choice"
            yield Asked(kind, key, reason=page.reasons[0])
        if page.ink.get(key):
            yield Asked("text", key)


def is_doubted(page: ReadPage) -> bool:
    """Tell whether no box of a page is believed: few corner marks, a coarse or a pale picture."""
    return bool(page.boxes and page.reasons) and all(b.state == DOUBTFUL for b in page.boxes)


def questions_on(layout: PageLayout) -> list[str]:
    """Return the questions of a page from top to bottom, each once."""
    placed: list[Box | Zone] = [*layout.boxes, *layout.zones]
    placed.sort(key=lambda one: (one.y_mm, one.x_mm))
    return list(dict.fromkeys(one.question for one in placed if one.question))


def _ask_boxes(key: str, boxes: list[ReadBox], *, is_multiple: bool) -> Iterator[Asked]:
    if is_multiple:
        for box in boxes:
            if box.state == DOUBTFUL:
                yield Asked("box", key, box.option, box.reason)
        return
    states = [box.state for box in boxes]
    crosses = states.count(MARKED)
    if DOUBTFUL in states:
        yield Asked("choice", key, reason=boxes[states.index(DOUBTFUL)].reason)
    elif crosses > 1:
        yield Asked("choice", key, reason="two_crosses")
    elif not crosses and CANCELLED in states:
        yield Asked("choice", key, reason="filled_alone")


@dataclass
class Answers:
    """Raw answers by question key, as `validate_answers` takes them; what is empty has no entry.

    A question with several answers gives the list of its codes, another one its code
    or its text. `clashing`: questions with one answer that have several, on pages
    that lie apart.
    """

    found: dict[str, Any] = field(default_factory=dict)
    clashing: list[str] = field(default_factory=list)


def answers_from(
    pages: Iterable[tuple[int, ReadPage, PageLayout]], decided: Iterable[Decided]
) -> Answers:
    """Return what a sheet says: its pages by number, and what people decided about them.

    A list of boxes may go on over several pages.
    """
    said = list(decided)
    parts: dict[str, list[Any]] = {}
    multiple: set[str] = set()
    for number, page, layout in pages:
        multiple |= layout.multiple
        here = [one for one in said if one.page == number]
        boxes = page.by_question()
        for key in questions_on(layout):
            parts.setdefault(key, []).extend(
                _on_page(key, boxes.get(key, []), here, is_multiple=key in layout.multiple)
            )
    answers = Answers()
    for key, values in parts.items():
        if key in multiple:
            answers.found[key] = list(dict.fromkeys(values))
        elif len(set(values)) > 1 and not _is_text(key, said):
            answers.clashing.append(key)
        else:
            answers.found[key] = "\n".join(dict.fromkeys(values))
    # What was asked about the sheet as a whole stands above its pages.
    for one in said:
        if one.kind == "answer":
            answers.found[one.question] = one.value
            answers.clashing = [key for key in answers.clashing if key != one.question]
    answers.found = {key: value for key, value in answers.found.items() if value}
    return answers


def _is_text(key: str, said: list[Decided]) -> bool:
    return any((one.kind, one.question) == ("text", key) for one in said)


def _on_page(
    key: str, boxes: list[ReadBox], said: list[Decided], *, is_multiple: bool
) -> list[str]:
    """Return what one page says to a question: codes, or a text; nothing empty."""
    by_hand = {one.kind: one.value for one in said if one.question == key and one.kind != "box"}
    if by_hand.get("text"):
        # What is written tells more than a box beside it.
        return [str(by_hand["text"])]
    if "boxes" in by_hand:
        return [str(code) for code in by_hand["boxes"]]
    if "choice" in by_hand:
        return [str(by_hand["choice"])] if by_hand["choice"] else []
    by_box = {one.option: one.value for one in said if (one.kind, one.question) == ("box", key)}
    crosses = [
        box.option
        for box in boxes
        if by_box.get(box.option, YES if box.state == MARKED else NO) == YES
    ]
    return crosses if is_multiple or len(crosses) == 1 else []


def decided_by_hand(decided: Iterable[Decided]) -> set[str]:
    """Return the questions in whose answer a person had a part."""
    return {one.question for one in decided if one.question}


def filled_boxes(page: ReadPage) -> list[ReadBox]:
    """Return the boxes that are blacked out, and that nothing says are cancelled."""
    return [box for box in page.boxes if box.reason in FILLED]


def same_marks(one: ReadPage, other: ReadPage) -> bool:
    """Tell whether two readings of a page may be of the same paper: no box is crossed for
    certain on one and empty for certain on the other."""
    return not count_differences(one, other)


def count_differences(one: ReadPage, other: ReadPage) -> int:
    """Return how many boxes are crossed for certain on one page and not, for certain, on the other."""
    first = {(b.question, b.option): b.state for b in one.boxes}
    pairs = [{first.get((b.question, b.option), DOUBTFUL), b.state} for b in other.boxes]
    return sum(len(pair) > 1 and MARKED in pair and DOUBTFUL not in pair for pair in pairs)
