"""Making events findable while they are public, and saying that their pages changed."""

from datetime import datetime

from django.utils.timezone import localdate
from django.utils.translation import override

from observatory.events.models import Event
from observatory.events.states import State
from observatory.events.wording import KINDS, STATES
from observatory.journal.actions import pages_changed
from observatory.places.queries import territories_by_id
from observatory.search.actions import index_document, remove_document
from observatory.ui.dates import date_format
from observatory.vocabularies.models import in_language


def event_changed(event_id: int, *, at: datetime) -> None:
    """Bring an event in the index up to date, or take a draft out; public pages are made anew.

    In the transaction that changes it. What was called off or held stays findable.
    A series is found once, by the next of its days, or else by the last one: its page
    leads to the others. In each language that it has a title in.
    """
    event = Event.objects.get(pk=event_id)
    ref = index_ref(event)
    remove_document(ref=ref)
    shown = _shown(event, at)
    if shown is not None:
        for language in shown.titles:
            with override(language):
                title, body = _title_of(shown), _body_of(shown, language)
            index_document(
                kind="struggle",
                ref=ref,
                language=language,
                title=title,
                body=body,
                url_name="event",
                url_arg=str(shown.pk),
            )
    pages_changed()


def index_ref(event: Event) -> str:
    """Return the name of an event in the index: the days of a series share one."""
    return event.subject if event.series_id is None else f"series:{event.series_id}"


def _shown(event: Event, at: datetime) -> Event | None:
    """Return the event that is found: itself, or the day that stands for its series."""
    rows = Event.objects.public().select_related("association")
    if event.series_id is None:
        return rows.filter(pk=event.pk).first()
    rows = rows.filter(series_id=event.series_id)
    coming = rows.filter(state=State.PUBLISHED, ends_at__gte=at)
    return coming.order_by("starts_at", "pk").first() or rows.order_by("-starts_at", "-pk").first()


def _title_of(event: Event) -> str:
    """Return its title with the day, and that it was called off; in the active language."""
    said = [date_format(localdate(event.starts_at), "j F Y")]
    if event.state == State.CANCELLED:
        said.append(str(STATES[State.CANCELLED]).lower())
    return f"{event.title} ({', '.join(said)})"


def _body_of(event: Event, language: str) -> str:
    place = territories_by_id()[event.territory_id]
    said = [event.texts, event.organisers]
    closing = getattr(event, "closing", None)
    if closing is not None and event.state == State.HELD:
        said += [closing.decided, closing.follows]
    words = [in_language(one, language) for one in said]
    who = event.association.name if event.association else ""
    where = [event.place, event.address, place.label, *place.names.values()]
    return " ".join([*words, str(KINDS[event.kind]), who, *where])
