"""The tour as an iCalendar feed (RFC 5545, RFC 7986): what, where, who; no way to reach anyone."""

from collections.abc import Iterable
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import get_language, gettext
from icalendar import Calendar, Event, vDuration

from .models import Visit
from .states import State

# How long a visit is taken to last: only its beginning is planned.
LENGTH = timedelta(hours=1)
# How often a calendar program may ask.
ASKED_EVERY = timedelta(hours=1)
STATUS = {State.PLANNED: "CONFIRMED", State.DONE: "CONFIRMED", State.CANCELLED: "CANCELLED"}


def write_calendar(visits: Iterable[Visit]) -> bytes:
    """Return the visits as an iCalendar file, with the time zone of the observatory.

    The UID of a visit never changes and its SEQUENCE grows, so that a calendar
    moves what it holds and does not show it twice.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Observatoire//Tour of associations//FR")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", gettext("Tournée dans les associations"))
    calendar.add("x-wr-calname", gettext("Tournée dans les associations"))
    calendar.add("refresh-interval", vDuration(ASKED_EVERY), parameters={"VALUE": "DURATION"})
    for visit in visits:
        calendar.add_component(_event(visit))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _event(visit: Visit) -> Event:
    starts_at = timezone.localtime(visit.starts_at)
    event = Event()
    event.add("uid", str(visit.uuid))
    event.add("sequence", visit.revision)
    event.add("dtstamp", visit.changed_at)
    event.add("last-modified", visit.changed_at)
    event.add("dtstart", starts_at)
    event.add("dtend", starts_at + LENGTH)
    event.add(
        "summary",
        gettext("Visite : %(whom)s") % {"whom": visit.whom},
        parameters={"LANGUAGE": get_language() or "fr"},
    )
    event.add("location", f"{visit.place}, {visit.territory.name}")
    people = [person.name for person in visit.people.all()]
    if people:
        event.add("description", gettext("Avec %(people)s") % {"people": ", ".join(people)})
    event.add("status", STATUS[State(visit.state)])
    return event
