"""The rules that every printed layout keeps, so that it can be read from a bad photo of a folded copy.

Sizes follow measured trials (kit/omr/layout.py). They are checked before a
layout is kept: one that breaks a rule is never printed.
"""

from collections.abc import Iterator
from itertools import combinations

from observatory.kit.omr.layout import (
    BOX_MM,
    CLEAR_MM,
    CODE_MM,
    MARK_FROM_SIDE_MM,
    MARK_FROM_TOP_MM,
    MARK_MM,
    Box,
    PageLayout,
)

from .blocks import PITCH_MM, ZONE_CLEAR_MM
from .canvas import FOLD_CLEAR_MM, folds_of
from .cards import CARD_MM, FROM_EDGE_MM
from .design import Design, DesignedPage

SMALLEST_PITCH_MM = min(8.0, PITCH_MM)
LABEL_FROM_BOX_MM = 2.0
# Rounding of places to a thousandth of a millimetre.
SLACK = 0.01

Rect = tuple[float, float, float, float]


class BadLayout(ValueError):
    """A layout breaks a rule; the message says which, where."""


def check_design(design: Design) -> None:
    """Raise `BadLayout` with every rule that a page of the design breaks."""
    problems = [
        f"page {page.layout.page}: {problem}"
        for page in design.pages
        for problem in problems_of(page)
    ]
    if problems:
        raise BadLayout("; ".join(problems))


def problems_of(page: DesignedPage) -> list[str]:
    """Return what is wrong with a page, in words."""
    layout = page.layout
    return [
        *_marks(layout),
        *_codes(layout),
        *_boxes(layout),
        *_folds(layout),
        *_zones(layout),
        *_clear_paper(page),
    ]


def _marks(layout: PageLayout) -> Iterator[str]:
    is_card = (layout.width_mm, layout.height_mm) == CARD_MM
    side, top = (FROM_EDGE_MM, FROM_EDGE_MM) if is_card else (MARK_FROM_SIDE_MM, MARK_FROM_TOP_MM)
    height = layout.cut_mm or layout.height_mm
    if [mark.number for mark in layout.marks] != [0, 1, 2, 3]:
        yield "the marks are not 0 to 3"
    for mark in layout.marks:
        right, bottom = layout.width_mm - mark.x_mm - MARK_MM, height - mark.y_mm - MARK_MM
        if mark.size_mm != MARK_MM or min(mark.x_mm, right) < side or min(mark.y_mm, bottom) < top:
            yield f"mark {mark.number} is too near to an edge"


def _codes(layout: PageLayout) -> Iterator[str]:
    if len(layout.codes) != 2 or any(code.w_mm != CODE_MM for code in layout.codes):
        yield "there are not two codes of the right size"
    for code in layout.codes:
        for mark in layout.marks:
            square = (mark.x_mm, mark.y_mm, mark.size_mm, mark.size_mm)
            if _gap((code.x_mm, code.y_mm, code.w_mm, code.h_mm), square) < 3.0:
                yield f"a code stands too near to mark {mark.number}"
    first, second = layout.codes
    if not (first.x_mm < second.x_mm and first.y_mm < second.y_mm):
        yield "the codes do not stand on a diagonal"


def _boxes(layout: PageLayout) -> Iterator[str]:
    height = layout.cut_mm or layout.height_mm
    if len({(box.question, box.option) for box in layout.boxes}) != len(layout.boxes):
        yield "an answer has two boxes"
    for box in layout.boxes:
        if (box.w_mm, box.h_mm) != (BOX_MM, BOX_MM):
            yield f"{_name(box)} is not {BOX_MM} mm wide"
        if box.x_mm < 5 or box.x_mm + box.w_mm > layout.width_mm - 5 or box.y_mm + 5 > height:
            yield f"{_name(box)} is too near to an edge"
    for one, other in combinations(layout.boxes, 2):
        pitch = max(abs(one.x_mm - other.x_mm), abs(one.y_mm - other.y_mm))
        if pitch < SMALLEST_PITCH_MM - SLACK:
            yield f"{_name(one)} and {_name(other)} stand {pitch:.1f} mm apart"


def _folds(layout: PageLayout) -> Iterator[str]:
    """Boxes, codes and marks keep clear of every fold; of the one in the middle of the width, boxes."""
    read = [(_name(box), box.y_mm, box.h_mm) for box in layout.boxes]
    read += [("a code", code.y_mm, code.h_mm) for code in layout.codes]
    read += [(f"mark {mark.number}", mark.y_mm, mark.size_mm) for mark in layout.marks]
    for fold in folds_of(layout.height_mm):
        for name, y, h in read:
            if y < fold + FOLD_CLEAR_MM - SLACK and y + h > fold - FOLD_CLEAR_MM + SLACK:
                yield f"{name} stands on the fold at {fold:.1f} mm"
    middle = layout.width_mm / 2
    for box in layout.boxes:
        if box.x_mm < middle + FOLD_CLEAR_MM - SLACK and (
            box.x_mm + box.w_mm > middle - FOLD_CLEAR_MM + SLACK
        ):
            yield f"{_name(box)} stands on the fold in the middle"


def _zones(layout: PageLayout) -> Iterator[str]:
    for zone in layout.zones:
        rect = (zone.x_mm, zone.y_mm, zone.w_mm, zone.h_mm)
        for box in layout.boxes:
            if _gap(rect, _square(box)) < ZONE_CLEAR_MM - SLACK:
                yield f"the zone of {zone.question} stands too near to {_name(box)}"


def _clear_paper(page: DesignedPage) -> Iterator[str]:
    """Nothing is drawn within 2 mm of a box, and its words stand 2 mm from it."""
    squares = [_square(box) for box in page.layout.boxes]
    for part in page.parts:
        if part["kind"] == "text":
            # Of a text, where it starts and how wide it may be; its height is the setting's.
            rect = (part["x"], part["y"], part["w"], 4.0)
        elif part["kind"] in {"icon", "picture"}:
            rect = (part["x"], part["y"], part["s"], part["s"])
        elif part["kind"] in {"line", "frame"}:
            rect = _line(part)
        else:
            continue
        for square in squares:
            if _gap(rect, square) < max(CLEAR_MM, LABEL_FROM_BOX_MM) - SLACK:
                yield f"something stands within 2 mm of a box at {square[0]:.1f}, {square[1]:.1f}"
                break


def _line(part: dict) -> Rect:
    x, w = (part["x"], part["w"]) if part["w"] >= 0 else (part["x"] + part["w"], -part["w"])
    y, h = (part["y"], part["h"]) if part["h"] >= 0 else (part["y"] + part["h"], -part["h"])
    return (x, y, w, h)


def _square(box: Box) -> Rect:
    return (box.x_mm, box.y_mm, box.w_mm, box.h_mm)


def _gap(one: Rect, other: Rect) -> float:
    """Return how far two rectangles stand apart in the direction in which they are further apart."""
    across = max(one[0] - other[0] - other[2], other[0] - one[0] - one[2])
    down = max(one[1] - other[1] - other[3], other[1] - one[1] - one[3])
    return max(across, down)


def _name(box: Box) -> str:
    return f"{box.question}={box.option}"
