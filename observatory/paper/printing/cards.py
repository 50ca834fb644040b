"""Cards for an urn: four to a sheet of A4, cut apart, each a page of its own.

Of ISO A6, with marks and codes near to their edges. Nothing on a card says who
filled it in; its serial only tells a second picture of it from another card.
"""

from dataclasses import replace
from math import inf

from observatory.kit.omr.layout import CODE_MM, MARK_MM, Mark

from .blocks import Setting
from .canvas import Canvas, folds_of
from .content import Content
from .design import Design, DesignedPage, Slot, layout_of
from .flow import (
    CODE_QUIET_MM,
    GAPS_MM,
    TooLong,
    code_places,
    paginate,
    section_blocks,
)
from .measuring import Measures, Run

CARD_MM = (105.0, 148.5)
ON_SHEET = ((0.0, 0.0), (105.0, 0.0), (0.0, 148.5), (105.0, 148.5))
# From the edge of a card to its marks: it goes through a scanner without a margin to lose.
FROM_EDGE_MM = 7.0
LEFT_MM, LINE_MM = 9.0, 87.0
FOOT_MM = 48.0
HOW_UP_MM = 2.6


def design_cards(content: Content, measures: Measures) -> Design:
    """Return a card with every question of a small questionnaire. Raises `TooLong`."""
    return measures.fit(lambda: _design(content, measures))


def _design(content: Content, measures: Measures) -> Design:
    width, height = CARD_MM
    setting = Setting(
        measures,
        width_mm=width,
        height_mm=height,
        left=LEFT_MM,
        line=LINE_MM,
        is_rtl=content.words.is_rtl,
        folds=folds_of(height),
    )
    marks = card_marks()
    codes = code_places(width, height, FROM_EDGE_MM, FROM_EDGE_MM)
    top, bottom = codes[0].y_mm + CODE_MM + CODE_QUIET_MM, codes[1].y_mm - CODE_QUIET_MM
    canvas = _foot(setting, content, codes[1].y_mm)
    canvas.add(_on_one_card(setting, content, top, bottom))
    layout = layout_of(canvas, 1, height, content.multiple, marks=marks, codes=codes)
    code_line = Slot(
        codes[0].x_mm + CODE_MM + CODE_QUIET_MM, FROM_EDGE_MM + MARK_MM + 2, 34, "tiny"
    )
    page = DesignedPage(tuple(canvas.parts), layout, (code_line,))
    return Design(content, (page,), ON_SHEET)


def card_marks() -> tuple[Mark, ...]:
    """Return the four marks of a card, clockwise from the top left."""
    near, right = FROM_EDGE_MM, CARD_MM[0] - FROM_EDGE_MM - MARK_MM
    bottom = CARD_MM[1] - FROM_EDGE_MM - MARK_MM
    places = [(near, near), (right, near), (right, bottom), (near, bottom)]
    return tuple(Mark(number, x, y, MARK_MM) for number, (x, y) in enumerate(places))


def _on_one_card(setting: Setting, content: Content, top: float, bottom: float) -> Canvas:
    """Return all questions on one card; options one below the other where there is room for it."""
    sections = (*content.sections, *content.story_part)
    for columns in (1, 2, 3):
        here = replace(setting, most_columns=columns)
        blocks = [block for section in sections for block in section_blocks(here, section)]
        for gap in GAPS_MM:
            found = paginate(blocks, lambda page: (top, inf if page else bottom), gap)
            if len(found) == 1:
                return found[0]
    raise TooLong(content.sections[-1].key)


def _foot(setting: Setting, content: Content, top: float) -> Canvas:
    """Place how the card is filled in beside the second code."""
    canvas = setting.canvas()
    left = 17.5
    x = setting.width_mm - left - FOOT_MM if setting.is_rtl else left
    runs: list[Run] = [(content.words.how, False)]
    canvas.text(x, top - HOW_UP_MM, FOOT_MM, "small", runs)
    return canvas
