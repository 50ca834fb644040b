"""The pages of a form: blocks one below the other, each page as evenly filled as can be.

A4, marks in the corners, two codes on a diagonal. Where name and contact are
cut off, the marks stand above the cut, on both sides of that sheet: whoever
scans has either the whole sheet or what is left of it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from math import inf

from observatory.kit.omr.layout import (
    CODE_MM,
    MARK_FROM_SIDE_MM,
    MARK_FROM_TOP_MM,
    MARK_MM,
    Mark,
    Zone,
    corner_marks,
)

from .blocks import (
    CLOSEST_MM,
    Setting,
    place_item,
    place_notice,
    place_section_heading,
)
from .canvas import Canvas
from .content import Item, Section

A4_MM = (210.0, 297.0)
# The cut above which marks and codes of the page keep clear of every fold (docs/decisions/0013).
CUT_MM = 231.5
# Between a mark and a code: the clean paper that a code needs around it.
CODE_QUIET_MM = 3.6
TOP_MM = 33.0
# How many columns a page of questions may have: the fewest that take no more paper.
COLUMNS = (2, 3)
FIRST_GAP_MM = 1.0
# Between two questions: as airy as the same number of pages allows.
GAPS_MM = (13.0, 11.0, 9.5, 8.0, 7.0, 6.0, CLOSEST_MM)
HEADING_GAP_MM = 3.0
# Less room than this is not worth parting a long list for.
WORTH_PARTING_MM = 35.0
FEWEST_PARTED = 2
# So much of a column is left free rather than to part what stands under one heading.
FREE_FOR_GROUP_MM = 50.0

Place = Callable[[float, float], Canvas]
# Of the page (or column) of a number: how far it reaches from and to.
Room = Callable[[int], tuple[float, float]]


class TooLong(ValueError):
    """A part of the questionnaire fits on no page: `key` names its question or screen."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


@dataclass(frozen=True)
class Block:
    """Something that stands on one page. `place(y, bottom)` returns it placed from y downwards."""

    key: str
    place: Place
    # Stands close under the block before.
    is_close: bool = False
    # A heading: what comes next stands on the same page.
    keeps_next: bool = False
    # Returns (what still fits between y and bottom, the rest) of a long list; None when nothing does.
    # The last argument: whether what stands under one heading stays together.
    part: Callable[[float, float, bool], "tuple[Block, Block] | None"] | None = None


def code_places(width_mm: float, height_mm: float, side: float, top: float) -> tuple[Zone, ...]:
    """Return where the two codes stand: beside the first mark, and beside the one across."""
    inner = side + MARK_MM + CODE_QUIET_MM
    return (
        Zone("", inner, top, CODE_MM, CODE_MM),
        Zone("", width_mm - inner - CODE_MM, height_mm - top - CODE_MM, CODE_MM, CODE_MM),
    )


def page_marks(is_cut: bool) -> tuple[tuple[Mark, ...], tuple[Zone, ...]]:
    """Return marks and codes of an A4 page, above the cut where there is one."""
    width, height = A4_MM[0], CUT_MM if is_cut else A4_MM[1]
    return corner_marks(width, height), code_places(
        width, height, MARK_FROM_SIDE_MM, MARK_FROM_TOP_MM
    )


def bottom_of(is_cut: bool) -> float:
    """Return how far down questions may stand: above the second code and its clean paper."""
    _marks, codes = page_marks(is_cut)
    return codes[1].y_mm - CODE_QUIET_MM


def section_blocks(setting: Setting, section: Section) -> list[Block]:
    """Return the blocks of a section."""
    if section.notice is not None:
        return [
            Block(section.key, lambda y, _bottom: place_notice(setting, section, y), is_close=True)
        ]
    blocks = []
    if section.heading or section.paragraphs:
        blocks.append(
            Block(
                section.key,
                lambda y, _bottom: place_section_heading(setting, section, y),
                keeps_next=True,
            )
        )
    for item in section.items:
        blocks.append(_item_block(setting, item, is_close=bool(blocks) and blocks[-1].keeps_next))
    return blocks


def _item_block(setting: Setting, item: Item, *, is_close: bool = False) -> Block:
    return Block(
        item.key,
        lambda y, _bottom: place_item(setting, item, y),
        is_close=is_close,
        part=partial(_part_item, setting, item) if setting.is_narrow else None,
    )


