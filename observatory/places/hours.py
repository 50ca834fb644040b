"""Opening hours in OSM syntax, read with opening-hours-py.

What the library accepts and this observatory does not, since the minutes of a
week would be a guess (each was tried): a blank text (read as "24/7"), an open
end ("09:00+"), a span that ends when it starts (read as 24 hours), hours that
follow the sun, a fallback ("||"), the state "unknown", and hours that change
from one week to another (seasons, "Mo[1]", week numbers).
"""

from datetime import date, datetime, time, timedelta
from functools import lru_cache

from opening_hours import OpeningHours, ParserError, State

WEEK = timedelta(days=7)
MAX_LENGTH = 300
DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
# A plain year: Monday 1 January 2024 and the 52 weeks after it.
FIRST_MONDAY = date(2024, 1, 1)
SUN = ("sunrise", "sunset", "dawn", "dusk")


class HoursError(ValueError):
    """The text says no hours that can be counted; the message says why."""


@lru_cache(maxsize=4096)
def weekly_minutes(hours: str) -> int:
    """Return the open minutes of a week without public holidays (0 to 10,080); "" is 0.

    Computed without time zone, so that a week in which the clocks change
    counts like another, and without country, so that "PH" never applies.
    Raises `HoursError`.
    """
    if hours == "":
        return 0
    expression = _parse(hours)
    minutes = _minutes_from(expression, FIRST_MONDAY)
    if not _is_plain(hours):
        for number in range(1, 53):
            if _minutes_from(expression, FIRST_MONDAY + number * WEEK) != minutes:
                raise HoursError("the hours change from one week to another")
    return minutes


@lru_cache(maxsize=4096)
def week_spans(hours: str) -> tuple[tuple[tuple[int, int], ...], ...]:
    """Return when it is open, Monday to Sunday: seven tuples of (from, until) in minutes of the day.

    Counted like `weekly_minutes`: without public holidays. Hours that go on
    after midnight are cut there. Raises `HoursError`.
    """
    days: list[tuple[tuple[int, int], ...]] = [()] * 7
    if weekly_minutes(hours):
        expression = _parse(hours)
        for number in range(7):
            midnight = datetime.combine(FIRST_MONDAY, time()) + timedelta(days=number)
            end = midnight + timedelta(days=1)
            days[number] = tuple(
                (_minutes(max(opened, midnight) - midnight), _minutes((closed or end) - midnight))
                for opened, closed, state, _comment in expression.intervals(midnight, end)
                if state == State.OPEN
            )
    return tuple(tuple((a, min(b, 1440)) for a, b in spans) for spans in days)


def _minutes(length: timedelta) -> int:
    return int(length.total_seconds() // 60)


def canonical_hours(hours: str) -> str:
    """Return the same hours in their shortest plain form, or the text itself if it cannot be read."""
    try:
        return str(_parse(hours).normalize())
    except HoursError:
        return hours


def _parse(hours: str) -> OpeningHours:
    if len(hours) > MAX_LENGTH:
        raise HoursError(f"the hours are longer than {MAX_LENGTH} characters")
    if hours != hours.strip() or not hours.strip():
        raise HoursError("the hours are blank or have spaces around them")
    try:
        expression = OpeningHours(hours)
    except ParserError as error:
        raise HoursError(f"the hours cannot be read{_where(error)}") from None
    if any(word in hours.lower() for word in SUN):
        raise HoursError("the hours follow the sun: minutes cannot be counted")
    if "||" in hours:
        raise HoursError("the hours hold a fallback rule")
    if "+" in hours:
        raise HoursError("the hours have no end")
    for span in hours.replace(";", " ").replace(",", " ").split():
        start, dash, end = span.partition("-")
        if dash and start == end and ":" in start:
            raise HoursError("a span ends when it starts")
    return expression


def _where(error: ParserError) -> str:
    """Return " at character 7" from the library's message, without repeating the text itself."""
    first = str(error).partition("-->")[2].split()
    position = first[0].partition(":")[2] if first else ""
    return f" at character {position}" if position.isdigit() else ""


def _is_plain(hours: str) -> bool:
    """Tell whether the text holds only days of the week, times, and "off"."""
    words = hours.replace(";", " ").replace(",", " ").replace("-", " ").split()
    known = {*DAYS, "PH", "off", "closed", "24/7"}
    return all(word in known or word.replace(":", "").isdigit() for word in words)


def _minutes_from(expression: OpeningHours, monday: date) -> int:
    start = datetime.combine(monday, time())
    end = start + WEEK
    total = timedelta()
    # The last interval may reach beyond the end that was asked: it is cut here.
    for opened, closed, state, _comment in expression.intervals(start, end):
        if state == State.UNKNOWN:
            raise HoursError("the hours are said to be unknown")
        if state == State.OPEN:
            total += min(closed or end, end) - max(opened, start)
    return int(total.total_seconds() // 60)
