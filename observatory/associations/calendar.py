"""The tour as an iCalendar feed (RFC 5545, RFC 7986): what, where, who; no way to reach anyone."""

from collections.abc import Iterable
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import get_language, gettext

from observatory.kit.calendars import Item, write_items

from .models import Visit
from .states import State

# How long a visit is taken to last: only its beginning is planned.
LENGTH = timedelta(hours=1)


def write_calendar(visits: Iterable[Visit]) -> bytes:
    """Return the visits as an iCalendar file, with the time zone of the observatory."""
    return write_items(
        (_item(visit) for visit in visits),
        name=gettext("Tournée dans les associations"),
        subject="Tour of associations",
        language=get_language() or "fr",
        zone=ZoneInfo(settings.TIME_ZONE),
    )


def _item(visit: Visit) -> Item:
    people = [person.name for person in visit.people.all()]
    return Item(
        uid=str(visit.uuid),
        revision=visit.revision,
        changed_at=visit.changed_at,
        begins=visit.starts_at,
        ends=visit.starts_at + LENGTH,
        summary=gettext("Visite : %(whom)s") % {"whom": visit.whom},
        location=f"{visit.place}, {visit.territory.name}",
        description=gettext("Avec %(people)s") % {"people": ", ".join(people)} if people else "",
        is_cancelled=visit.state == State.CANCELLED,
    )
