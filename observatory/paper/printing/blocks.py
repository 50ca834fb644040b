"""Questions, headings and words to read, each given its place on a page from a height downwards.

Every function returns a canvas of what it places; its `end` is where the next
may begin. A box steps over a fold of the paper: the row then stands lower.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import ceil, inf

from observatory.kit.omr.layout import BOX_MM

from .canvas import FOLD_CLEAR_MM, Canvas, folds_of
from .content import Choice, ChoiceGroup, Item, Section
from .measuring import Measures, Run

# From one box to the one below, and from an option of several lines to the next.
PITCH_MM = 8.2
OPTION_GAP_MM = 1.5
# From a box to what stands beside it, and how large its pictogram is.
LABEL_MM = 3.0
ICON_MM, ICON_GAP_MM = 6.4, 1.8
# What people know a place by, in a frame of its own as on a street sign.
PLATE_MM, PLATE_INSET_MM, PLATE_LINE_MM = 6.4, 1.6, 0.35
# From the top of a line to the middle of its letters, in heights of the type; a point in millimetres.
MIDDLE_OF_LINE, POINT_MM = 0.445, 25.4 / 72
# Between columns: with it the second of two, and the third of four, keep clear of the fold in the
# middle; three are clear of it anyway.
GUTTER_MM = {1: 0.0, 2: 6.0, 3: 5.0, 4: 6.0}
# Clear of the boxes in the next column.
MONTH_MM = 50.0
# A rectangle for a number of three digits and two decimals, or for minutes and seconds; what it
# counts stands beside it.
AMOUNT_MM, AMOUNT_HIGH_MM = 26.0, 10.0
UNIT_GAP_MM = 2.5
# How many lines an option may take, by the number of columns; one line is about 4.3 mm, each other 5.1.
TALLEST_MM = {1: inf, 2: 15.0, 3: 15.0, 4: 10.0}
# Fewer columns are easier to read: another one must save this much.
COLUMN_SAVES_MM = 7.0
HEADING_TO_BOX_MM = 2.6
HEADING_TO_ZONE_MM = 1.6
AFTER_GROUP_MM = 3.6
GROUP_TO_BOX_MM = 2.2
GROUP_ICON_MM = 6.2
# Two boxes beside the words of a consent: where each begins, from the end of the line.
CONSENT_BOXES_MM = (60.0, 28.0)
WRITING_LINE_MM = 9.0
# From a box to a rectangle for handwriting.
ZONE_CLEAR_MM = 8.0
# The least that stands between two questions.
CLOSEST_MM = 5.0
CHARACTERS_A_LINE = 75
MOST_LINES = 16
FEWEST_LINES_OF_STORY = 5


@dataclass(frozen=True)
class Setting:
    """The room on a page: its width, where lines start, how long they are, and its folds."""

    measures: Measures
    width_mm: float = 210.0
    height_mm: float = 297.0
    left: float = 12.0
    line: float = 186.0
    is_rtl: bool = False
    # One of several columns on a page: options stand one below the other.
    is_narrow: bool = False
    # Options stand in so many columns at most.
    most_columns: int = 4
    folds: tuple[float, ...] = field(default_factory=lambda: folds_of(297.0))

    def canvas(self) -> Canvas:
        return Canvas(self.width_mm, self.is_rtl)

    def clear(self, y: float, h: float) -> float:
        """Return the first height from `y` on where something `h` high keeps clear of folds."""
        for fold in self.folds:
            if y < fold + FOLD_CLEAR_MM and y + h > fold - FOLD_CLEAR_MM:
                y = fold + FOLD_CLEAR_MM
        return y

    @property
    def drop(self) -> float:
        """Return how far below the top of its box a first line begins: both have their middle at one height."""
        return BOX_MM / 2 - MIDDLE_OF_LINE * self.measures.body * POINT_MM

    def columns(self, count: int) -> tuple[list[float], float]:
        """Return where each of `count` columns starts, and how wide they are."""
        gutter = GUTTER_MM[count]
        width = (self.line - gutter * (count - 1)) / count
        return [self.left + (width + gutter) * one for one in range(count)], width


def place_section_heading(setting: Setting, section: Section, y: float) -> Canvas:
    """Place the heading of a section over a line, with the words that stand under it."""
    canvas = setting.canvas()
    canvas.line(setting.left, y, setting.line, line=0.35)
    y += 2.2
    runs: list[Run] = [(section.heading, True)] if section.heading else []
    if section.paragraphs:
        runs.append(((" " if runs else "") + " ".join(section.paragraphs), False))
    canvas.text(setting.left, y, setting.line, "section", runs)
    canvas.end = y + setting.measures.height("section", runs, setting.line)
    return canvas


def place_notice(setting: Setting, section: Section, y: float) -> Canvas:
    """Place words that must be read, in a frame."""
    assert section.notice is not None  # noqa: S101 (the caller asks for notices only)
    heading, paragraphs = section.notice
    canvas = setting.canvas()
    inner = setting.line - 8
    runs: list[Run] = [(heading, True), (" " + " ".join(paragraphs), False)]
    height = setting.measures.height("notice", runs, inner)
    canvas.frame(setting.left, y, setting.line, height + 6, line=0.35, radius=1.5)
    canvas.text(setting.left + 4, y + 3, inner, "notice", runs)
    canvas.end = y + height + 6
    return canvas


def place_item(setting: Setting, item: Item, y: float, lines: int | None = None) -> Canvas:
    """Place one question. `lines`: of a text, how many lines there are to write on."""
    if item.kind == "consent" and not setting.is_narrow:
        return _place_consent(setting, item, y)
    above = HEADING_TO_BOX_MM if item.kind in {"choices", "consent"} else HEADING_TO_ZONE_MM
    start = _place_label(setting, item, y, setting.line).end + above
    if item.kind == "text":
        answer = _place_writing(setting, item, start, lines or fewest_lines(item))
    elif item.kind == "month":
        answer = _place_month(setting, item, start)
    elif item.kind == "amount":
        answer = _place_amount(setting, item, start)
    elif item.kind == "consent":
        answer = _place_rows(setting, item, start, len(item.choices))
    else:
        answer = place_choices(setting, item, start)
    # Where the answer steps over a fold, the words go with it.
    canvas = _place_label(setting, item, y + answer.late(start), setting.line)
    canvas.add(answer)
    return canvas


def fewest_lines(item: Item) -> int:
    """Return how many lines a text needs at least: what fits its length, a story a few."""
    return min(ceil(item.max_length / CHARACTERS_A_LINE), FEWEST_LINES_OF_STORY)


def most_lines(item: Item) -> int:
    """Return how many lines are of use for a text."""
    return min(ceil(item.max_length / CHARACTERS_A_LINE), MOST_LINES)


def _place_label(setting: Setting, item: Item, y: float, width: float) -> Canvas:
    """Place number and words of a question: the condition before, the help behind, in one run."""
    canvas = setting.canvas()
    x = setting.left
    if item.is_continued:
        style = "note"
        name = item.group or item.short
        runs: list[Run] = [(f"{item.number} ", True), (f"{name} {item.continued}", False)]
    else:
        style = "question"
        runs = [(f"{item.condition} ", False)] if item.condition else []
        runs.append((item.label, True))
        if item.help:
            runs.append((f" {item.help}", False))
        number: list[Run] = [(f"{item.number}", True)]
        if setting.is_narrow:
            runs = [(f"{item.number}\u2002", True), *runs]
        else:
            # Across a page, the words stand beside their number.
            indent = setting.measures.width(style, number) + 2.5
            canvas.text(x, y, indent, style, number, is_tagged=False)
            x, width = x + indent, width - indent
    canvas.text(x, y, width, style, runs, is_tagged=not item.is_continued)
    canvas.end = y + setting.measures.height(style, runs, width)
    return canvas


def _place_consent(setting: Setting, item: Item, y: float) -> Canvas:
    """Place the words of a consent, and its boxes beside the first line."""
    width = setting.line - CONSENT_BOXES_MM[0] - ZONE_CLEAR_MM
    y = setting.clear(y, BOX_MM)
    canvas = _place_label(setting, item, y, width)
    for choice, from_end in zip(item.choices, CONSENT_BOXES_MM, strict=True):
        x = setting.left + setting.line - from_end
        room = CONSENT_BOXES_MM[0] - CONSENT_BOXES_MM[1] - LABEL_MM
        _place_choice(setting, canvas, item.key, choice, x=x, y=y, width=room)
    canvas.end = max(canvas.end, y + PITCH_MM)
    return canvas


def _place_writing(setting: Setting, item: Item, y: float, lines: int) -> Canvas:
    canvas = setting.canvas()
    y = setting.clear(y, 0)
    height = lines * WRITING_LINE_MM
    end = setting.clear(y + height, 0)
    canvas.zone(item.key, setting.left, y, setting.line, end - y, lines=lines)
    # What stands closest below may be a box.
    canvas.end = end + ZONE_CLEAR_MM - CLOSEST_MM
    return canvas


def _place_month(setting: Setting, item: Item, y: float) -> Canvas:
    """Place a rectangle for month and year, and the box of who does not remember.

    Nothing is printed in it: a person would be asked what is written there.
    """
    canvas = setting.canvas()
    width = min(setting.line, MONTH_MM)
    y = setting.clear(y, 10)
    canvas.zone(item.key, setting.left, y, width, 10)
    x = setting.left
    if setting.is_narrow:
        y = setting.clear(y + 10 + ZONE_CLEAR_MM, BOX_MM)
    else:
        x += width + ZONE_CLEAR_MM
        y += 2.5
    room = setting.left + setting.line - x
    _place_choice(setting, canvas, item.key, item.choices[0], x=x, y=y, width=room)
    canvas.end = y + PITCH_MM - OPTION_GAP_MM
    return canvas


def _place_amount(setting: Setting, item: Item, y: float) -> Canvas:
    """Place a rectangle for a number or a duration, and beside it what is counted.

    As for a month, nothing is printed in it.
    """
    canvas = setting.canvas()
    y = setting.clear(y, AMOUNT_HIGH_MM)
    canvas.zone(item.key, setting.left, y, AMOUNT_MM, AMOUNT_HIGH_MM)
    if item.unit:
        runs: list[Run] = [(item.unit, False)]
        at = setting.left + AMOUNT_MM + UNIT_GAP_MM
        room = setting.line - AMOUNT_MM - UNIT_GAP_MM
        height = setting.measures.height("option", runs, room)
        drop = max(0.0, (AMOUNT_HIGH_MM - height) / 2)
        canvas.text(at, y + drop, room, "option", runs)
    # What stands closest below may be a box.
    canvas.end = y + AMOUNT_HIGH_MM + ZONE_CLEAR_MM - CLOSEST_MM
    return canvas


def place_choices(setting: Setting, item: Item, y: float) -> Canvas:
    """Place the boxes of a question one below the other; across a whole page, in rows.

    There, in the fewest columns, unless another one makes it clearly lower.
    """
    if setting.is_narrow or any(group.heading for group in item.groups):
        return _place_list(setting, item, y)
    best: Canvas | None = None
    for count in range(1, setting.most_columns + 1):
        if count <= len(item.choices) and _fits(setting, item.choices, count):
            canvas = _place_rows(setting, item, y, count)
            if best is None or canvas.end < best.end - COLUMN_SAVES_MM:
                best = canvas
    return best or _place_list(setting, item, y)


def _fits(setting: Setting, choices: Sequence[Choice], count: int) -> bool:
    """Tell whether no option takes too many lines in so many columns."""
    _starts, width = setting.columns(count)
    return width > 25 and all(
        _height(setting, choice, width) <= TALLEST_MM[count] for choice in choices
    )


def _plate_width(setting: Setting, choice: Choice) -> float:
    # As wide for every number of so many digits: the words beside them stand in line.
    widest = re.sub(r"\d", "0", choice.mark)
    return setting.measures.width("option", [(widest, True)]) + 2 * PLATE_INSET_MM


def _beside(setting: Setting, choice: Choice) -> float:
    """Return how far from the edge of its box the words of an option begin."""
    at = BOX_MM + LABEL_MM
    if choice.mark:
        at += _plate_width(setting, choice) + ICON_GAP_MM
    return at + (ICON_MM + ICON_GAP_MM if choice.icon else 0)


def _height(setting: Setting, choice: Choice, width: float) -> float:
    room = width - _beside(setting, choice)
    return setting.measures.height("option", [(choice.text, False)], room)


def _pitch(setting: Setting, choice: Choice, width: float) -> float:
    """Return how far below an option the next may stand."""
    return max(PITCH_MM, setting.drop + _height(setting, choice, width) + OPTION_GAP_MM)


def _place_choice(
    setting: Setting, canvas: Canvas, key: str, choice: Choice, *, x: float, y: float, width: float
) -> None:
    """Place a box, its pictogram or the number that people know it by, and its words."""
    canvas.box(key, choice.code, x, y)
    at = x + BOX_MM + LABEL_MM
    if choice.mark:
        wide = _plate_width(setting, choice)
        top = y + (BOX_MM - PLATE_MM) / 2
        canvas.frame(at, top, wide, PLATE_MM, line=PLATE_LINE_MM, radius=1.2)
        canvas.text(at, y + setting.drop, wide, "option", [(choice.mark, True)], align="center")
        at += wide + ICON_GAP_MM
    if choice.icon:
        canvas.icon(choice.icon, at, y + (BOX_MM - ICON_MM) / 2, ICON_MM)
    words: list[Run] = [(choice.text, False)]
    at = x + _beside(setting, choice)
    canvas.text(at, y + setting.drop, x + width - at, "option", words)


def _place_rows(setting: Setting, item: Item, y: float, count: int) -> Canvas:
    """Place options in columns, read downwards, whose rows stand at the same height."""
    canvas = setting.canvas()
    starts, width = setting.columns(count)
    rows = ceil(len(item.choices) / count)
    heights: list[float] = []
    for row in range(rows):
        y = setting.clear(y, BOX_MM)
        heights.append(y)
        y += max(_pitch(setting, choice, width) for choice in item.choices[row::rows])
    for place, choice in enumerate(item.choices):
        column, row = divmod(place, rows)
        _place_choice(
            setting, canvas, item.key, choice, x=starts[column], y=heights[row], width=width
        )
    canvas.end = y - OPTION_GAP_MM
    return canvas


def _place_list(setting: Setting, item: Item, y: float) -> Canvas:
    """Place options one below the other, under the headings of their groups."""
    canvas = setting.canvas()
    for group in item.groups:
        if group.heading and group is not item.groups[0]:
            y += AFTER_GROUP_MM - OPTION_GAP_MM
        y = _place_group(setting, canvas, item.key, group, y)
    canvas.end = y - OPTION_GAP_MM
    return canvas


def _place_group(setting: Setting, canvas: Canvas, key: str, group: ChoiceGroup, y: float) -> float:
    """Place a heading with its picture and its options; return where another option may stand."""
    x, width = setting.left, setting.line
    if group.heading:
        runs: list[Run] = [(group.heading, True)]
        room = width - (GROUP_ICON_MM + 1.5 if group.icon else 0)
        height = setting.measures.height("group", runs, room)
        tall = max(height, GROUP_ICON_MM if group.icon else 0) + GROUP_TO_BOX_MM
        # Close to its first box, which may have to step over a fold.
        y = setting.clear(y + tall, BOX_MM) - tall
        at = x
        if group.icon:
            canvas.icon(group.icon, x, y, GROUP_ICON_MM)
            at += GROUP_ICON_MM + 1.5
        drop = max(0.0, (GROUP_ICON_MM - height) / 2) if group.icon else 0.0
        canvas.text(at, y + drop, room, "group", runs)
        y += tall
    for choice in group.choices:
        y = setting.clear(y, BOX_MM)
        _place_choice(setting, canvas, key, choice, x=x, y=y, width=width)
        y += _pitch(setting, choice, width)
    return y
