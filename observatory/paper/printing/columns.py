"""Pages of questions in columns: each column filled about as far as the others."""

from collections.abc import Sequence
from math import ceil, inf

from .blocks import Setting
from .canvas import Canvas
from .flow import GAPS_MM, TOP_MM, Block, Room, TooLong, bottom_of, paginate

# Beside the first code, under the mark; and beside the second one, above the foot of the page.
BESIDE_TOP_MM = 23.0
BESIDE_FOOT_MM = 8.0
# How much shorter columns may become to be even.
MOST_LESS_MM, STEP_MM = 140.0, 2.0


def fewest_pages(blocks: Sequence[Block], setting: Setting, first_top: float, columns: int) -> int:
    """Return on how few pages the blocks stand in so many columns. Raises `TooLong`."""
    rooms = _rooms(columns, setting.is_rtl, first_top, inf)
    return ceil(len(paginate(blocks, rooms, GAPS_MM[-1])) / columns)


def in_columns(
    blocks: Sequence[Block],
    setting: Setting,
    first_top: float,
    *,
    columns: int,
    pages: int,
    cut_from: float = inf,
) -> list[Canvas]:
    """Return the pages that hold the blocks in order, so many where they fit there.

    As airy as these pages allow. From the page `cut_from` on (0 is the first),
    they end above the cut. Raises `TooLong`.
    """
    rooms = _rooms(columns, setting.is_rtl, first_top, cut_from)
    found = _evenly(blocks, rooms, columns, pages)
    starts, _width = setting.columns(columns)
    done = []
    for first in range(0, len(found), columns):
        page = setting.canvas()
        for start, column in zip(starts, found[first : first + columns], strict=False):
            page.add(column.shifted(start - setting.left))
        done.append(page)
    return done


def _rooms(columns: int, is_rtl: bool, first_top: float, cut_from: float) -> Room:
    """Return how far each column reaches: below the first code, and above the second one.

    The codes stand at the left above and at the right below, whichever way the
    language runs; the other columns have more room, under the title the same.
    """
    under, above = (columns - 1, 0) if is_rtl else (0, columns - 1)

    def room(column: int) -> tuple[float, float]:
        page, place = divmod(column, columns)
        below = bottom_of(page >= cut_from)
        top = TOP_MM if place == under else BESIDE_TOP_MM
        return (top if page else first_top), below + (0 if place == above else BESIDE_FOOT_MM)

    return room


def _evenly(blocks: Sequence[Block], rooms: Room, columns: int, pages: int) -> list[Canvas]:
    """Return the columns of so many pages: questions whole where they can be, then as airy as can be."""
    found: list[Canvas] = []
    for is_whole, gap in [(True, gap) for gap in GAPS_MM] + [(False, gap) for gap in GAPS_MM]:
        found = paginate(blocks, rooms, gap, is_whole=is_whole)
        if ceil(len(found) / columns) <= pages:
            break
    less = 0.0
    while less < MOST_LESS_MM:
        less += STEP_MM
        try:
            tried = paginate(blocks, _shortened(rooms, less), gap, is_whole=is_whole)
        except TooLong:
            break
        if ceil(len(tried) / columns) > pages:
            break
        found = tried
    return found


def _shortened(rooms: Room, less: float) -> Room:
    return lambda column: (rooms(column)[0], rooms(column)[1] - less)
