"""Two fictional events: one to come, for which people registered, and one held, with what came of it."""

from datetime import datetime, time, timedelta
from typing import Any
from uuid import uuid5

from django.utils import timezone

from observatory.associations.models import Association
from observatory.documents.actions import erase_documents_of
from observatory.events.actions import close_event, move_event, register, write_event
from observatory.events.actions.indexing import event_changed, index_ref
from observatory.events.models import Event, Registration
from observatory.events.states import Known
from observatory.kit.wall_clock import repeated_moment
from observatory.people.models import User
from observatory.people.queries import system_actor
from observatory.places.queries import territory_by_nis
from observatory.search.actions import remove_document
from observatory.vault.actions import erase_contact

from .people import content
from .reports import NAMESPACE


def announce_events(
    people: dict[str, User], associations: dict[str, Association], at: datetime
) -> None:
    """Announce both, register who comes, and write what came of the one that is over."""
    for number, told in enumerate(content()["events"]):
        _announce(number, told, people[told["by"]], associations, at)


def _announce(
    number: int,
    told: dict[str, Any],
    by: User,
    associations: dict[str, Association],
    at: datetime,
) -> None:
    day = timezone.localdate(at) + timedelta(days=told["in_days"])
    zone = timezone.get_default_timezone()
    begins, ends = (repeated_moment(day, time(told[name]), zone) for name in ("from", "to"))
    written = begins - timedelta(days=20) if begins < at else at
    known = {name: told.get(name, Known.UNKNOWN) for name in ("wheelchair", "childcare")}
    interpreted = told.get("interpreted", [])
    event = write_event(
        values={
            **{name: told.get(name, {}) for name in ("titles", "texts", "organisers", "access")},
            **{name: told.get(name, {}) for name in ("childcare_words", "how_to_come")},
            **{name: told[name] for name in ("kind", "place", "address", "phone", "themes")},
            **known,
            "phone_whom": told.get("phone_whom", {}),
            "territory_id": territory_by_nis(told["nis"]).pk,
            "campaign_id": None,
            "association_id": associations[told["association"]].pk,
            "is_ours": True,
            "starts_at": begins,
            "ends_at": ends,
            "languages": told["languages"],
            "interpretation": Known.YES if interpreted else Known.UNKNOWN,
            "interpreted": interpreted,
            "takes_registrations": "capacity" in told,
            "capacity": told.get("capacity"),
            "links": [],
        },
        by=by,
        at=written,
        is_demo=True,
    )
    move_event(event=event, transition="publish", by=by, at=written)
    for place, said in enumerate(told.get("coming", [])):
        register(
            event=Event.objects.get(pk=event.pk),
            uuid=uuid5(NAMESPACE, f"event {number} registration {place}"),
            people=said["people"],
            contact=said["contact"],
            agreed="1 fr web",
            intake="web",
            by=system_actor("public"),
            at=written,
        )
    if "closing" in told:
        event.refresh_from_db()
        close_event(event=event, revision=0, values=told["closing"], by=by, at=ends)


def remove_events(at: datetime) -> None:
    """Take away the fictional events with who registered and their files; a real one names a fictional association no more."""
    demo = system_actor("demo")
    events = Event.objects.filter(is_demo=True)
    for row in Registration.objects.filter(event__in=events):
        erase_contact(subject=row.subject, by=demo, at=at)
        row.delete()
    for event in events:
        remove_document(ref=index_ref(event))
    erase_documents_of(subjects=[event.subject for event in events], by=demo, at=at)
    events.delete()
    for event in Event.objects.filter(association__is_demo=True):
        Event.objects.filter(pk=event.pk).update(association=None)
        event_changed(event.pk, at=at)
