"""Events as an iCalendar feed: what, when, where, and how one comes."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import get_language, gettext

from observatory.kit.calendars import Item, write_items
from observatory.vocabularies.models import in_language

from .models import Event
from .states import State
from .wording import access_lines, organiser_words, phone_words, where_words


def write_calendar(events: Iterable[Event], *, name: str) -> bytes:
    """Return the events as an iCalendar file; those that were called off stand there as cancelled."""
    return write_items(
        (_item(event) for event in events),
        name=name,
        subject="Events",
        language=get_language() or "fr",
        zone=ZoneInfo(settings.TIME_ZONE),
    )


def _item(event: Event) -> Item:
    coming = in_language(event.how_to_come)
    said = [
        in_language(event.texts),
        *access_lines(event),
        gettext("Venir sans internet : %(words)s") % {"words": coming} if coming else "",
        phone_words(event),
        organiser_words(event),
    ]
    return Item(
        uid=str(event.uuid),
        revision=event.revision,
        changed_at=event.changed_at,
        begins=event.starts_at,
        ends=event.ends_at,
        summary=event.title,
        location=where_words(event),
        description="\n".join(line for line in said if line),
        url=settings.PUBLIC_URL.rstrip("/") + event.get_absolute_url(),
        is_cancelled=event.state == State.CANCELLED,
    )
