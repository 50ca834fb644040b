"""Events for tests, made by the actions themselves."""

from datetime import UTC, datetime
from uuid import uuid4

from observatory.events.actions import move_event, register, write_event
from observatory.events.models import Event
from observatory.people.queries import system_actor

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def event_values(territory, **said):
    return {
        "kind": "assembly",
        "titles": {"fr": "Assemblée du quartier"},
        "texts": {"fr": "On parle des guichets."},
        "territory_id": territory.pk,
        "campaign_id": None,
        "association_id": None,
        "organisers": {"fr": "Le comité du quartier"},
        "is_ours": True,
        # Thursday 6 December 2096, from 19:00 to 21:00 in Brussels: to come for a long time.
        "starts_at": datetime(2096, 12, 6, 18, 0, tzinfo=UTC),
        "ends_at": datetime(2096, 12, 6, 20, 0, tzinfo=UTC),
        "place": "Salle Rosa",
        "address": "rue de la Borne 14",
        "languages": ["fr", "ar"],
        "wheelchair": "yes",
        "access": {"fr": "Rampe par la cour."},
        "interpretation": "yes",
        "interpreted": ["nl"],
        "childcare": "no",
        "childcare_words": {},
        "how_to_come": {"fr": "Tram 92, arrêt Robiano. Sonnez à la porte verte."},
        "phone": "02 000 00 01",
        "phone_whom": {"fr": "la Maison de quartier, le matin"},
        "takes_registrations": True,
        "capacity": None,
        "themes": ["social"],
        "links": [],
        **said,
    }


def make_event(territory, *, by=None, public=True, at=NOW, **said):
    by = by or system_actor("demo")
    event = write_event(values=event_values(territory, **said), by=by, at=at)
    if public:
        move_event(event=event, transition="publish", by=by, at=at)
    return again(event)


def again(event):
    return Event.objects.get(pk=event.pk)


def join(event, *, people=1, by=None, at=NOW, uuid=None, intake="web", agreed="", **contact):
    return register(
        event=event,
        uuid=uuid or uuid4(),
        people=people,
        contact={"name": "Fatima", **contact},
        agreed=agreed,
        intake=intake,
        by=by or system_actor("public"),
        at=at,
    )
