"""What happens at an hour or on a day, as an iCalendar file (RFC 5545, RFC 7986).

The UID of a thing never changes and its SEQUENCE grows, so that a calendar program
moves what it holds and does not show it twice. What is called off stays, as cancelled:
left out, it would stand in calendars for ever.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from icalendar import Calendar, Event, vDuration

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
    items: Iterable[Item], *, name: str, subject: str, language: str, zone: tzinfo
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
    years = set()
    for item in items:
        calendar.add_component(_event(item, language, zone))
        years |= {item.begins.year, item.ends.year}
    if years:
        # The changes of the clock that matter here, and not those of a century.
        calendar.add_missing_timezones(
            first_date=date(min(years) - 1, 1, 1), last_date=date(max(years) + 2, 1, 1)
        )
    return calendar.to_ical()


def _event(item: Item, language: str, zone: tzinfo) -> Event:
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


def _when(value: datetime | date, zone: tzinfo) -> datetime | date:
    """Return the time on the wall; of two that look the same the file means the first, so the
    second one is written in UTC."""
    if not isinstance(value, datetime):
        return value
    return value.astimezone(UTC if is_second(value, zone) else zone)
