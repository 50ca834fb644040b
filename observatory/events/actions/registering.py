"""Who comes: a place taken, waited for, given up, read by who organises, erased.

The name and how to reach the person go into the vault and nowhere else; the row counts
people. Places are counted by the database in one statement, so that two who come at
once never take the same one.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone

from observatory.events.models import Event, Registration
from observatory.events.permissions import may_read_registrations, may_register_someone
from observatory.events.queries.registrations import free_code_hash, organises
from observatory.events.states import MOST_PEOPLE, REGISTRATION_KEPT, Intake, Place, State
from observatory.journal.actions import pages_changed, record_entry
from observatory.kit.actors import Actor
from observatory.vault.actions import erase_contact, read_contact, seal_contact

from .conflict import BadValues, Conflict, NoPlace, NotOpen

# What may be sealed of a person, besides the name that is always there.
CONTACT = frozenset({"name", "phone", "email", "wheelchair", "interpretation", "childcare"})
HEALTH = frozenset({"wheelchair", "interpretation", "childcare"})


def register(
    *,
    event: Event,
    uuid: UUID,
    people: int,
    contact: Mapping[str, str],
    agreed: str,
    intake: str,
    by: Actor,
    at: datetime,
) -> Registration:
    """Take a place for a person and who comes along, or wait for one when there is none.

    `contact` holds a name and, if they were given, a way to reach the person and
    needs; `agreed` says which words about needs were agreed to (empty: none), and
    needs without it are refused. The same `uuid` again gives the same registration.
    Side effects, in order: the places counted, the row, the contact sealed until 30
    days after the event, a journal entry (no name), the edition when the last place
    went. Raises `PermissionDenied`, `BadValues`, `NotOpen`.
    """
    if not may_register_someone(by):
        raise PermissionDenied
    said = {name: value for name, value in contact.items() if value}
    _refuse(said, people, agreed)
    known = Registration.objects.filter(uuid=uuid).first()
    if known is not None:
        return _same(known, event)
    try:
        with transaction.atomic():
            state = _take(event, people, at)
            made = Registration.objects.create(
                event=event,
                uuid=uuid,
                code_hash=free_code_hash(uuid),
                state=state,
                people=people,
                intake=Intake(intake),
                registered_at=at,
            )
            if said.keys() & HEALTH:
                said["agreed"] = agreed
            seal_contact(subject=made.subject, values=said, purge_on=event.kept_until, by=by, at=at)
            _record(made, "events.register", by, at, after=state)
            _note_if_full_changed(event)
    except IntegrityError:
        # Sent twice at once: the first one stands.
        known = Registration.objects.filter(uuid=uuid).first()
        if known is None:
            raise
        return _same(known, event)
    return made


def _refuse(said: Mapping[str, str], people: int, agreed: str) -> None:
    mistakes = {}
    if not said.get("name"):
        mistakes["name"] = "missing"
    if not 1 <= people <= MOST_PEOPLE:
        mistakes["people"] = "unknown"
    if said.keys() & HEALTH and not agreed:
        mistakes["agrees"] = "missing"
    if said.keys() - CONTACT:
        mistakes["contact"] = "unknown"
    if mistakes:
        raise BadValues(mistakes)


def _same(known: Registration, event: Event) -> Registration:
    if known.event_id != event.pk:
        raise NotOpen
    return known


def _take(event: Event, people: int, at: datetime) -> Place:
    """Count the people in, or among those who wait; who waits already goes first."""
    open_now = Event.objects.filter(
        pk=event.pk, state=State.PUBLISHED, takes_registrations=True, starts_at__gt=at
    )
    room = Q(capacity__isnull=True) | Q(waiting=0, capacity__gte=F("taken") + people)
    if open_now.filter(room).update(taken=F("taken") + people):
        return Place.COMING
    if open_now.update(waiting=F("waiting") + people):
        return Place.WAITING
    raise NotOpen


def give_up_place(*, registration: Registration, by: Actor, at: datetime) -> None:
    """Give the place back, for whoever holds the code or calls: the contact is erased at once.

    Side effects: the state, the places, the contact, a journal entry, the edition when
    there are places again. Raises `PermissionDenied`, `Conflict` when it was given up
    already.
    """
    if not may_register_someone(by):
        event = registration.event
        if not may_read_registrations(by, event, organises=organises(by, event)):
            raise PermissionDenied
    held = Registration.objects.filter(pk=registration.pk, state=registration.state)
    if registration.state == Place.GIVEN_UP:
        raise Conflict
    with transaction.atomic():
        if not held.update(state=Place.GIVEN_UP):
            raise Conflict
        counter = "taken" if registration.state == Place.COMING else "waiting"
        Event.objects.filter(pk=registration.event_id).update(
            **{counter: F(counter) - registration.people}
        )
        erase_contact(subject=registration.subject, by=by, at=at)
        _record(
            registration,
            "events.give_up_place",
            by,
            at,
            before=registration.state,
            after=Place.GIVEN_UP,
        )
        _note_if_full_changed(registration.event)


def give_place(*, registration: Registration, by: Actor, at: datetime) -> None:
    """Give someone who waits a place that became free. Nobody is written to: call them first.

    Side effects: the state, the places, a journal entry. Raises `PermissionDenied`,
    `Conflict`, `NoPlace` when there are not so many.
    """
    event, people = registration.event, registration.people
    if not may_read_registrations(by, event, organises=organises(by, event)):
        raise PermissionDenied
    with transaction.atomic():
        waits = Registration.objects.filter(pk=registration.pk, state=Place.WAITING)
        if not waits.update(state=Place.COMING):
            raise Conflict
        room = Q(capacity__isnull=True) | Q(capacity__gte=F("taken") + people)
        if not Event.objects.filter(room, pk=event.pk).update(
            taken=F("taken") + people, waiting=F("waiting") - people
        ):
            raise NoPlace
        _record(registration, "events.give_place", by, at, before=Place.WAITING, after=Place.COMING)
        _note_if_full_changed(event)


def open_registrations(*, event: Event, by: Actor, at: datetime) -> list[dict[str, Any]]:
    """Return who comes and who waits, with names, needs and how to reach them.

    Side effects: the journal keeps that `by` read each contact, and why. Raises
    `PermissionDenied`.
    """
    if not may_read_registrations(by, event, organises=organises(by, event)):
        raise PermissionDenied
    with transaction.atomic():
        rows = list(event.registrations.exclude(state=Place.GIVEN_UP).order_by("state", "pk"))
        record_entry(by=by, at=at, action="events.open_list", subject=event.subject)
        return [
            {
                "registration": row,
                "contact": read_contact(subject=row.subject, by=by, at=at, reason="event_list")
                or {},
            }
            for row in rows
        ]


def erase_registrations(*, by: Actor, at: datetime, dry_run: bool) -> int:
    """Erase who registered for events that ended 30 days ago, contact and row; return how many.

    How many came together stays with the event: a number.
    """
    last = timezone.localdate(at) - REGISTRATION_KEPT
    over = Registration.objects.filter(event__ends_at__date__lte=last).order_by("pk")
    if dry_run:
        return over.count()
    rows = list(over)
    for row in rows:
        with transaction.atomic():
            erase_contact(subject=row.subject, by=by, at=at)
            Registration.objects.filter(pk=row.pk).delete()
    return len(rows)


def _note_if_full_changed(event: Event) -> None:
    """Pages say whether there are places: they are made again when that changed, not each time."""
    now = Event.objects.get(pk=event.pk)
    if now.is_full != event.is_full:
        pages_changed()


def _record(
    row: Registration, action: str, by: Actor, at: datetime, *, before: str = "", after: str
) -> None:
    record_entry(
        by=by,
        at=at,
        action=action,
        subject=row.subject,
        before=before,
        after=after,
        data={"event": row.event_id, "people": row.people},
    )
