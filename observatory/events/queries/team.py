"""What the team sees of events."""

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from observatory.associations.queries import associations_of
from observatory.documents.queries import documents_at_desk
from observatory.events.models import Event
from observatory.events.permissions import may_edit
from observatory.events.states import State
from observatory.events.wording import KINDS, STATES, when_words
from observatory.people.models import User
from observatory.places.queries import territories, territories_by_id


def following(event: Event) -> list[Event]:
    """Return the later days of the series of an event, those that were held left aside."""
    if event.series_id is None:
        return []
    return list(
        Event.objects.filter(series_id=event.series_id, starts_at__gt=event.starts_at).exclude(
            state=State.HELD
        )
    )


def events_for(by: User) -> QuerySet[Event]:
    """Return the events that the person writes or whose association organises them, newest first."""
    mine = [one.pk for one in territories() if may_edit(by, one.pk)]
    theirs = [one.pk for one in associations_of(by)]
    return Event.objects.filter(Q(territory_id__in=mine) | Q(association_id__in=theirs)).order_by(
        "-starts_at", "-pk"
    )


def documents_of_desk(event: Event) -> list[dict[str, Any]]:
    """Return the documents of an event, with what can be done to each. One query."""
    return documents_at_desk(
        [event.subject],
        read=lambda pk: reverse("event_document", args=[event.pk, pk]),
        move=lambda pk: reverse("event_document_move", args=[event.pk, pk]),
    )


def written_rows(events: list[Event]) -> list[dict[str, Any]]:
    """Return events as the team's list shows them. No query."""
    return [
        {
            "href": reverse("event_desk", args=[one.pk]),
            "title": one.title,
            "kind": str(KINDS[one.kind]),
            "state": one.state,
            "state_words": str(STATES[one.state]),
            "when": when_words(one.starts_at, one.ends_at),
            "place": territories_by_id()[one.territory_id].name,
            "taken": one.taken,
            "waiting": one.waiting,
            "takes_registrations": one.takes_registrations,
        }
        for one in events
    ]
