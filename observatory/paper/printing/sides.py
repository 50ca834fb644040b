"""Which questions stand on which sides of the paper, and which sheet is cut.

A form that fits on one side stands there in lines across the page. A longer one
has its questions in columns, one box below the other; what is written by hand
follows across the page, the story with its consents on one sheet. More than one
side is always an even number of them: whoever prints many forms on both sides of
the paper has each one begin on a sheet of its own.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from math import ceil, inf

from .blocks import Setting, fewest_lines, most_lines, place_item, place_section_heading
from .canvas import Canvas
from .columns import fewest_pages, in_columns
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
    paginate,
    section_blocks,
)

# Between two questions of one block.
INSIDE_GAP_MM = 3.0
# Over how many more sides questions are spread so that the sides are an even number.
MOST_MORE = 2


def place_on_sides(setting: Setting, content: Content, opening_end: float) -> list[Canvas]:
    """Return the sides of a form, the first one below its title.

    When it has a stub, the last sheet is cut: its sides end above the cut, on
    both faces. Raises `TooLong`.
    """
    one = _on_one_side(setting, content, opening_end)
    if one is not None:
        return [one]
    narrow = {
        count: replace(setting, line=setting.columns(count)[1], is_narrow=True) for count in COLUMNS
    }
    blocks = {
        count: [block for section in content.sections for block in section_blocks(here, section)]
        for count, here in narrow.items()
    }
    # Fewer columns are easier to read, as long as they take no more paper.
    columns = min(
        COLUMNS, key=lambda count: (_paper(setting, blocks[count], opening_end, count), count)
    )
    fewest = fewest_pages(blocks[columns], setting, opening_end, columns)
    for pages in range(fewest, fewest + MOST_MORE + 1):
        sides = _sides(setting, content, blocks[columns], opening_end, columns=columns, pages=pages)
        if len(sides) == 1 or len(sides) % 2 == 0:
            break
    return sides


def _paper(setting: Setting, blocks: list[Block], top: float, columns: int) -> float:
    """Return how many sides the questions take in so many columns: one, or an even number."""
    try:
        pages = fewest_pages(blocks, setting, top, columns)
    except TooLong:
        return inf
    return pages if pages == 1 else 2 * ceil(pages / 2)


def _sides(
    setting: Setting,
    content: Content,
    blocks: list[Block],
    opening_end: float,
    *,
    columns: int,
    pages: int,
) -> list[Canvas]:
    """Return the questions on so many sides, and the part with the story after them."""
    front = partial(in_columns, blocks, setting, opening_end, columns=columns, pages=pages)
    if not content.story_part:
        return front(cut_from=(pages - 1) // 2 * 2 if content.has_stub else inf)
    found = front()
    story = _story_sides(setting, content, opening_end, len(found))
    if content.has_stub and len(found) % 2 and len(story) == 1:
        # On the back of a side that must then end above the cut, too.
        found = front(cut_from=len(found) - 1)
        story = _story_sides(setting, content, opening_end, len(found))
    return [*found, *story]


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
