"""Which part of the day a moment is, from the posted hours. Plain data: minutes since midnight.

The protocol (reading/domain.md, 2.2) asks for visits at opening, at midday and
in the last hour; a call is in the morning or in the afternoon.
"""

from collections.abc import Sequence
from functools import lru_cache

Span = tuple[int, int]
# The spans of one day, in order.
Spans = tuple[Span, ...]
# Monday to Sunday; None where no official fact says the hours.
Week = Sequence[Spans] | None

OPENING, MIDDAY, LAST_HOUR = "opening", "midday", "last_hour"
MORNING, AFTERNOON = "morning", "afternoon"
VISIT_PARTS = (OPENING, MIDDAY, LAST_HOUR)
HALF_DAYS = (MORNING, AFTERNOON)

HOUR = 60
NOON = 12 * HOUR
# Midday is between 11:00 and 14:00, the hour of whoever comes during a break from work.
MIDDAY_FROM, MIDDAY_UNTIL = 11 * HOUR, 14 * HOUR
# A proposed visit of the last hour begins this long before closing.
BEFORE_CLOSING = 45
STEP = 5


def half_of(minute: int) -> str:
    """Return the half-day of a moment: the afternoon begins at noon."""
    return MORNING if minute < NOON else AFTERNOON


def is_open(spans: Spans, minute: int) -> bool:
    """Tell whether the moment lies in one of the spans."""
    return any(start <= minute < end for start, end in spans)


def part_of(spans: Spans, minute: int) -> str:
    """Return the part of the day that a visit at `minute` stands for, "" for none.

    The first hour after opening, the last hour before the last closing; midday
    is what is left between 11:00 and 14:00, or of the whole day where nothing
    is open then. Where the first and the last hour overlap, the nearer end counts.
    """
    if not is_open(spans, minute):
        return ""
    opens, closes = spans[0][0], spans[-1][1]
    after, before = minute - opens, closes - minute
    if after < HOUR or before <= HOUR:
        return OPENING if after < before else LAST_HOUR
    between = _between(spans)
    at_noon = [one for one in between if MIDDAY_FROM <= one < MIDDAY_UNTIL]
    return MIDDAY if not at_noon or MIDDAY_FROM <= minute < MIDDAY_UNTIL else ""


@lru_cache(maxsize=1024)
def moment_for(spans: Spans, part: str) -> int | None:
    """Return when to be there for that part of the day; None where the day has no such part."""
    if not spans:
        return None
    opens, closes = spans[0][0], spans[-1][1]
    if part == OPENING:
        return opens
    if part == LAST_HOUR:
        wanted = max(closes - BEFORE_CLOSING, opens)
        return wanted if part_of(spans, wanted) == LAST_HOUR else None
    between = [one for one in _between(spans) if part_of(spans, one) == MIDDAY]
    if not between:
        return None
    centre = NOON + HOUR // 2
    is_noon = any(MIDDAY_FROM <= one < MIDDAY_UNTIL for one in between)
    aim = centre if is_noon else (opens + closes) // 2
    return min(between, key=lambda one: (abs(one - aim), one))


def halves_open(spans: Spans) -> set[str]:
    """Return the half-days in which something is open."""
    found = set()
    for start, end in spans:
        if start < NOON:
            found.add(MORNING)
        if end > NOON:
            found.add(AFTERNOON)
    return found


@lru_cache(maxsize=1024)
def _between(spans: Spans) -> tuple[int, ...]:
    """Return the open moments that are neither in the first hour nor in the last, by 5 minutes."""
    opens, closes = spans[0][0], spans[-1][1]
    return tuple(
        one
        for start, end in spans
        for one in range(start, end, STEP)
        if one - opens >= HOUR and closes - one > HOUR
    )
