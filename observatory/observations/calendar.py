"""What is planned as an iCalendar file (RFC 5545): what, where, when, who."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import get_language, gettext
from icalendar import Calendar, Event

from .models import Kind, Slot
from .states import SlotState
from .wording import moment_words, task_lines

# How long a visit is taken to last, when its hour is known.
LENGTH = timedelta(hours=1)


def write_calendar(slots: Iterable[Slot], names: Mapping[int, str]) -> bytes:
    """Return the slots as an iCalendar file; `names` are those of whom they are asked, by id.

    The UID never changes and the SEQUENCE grows, so that a calendar that reads
    the file again moves what it holds. Without an hour, the event is of the day.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Observatoire//Observations//FR")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", gettext("Relevés"))
    for slot in slots:
        calendar.add_component(_event(slot, names))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _event(slot: Slot, names: Mapping[int, str]) -> Event:
    event = Event()
    event.add("uid", str(slot.uuid))
    event.add("sequence", slot.revision)
    event.add("dtstamp", slot.changed_at)
    event.add("last-modified", slot.changed_at)
    if slot.starts_at is not None:
        begins = timezone.make_aware(datetime.combine(slot.due_on, slot.starts_at))
        event.add("dtstart", timezone.localtime(begins))
        event.add("dtend", timezone.localtime(begins) + LENGTH)
    else:
        event.add("dtstart", slot.due_on)
        event.add("dtend", slot.due_on + timedelta(days=1))
    event.add(
        "summary",
        gettext("%(kind)s : %(place)s")
        % {"kind": Kind(slot.kind).label, "place": slot.location.name},
        parameters={"LANGUAGE": get_language() or "fr"},
    )
    event.add("location", f"{slot.location.name}, {slot.round.territory.name}")
    said = [moment_words(slot), *task_lines(slot)]
    if slot.assigned_to_id in names:
        said.append(gettext("Avec %(people)s") % {"people": names[slot.assigned_to_id]})
    event.add("description", "\n".join(said))
    event.add("status", "CANCELLED" if slot.state == SlotState.DROPPED else "CONFIRMED")
    return event
