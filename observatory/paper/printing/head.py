"""The head of an observation sheet: where, when, who, and of a call its attempts. None of it is read.

A sheet that is printed for something planned says there what it is for; on any
other sheet the observer writes the place.
"""

from collections.abc import Sequence

from .blocks import Setting
from .canvas import Canvas
from .content import Content
from .design import Design, Slot
from .measuring import Measures, Run
from .targets import BODY_OF

GAP_MM = 5.0
# The place, on one line with its label.
PLACE_MM, LABEL_GAP_MM = 9.0, 3.0
# From what stands above a line to the line, with room to write between them.
WRITTEN_MM = 10.0
ATTEMPTS, ATTEMPT_MM = 3, 9.5
# How much of the line the number, the hour and the waiting of an attempt take.
ATTEMPT_SHARES = (0.12, 0.15, 0.2, 0.53)
CALL = "call"
# So many characters need no measuring: half the line.
SURELY_FITS = 40


def fit_told(design: Design, copies: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    """Return what copies are for, each line cut after a word where it would leave its place."""
    slots, words = design.pages[0].told, design.content.words
    body = BODY_OF[design.content.target]
    measures = Measures(design.content.language, words.direction, body)

    def fitted() -> list[tuple[str, ...]]:
        return [
            tuple(
                _cut(measures, slot, said, is_strong=slot is slots[0])
                for slot, said in zip(slots, lines, strict=False)
            )
            for lines in copies
        ]

    return measures.fit(fitted)


def _cut(measures: Measures, slot: Slot, said: str, *, is_strong: bool) -> str:
    if len(said) <= SURELY_FITS:
        return said
    words = said.split()
    shorter = [said, *(f"{' '.join(words[:count])}…" for count in range(len(words) - 1, 0, -1))]
    # All at once: asking one after the other costs a run each.
    widths = [measures.width(slot.style, [(one, is_strong)]) for one in shorter]
    fits = (one for one, width in zip(shorter, widths, strict=True) if width <= slot.w_mm)
    return next(fits, shorter[-1])


def place_title(canvas: Canvas, setting: Setting, y: float, left: float, w: float) -> Slot:
    """Keep a line under the title, for the scenario of a sheet that is for one; the canvas ends below it."""
    canvas.end = y + _line_high(setting)
    shown = setting.width_mm - left - w if setting.is_rtl else left
    return Slot(round(shown, 3), round(y, 3), w, "note")


def place_head(canvas: Canvas, setting: Setting, content: Content) -> tuple[Slot, ...]:
    """Place what the observer writes, from the end of the canvas on; return where it is said what
    a sheet is for: the place, then the way and the moment."""
    told = _place_where(canvas, setting, content.words.sheet_of[0])
    _place_labels(canvas, setting, content.words.sheet_of[1:])
    name, is_alone = _call_of(content)
    if name:
        _place_attempts(canvas, setting, content, "" if is_alone else name)
    canvas.end += 4.0
    return told


def _line_high(setting: Setting) -> float:
    return setting.measures.height("note", [("X", False)], setting.line)


def _place_where(canvas: Canvas, setting: Setting, label: str) -> tuple[Slot, ...]:
    measures, left, y = setting.measures, setting.left, canvas.end - 5.0
    runs: list[Run] = [(label, True)]
    tall = measures.height("note", runs, setting.line)
    at = measures.width("note", runs) + LABEL_GAP_MM
    top, room = y + PLACE_MM - tall, setting.line - at
    canvas.text(left, top, at, "note", runs)
    canvas.line(left + at, y + PLACE_MM + 0.6, room, line=0.35)
    below = y + PLACE_MM + 1.8
    canvas.end = below + tall
    return _slot(setting, left + at, top, room), _slot(setting, left + at, below, room)


def _slot(setting: Setting, x: float, y: float, w: float) -> Slot:
    shown = setting.width_mm - x - w if setting.is_rtl else x
    return Slot(round(shown, 3), round(y, 3), round(w, 3), "note")


def _place_labels(canvas: Canvas, setting: Setting, labels: Sequence[str]) -> None:
    """Place labels with a line each, one beside the other; the first needs the most room."""
    measures, room = setting.measures, setting.line - GAP_MM * (len(labels) - 1)
    x, end = setting.left, canvas.end + WRITTEN_MM
    for place, label in enumerate(labels):
        width = room * (0.6 if not place else 0.4 / (len(labels) - 1))
        runs: list[Run] = [(label, True)]
        at = measures.width("note", runs) + LABEL_GAP_MM
        canvas.text(x, end - measures.height("note", runs, at), at, "note", runs)
        canvas.line(x + at, end + 0.6, width - at, line=0.35)
        x += width + GAP_MM
    canvas.end = end + 1.0


def _call_of(content: Content) -> tuple[str, bool]:
    """Return what a call is named ("" where the sheet is for none), and whether it is for calls only."""
    for section in content.sections:
        for item in section.items:
            if item.key == "channel":
                named = {choice.code: choice.text for choice in item.choices}
                return named.get(CALL, ""), len(named) == 1
    return "", False


def _place_attempts(canvas: Canvas, setting: Setting, content: Content, name: str) -> None:
    """Place three lines for the attempts of a call; `name` is said where the sheet is for other ways too."""
    measures, words = setting.measures, content.words
    y = canvas.end + 4.0
    columns = []
    x, room = setting.left, setting.line - GAP_MM * (len(ATTEMPT_SHARES) - 1)
    for share in ATTEMPT_SHARES:
        columns.append((x, room * share))
        x += room * share + GAP_MM
    if name:
        runs: list[Run] = [(words.if_channel.format(answer=name), True)]
        canvas.text(setting.left, y, setting.line, "note", runs)
        y += measures.height("note", runs, setting.line) + 1.0
    heights = []
    for label, (at, width) in zip(words.attempt_of, columns, strict=True):
        said: list[Run] = [(label, True)]
        canvas.text(at, y, width, "note", said)
        heights.append(measures.height("note", said, width))
    y += max(heights)
    for number in range(1, ATTEMPTS + 1):
        shown: list[Run] = [(str(number), True)]
        at, width = columns[0]
        tall = measures.height("note", shown, width)
        canvas.text(at, y + ATTEMPT_MM - tall - 0.6, width, "note", shown)
        for at, width in columns[1:]:
            canvas.line(at, y + ATTEMPT_MM, width, line=0.35)
        y += ATTEMPT_MM
    canvas.end = y + 2.0
