"""Which questions stand on which sides of the paper, and which sheet is cut.

A form that fits on one side stands there in lines across the page. A longer one
has its questions in three columns, one box below the other; what is written by
hand follows across the page, the story with its consents on one sheet.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from .blocks import Setting, fewest_lines, most_lines, place_item, place_section_heading
from .canvas import Canvas
from .content import Content, Section
from .flow import (
    COLUMNS,
    GAPS_MM,
    HEADING_GAP_MM,
    TOP_MM,
    Block,
    Room,
    TooLong,
    bottom_of,
    in_columns,
    paginate,
    section_blocks,
)

# Between two questions of one block.
INSIDE_GAP_MM = 3.0


def place_on_sides(setting: Setting, content: Content, opening_end: float) -> list[Canvas]:
    """Return the sides of a form, the first one below its title.

    When it has a stub, the last sheet is cut: its sides end above the cut, on
    both faces. Raises `TooLong`.
    """
    one = _on_one_side(setting, content, opening_end)
    if one is not None:
        return [one]
    narrow = replace(setting, line=setting.columns(COLUMNS)[1])
    blocks = [block for section in content.sections for block in section_blocks(narrow, section)]
    if not content.story_part:
        return in_columns(blocks, setting, opening_end, cut_from=0 if content.has_stub else 99)
    front = in_columns(blocks, setting, opening_end) if blocks else []
    story = _story_sides(setting, content, opening_end, len(front))
    if content.has_stub and len(front) % 2 and len(story) == 1:
        # On the back of a side that must then end above the cut, too.
        front = in_columns(blocks, setting, opening_end, cut_from=len(front) - 1)
        story = _story_sides(setting, content, opening_end, len(front))
    return [*front, *story]


def _on_one_side(setting: Setting, content: Content, top: float) -> Canvas | None:
    """Return the whole form on one side, across the page; None when it does not fit."""
    before = [block for section in content.sections for block in section_blocks(setting, section)]
    bottom = bottom_of(content.has_stub)
    found = _stretched(setting, content, lambda page: (top, bottom), before, pages=1)
    return found[0] if found else None


def _story_sides(
    setting: Setting, content: Content, opening_end: float, before: int
) -> list[Canvas]:
    """Return the one or two sides of the part with the story, after `before` sides.

    Where two sides are two faces of one sheet, both end above the cut. Raises `TooLong`.
    """
    is_new_sheet = before % 2 == 0
    top = TOP_MM if before else opening_end
    last = bottom_of(content.has_stub)
    for pages in (1, 2):
        first = last if is_new_sheet or pages == 1 else bottom_of(False)
        rooms = _two_rooms((top, first), (TOP_MM, last))
        found = _stretched(setting, content, rooms, [], pages=pages)
        if found is not None:
            return found
    raise TooLong(content.story_part[0].key)


def _two_rooms(first: tuple[float, float], second: tuple[float, float]) -> Room:
    return lambda page: second if page else first


def _stretched(
    setting: Setting, content: Content, rooms: Room, before: list[Block], *, pages: int
) -> list[Canvas] | None:
    """Return so many sides at most, with as many lines to write on as there is room for."""
    texts = [item for section in content.story_part for item in section.items if item.max_length]
    most = max((most_lines(item) for item in texts), default=0)
    fewest = max((fewest_lines(item) for item in texts), default=0)
    # The least airy setting is tried first: most of the time it says no at once.
    for lines in range(most, fewest - 1, -1):
        blocks = [*before, *_story_blocks(setting, content, lines)]
        if _tried(blocks, rooms, GAPS_MM[-1], pages) is not None:
            tried = (_tried(blocks, rooms, gap, pages) for gap in GAPS_MM[1:])
            return next(found for found in tried if found is not None)
    return None


def _tried(blocks: list[Block], rooms: Room, gap: float, pages: int) -> list[Canvas] | None:
    """Return the blocks on so many sides at most; on two, a consent stands under the story."""
    try:
        found = paginate(blocks, rooms, gap)
    except TooLong:
        return None
    return found if len(found) <= pages and (len(found) == 1 or found[0].boxes) else None


def _story_blocks(setting: Setting, content: Content, lines: int) -> list[Block]:
    found: list[Block] = []
    for section in content.story_part:
        if any(item.kind == "text" for item in section.items):
            place: Callable[[float, float], Canvas] = partial(
                _place_written, setting, section, lines
            )
            found.append(Block(section.key, place))
        else:
            found += section_blocks(setting, section)
    return found


def _place_written(
    setting: Setting, section: Section, lines: int, y: float, _bottom: float
) -> Canvas:
    """Place a section with its rectangles for handwriting, of so many lines at most."""
    canvas = setting.canvas()
    canvas.end = y
    if section.heading or section.paragraphs:
        canvas.add(place_section_heading(setting, section, y))
        canvas.end += HEADING_GAP_MM
    for item in section.items:
        of_it = min(lines, most_lines(item)) if item.kind == "text" else None
        canvas.add(place_item(setting, item, canvas.end, of_it))
        canvas.end += INSIDE_GAP_MM
    canvas.end -= INSIDE_GAP_MM
    return canvas
