"""What stands on a poster and in a programme, in the active language."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, gettext

from observatory.events.models import Event
from observatory.events.queries.public import PROGRAMME_AHEAD
from observatory.events.states import State
from observatory.events.wording import (
    KINDS,
    access_lines,
    organiser_words,
    phone_words,
    when_words,
    where_words,
)
from observatory.places.models import Territory
from observatory.ui.dates import date_format
from observatory.vocabularies.models import in_language


def poster_content(event: Event) -> dict[str, Any]:
    """Return the words of the poster of an event."""
    link = _whole(event.get_absolute_url())
    return {
        "language": get_language() or "fr",
        "title": event.title,
        "kicker": str(KINDS[event.kind]),
        "cancelled": gettext("Annulé") if event.state == State.CANCELLED else "",
        "when": when_words(event.starts_at, event.ends_at),
        "where": where_words(event),
        "text": in_language(event.texts),
        "coming_title": gettext("Venir sans internet"),
        "coming": in_language(event.how_to_come),
        "phone_title": gettext("Par téléphone"),
        "phone": event.phone,
        "phone_whom": in_language(event.phone_whom),
        "access": access_lines(event),
        "organiser": organiser_words(event),
        "link_words": gettext(
            "Tout savoir sur ce rendez-vous, et les changements de dernière minute :"
        ),
        "link": link,
    }


def programme_content(
    events: Sequence[Event], place: Territory | None, today: date
) -> dict[str, Any]:
    """Return the words of the programme of the next three months."""
    until = today + PROGRAMME_AHEAD
    path = reverse("events") + (f"?municipality={place.nis}" if place else "")
    return {
        "language": get_language() or "fr",
        "title": gettext("L’agenda : %(place)s") % {"place": place.name}
        if place
        else gettext("L’agenda"),
        "lede": gettext("Du %(start)s au %(end)s.")
        % {"start": date_format(today, "j F Y"), "end": date_format(until, "j F Y")},
        "printed": gettext(
            "Imprimé le %(day)s. Un rendez-vous peut changer : téléphonez avant de venir."
        )
        % {"day": date_format(today, "j F Y")},
        "nothing": "" if events else gettext("Aucun rendez-vous n’est encore annoncé."),
        "events": [
            {
                "title": event.title,
                "kicker": str(KINDS[event.kind]),
                "when": when_words(event.starts_at, event.ends_at),
                "where": where_words(event),
                "access": " ".join(access_lines(event)),
                "coming": in_language(event.how_to_come),
                "phone_line": phone_words(event),
            }
            for event in events
        ],
        "link": _whole(path),
    }


def _whole(path: str) -> str:
    return settings.PUBLIC_URL.rstrip("/") + path