def _part_item(
    setting: Setting, item: Item, y: float, bottom: float, is_whole: bool
) -> tuple[Block, Block] | None:
    """Part a list at the foot of a column, when some boxes stand on either side."""
    if item.kind != "choices" or bottom - y < WORTH_PARTING_MM:
        return None
    whole = set(item.group_ends) if is_whole else set()
    found: tuple[Item, Item] | None = None
    end = 0.0
    for count in range(len(item.choices) - FEWEST_PARTED, FEWEST_PARTED - 1, -1):
        if found is not None and count not in whole:
            continue
        parted = item.parted(count)
        reached = place_item(setting, parted[0], y).end if parted is not None else inf
        if parted is None or reached > bottom:
            continue
        if found is None:
            found, end = parted, reached
            if count in whole:
                break
        elif end - reached <= FREE_FOR_GROUP_MM:
            found = parted
            break
    if found is None:
        return None
    head, rest = found
    return _item_block(setting, head), _item_block(setting, rest)


def _stack(blocks: Sequence[Block], y: float, bottom: float, gap: float = 6.0) -> Canvas:
    """Place blocks one below the other, in one piece."""
    whole = blocks[0].place(y, bottom)
    for before, block in pairwise(blocks):
        start = whole.end + (HEADING_GAP_MM if block.is_close else gap)
        placed = block.place(start, bottom)
        late = placed.late(start) if before.keeps_next and before is blocks[0] else 0.0
        if late:
            # A heading goes with its question where that steps over a fold.
            whole = before.place(y + late, bottom)
        whole.add(placed)
    return whole


def paginate(
    blocks: Sequence[Block], rooms: Room, gap: float, *, is_whole: bool = False
) -> list[Canvas]:
    """Return the pages (or columns) that hold the blocks in order.

    `rooms` gives the top and the bottom of each; `is_whole`: what fits on the
    next one is not parted. Raises `TooLong`.
    """
    pages: list[Canvas] = []
    todo = list(blocks)
    while todo:
        page, todo_after = _fill_page(todo, rooms, len(pages), gap, is_whole=is_whole)
        if page is None:
            raise TooLong(todo[0].key)
        pages.append(page)
        todo = todo_after
    return pages


def _fill_page(
    blocks: list[Block], rooms: Room, number: int, gap: float, *, is_whole: bool
) -> tuple[Canvas | None, list[Block]]:
    """Return (a page, the blocks that are left); None when not even the first one fits."""
    top, bottom = rooms(number)
    page: Canvas | None = None
    todo = list(blocks)
    while todo:
        y = top
        if page is not None:
            y = page.end + (HEADING_GAP_MM if todo[0].is_close else gap)
        # A heading and what it is of stand or fall together.
        count = 2 if todo[0].keeps_next and len(todo) > 1 else 1
        taken = _stack(todo[:count], y, bottom)
        if taken.end > bottom:
            if page is not None and is_whole and _fits(todo[:count], rooms(number + 1)):
                break
            parted = _parted(todo[:count], y, bottom, is_whole=is_whole)
            if parted is None:
                break
            taken, rest = parted
            todo[:count] = [rest]
            page = _joined(page, taken)
            break
        del todo[:count]
        page = _joined(page, taken)
    return page, todo


def _fits(blocks: Sequence[Block], room: tuple[float, float]) -> bool:
    return _stack(blocks, *room).end <= room[1]


def _joined(page: Canvas | None, taken: Canvas) -> Canvas:
    if page is None:
        return taken
    page.add(taken)
    return page


def _parted(
    blocks: Sequence[Block], y: float, bottom: float, *, is_whole: bool
) -> tuple[Canvas, Block] | None:
    """Return (as much of a long list as fits, the rest), its heading with it; None when it is not one."""
    last = blocks[-1]
    if last.part is None:
        return None
    start = y
    if len(blocks) > 1:
        start = blocks[0].place(y, bottom).end + HEADING_GAP_MM
    found = last.part(start, bottom, is_whole)
    if found is None:
        return None
    head, rest = found
    return _stack([*blocks[:-1], replace(head, is_close=True)], y, bottom), rest
