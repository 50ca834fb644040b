"""What happens at an hour or on a day, as an iCalendar file (RFC 5545, RFC 7986).

The UID of a thing never changes and its SEQUENCE grows, so that a calendar program
moves what it holds and does not show it twice. What is called off stays, as cancelled:
left out, it would stand in calendars for ever.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import (
    Calendar,
    Component,
    Event,
    Timezone,
    TimezoneDaylight,
    TimezoneStandard,
    vDuration,
)

from .wall_clock import is_second

# How often a calendar program may ask.
ASKED_EVERY = timedelta(hours=1)


@dataclass(frozen=True)
class Item:
    """One thing of a calendar: at a moment (aware), or on a day; `ends` is the end, or the day after."""

    uid: str
    revision: int
    changed_at: datetime
    begins: datetime | date
    ends: datetime | date
    summary: str
    location: str = ""
    description: str = ""
    url: str = ""
    is_cancelled: bool = False


def write_items(
    items: Iterable[Item], *, name: str, subject: str, language: str, zone: ZoneInfo
) -> bytes:
    """Return the items as an iCalendar file, with the time zone they are in.

    `name` is what a calendar program shows; `subject`, in English, says which of our
    calendars it is.
    """
    calendar = Calendar()
    calendar.add("prodid", f"-//Observatoire//{subject}//FR")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", vDuration(ASKED_EVERY), parameters={"VALUE": "DURATION"})
    events, years = [], set()
    for item in items:
        events.append(_event(item, language, zone))
        if isinstance(item.begins, datetime):
            years |= {item.begins.year, item.ends.year}
    if years:
        # The changes of the clock that matter here, and not those of a century.
        calendar.add_component(_zone_in_words(zone, min(years) - 1, max(years) + 1))
    for event in events:
        calendar.add_component(event)
    return calendar.to_ical()


def _zone_in_words(zone: ZoneInfo, first: int, last: int) -> Timezone:
    """Return the time zone as the file describes it, for programs that know no zone by name.

    A change of the clock is told at the time that the wall shows before it: 02:00 in
    spring. The library's own description has 03:00, an hour late.
    """
    described = Timezone()
    described.add("tzid", zone.key)
    begin = datetime(first, 1, 1, tzinfo=UTC).astimezone(zone)
    described.add_component(_observance(begin, begin.replace(tzinfo=None), _offset(begin)))
    for moment, before in _changes_of_clock(zone, first, last):
        wall = (moment + before).replace(tzinfo=None)
        described.add_component(_observance(moment.astimezone(zone), wall, before))
    return described


def _observance(after: datetime, wall: datetime, before: timedelta) -> Component:
    part = TimezoneDaylight() if after.dst() else TimezoneStandard()
    part.add("dtstart", wall)
    part.add("tzoffsetfrom", before)
    part.add("tzoffsetto", _offset(after))
    part.add("tzname", after.tzname())
    return part


@lru_cache(maxsize=64)
def _changes_of_clock(zone: ZoneInfo, first: int, last: int) -> list[tuple[datetime, timedelta]]:
    """Return each change in these years: the moment, and the offset from UTC before it."""
    found = []
    day, end = datetime(first, 1, 1, tzinfo=UTC), datetime(last + 1, 1, 1, tzinfo=UTC)
    before = _offset(day.astimezone(zone))
    while day < end:
        following = day + timedelta(days=1)
        after = _offset(following.astimezone(zone))
        if after != before:
            early, late = day, following
            while late - early > timedelta(minutes=1):
                middle = early + (late - early) // 2
                middle = middle.replace(second=0, microsecond=0)
                if _offset(middle.astimezone(zone)) == before:
                    early = middle
                else:
                    late = middle
            found.append((late, before))
        day, before = following, after
    return found


def _offset(moment: datetime) -> timedelta:
    return moment.utcoffset() or timedelta(0)


def _event(item: Item, language: str, zone: ZoneInfo) -> Event:
    event = Event()
    event.add("uid", item.uid)
    event.add("sequence", item.revision)
    event.add("dtstamp", item.changed_at)
    event.add("last-modified", item.changed_at)
    event.add("dtstart", _when(item.begins, zone))
    event.add("dtend", _when(item.ends, zone))
    event.add("summary", item.summary, parameters={"LANGUAGE": language})
    if item.location:
        event.add("location", item.location)
    if item.description:
        event.add("description", item.description)
    if item.url:
        event.add("url", item.url)
    event.add("status", "CANCELLED" if item.is_cancelled else "CONFIRMED")
    return event


def _when(value: datetime | date, zone: ZoneInfo) -> datetime | date:
    """Return the time on the wall; of two that look the same the file means the first, so the
    second one is written in UTC."""
    if not isinstance(value, datetime):
        return value
    return value.astimezone(UTC if is_second(value, zone) else zone)
