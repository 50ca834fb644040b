"""What editors do: place a location, add one, record a sourced fact, take one back."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from observatory.journal.actions import advance_edition, record_entry
from observatory.kit.actors import Actor
from observatory.kit.remembered import memory
from observatory.places.hours import weekly_minutes
from observatory.places.models import Location, OpeningHours, Organization, Snapshot, Territory
from observatory.places.permissions import may_edit_in
from observatory.places.queries.changes import SINGLE_FACTS
from observatory.places.states import TRANSITIONS, Placing
from observatory.vocabularies.models import Term


class Conflict(Exception):
    """Someone else did it first: nothing was written."""


class FactRefused(ValueError):
    """The fact cannot be kept: `reason` is "future", "source" or "exists"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def place_location(
    *, location: Location, territory: Territory | None, by: Actor, at: datetime
) -> None:
    """Say in which municipality a location lies, None for none of ours.

    Writes the placing, a journal entry and a new edition. Raises
    `PermissionDenied`, and `Conflict` when nobody asks any more.
    """
    if not may_edit_in(by, territory):
        raise PermissionDenied
    transition = TRANSITIONS["place_location"]
    after = Placing.EDITOR if territory is not None else Placing.OUTSIDE
    with transaction.atomic():
        written = Location.objects.filter(pk=location.pk, placing__in=transition.before).update(
            territory=territory, placing=after
        )
        if not written:
            raise Conflict
        record_entry(
            by=by,
            at=at,
            action=transition.name,
            subject=f"location:{location.code}",
            before=Placing.ASK,
            after=after,
            data={"nis": territory.nis if territory else None},
        )
        _announce()
    memory.forget_all()


def add_location(
    *,
    organization: Organization,
    service: Term,
    territory: Territory,
    name: str,
    by: Actor,
    at: datetime,
) -> Location:
    """Make a counter of an organization, named as on its door, without any fact yet.

    Its code is "<organization>-<number>". Writes the location, a journal entry
    and a new edition. Raises `PermissionDenied`, and `Conflict` when two
    editors add one to the organization at the same moment.
    """
    if not may_edit_in(by, territory):
        raise PermissionDenied
    try:
        with transaction.atomic():
            number = Location.objects.filter(organization=organization).count() + 1
            while Location.objects.filter(code=f"{organization.code}-{number}").exists():
                number += 1
            location = Location.objects.create(
                code=f"{organization.code}-{number}",
                organization=organization,
                service=service,
                names={"fr": name, "nl": name, "mul": name},
                territory=territory,
                placing=Placing.EDITOR,
            )
            record_entry(
                by=by,
                at=at,
                action="add_location",
                subject=f"location:{location.code}",
                data={"nis": territory.nis, "service": service.code},
            )
            _announce()
    except IntegrityError as error:
        raise Conflict from error
    memory.forget_all()
    return location


def record_opening_hours(
    *,
    location: Location,
    hours: str,
    taken_on: date,
    source: str,
    source_url: str = "",
    by: Actor,
    at: datetime,
) -> OpeningHours:
    """Keep the hours that a source gives for a counter on a date; "" for a counter without hours.

    Writes a reading of its own (no other location is in it), the fact, a
    journal entry and a new edition. Raises `PermissionDenied`, `HoursError`,
    and `FactRefused` for a date to come, a missing source, or a fact that an
    editor already recorded for that place and date.
    """
    if not may_edit_in(by, location.territory):
        raise PermissionDenied
    if not source.strip():
        raise FactRefused("source")
    if taken_on > timezone.localdate(at):
        raise FactRefused("future")
    minutes = weekly_minutes(hours)
    with transaction.atomic():
        snapshot, made = Snapshot.objects.get_or_create(
            dataset=f"{SINGLE_FACTS}{location.pk}",
            taken_on=taken_on,
            defaults={"source": source.strip(), "source_url": source_url, "is_partial": True},
        )
        if not made:
            raise FactRefused("exists")
        fact = OpeningHours.objects.create(
            location=location, snapshot=snapshot, hours=hours, weekly_minutes=minutes
        )
        record_entry(
            by=by,
            at=at,
            action="record_opening_hours",
            subject=f"location:{location.code}",
            data={"taken_on": taken_on.isoformat(), "weekly_minutes": minutes},
        )
        _announce()
    memory.forget_all()
    return fact


def take_back_opening_hours(*, fact: OpeningHours, by: Actor, at: datetime) -> None:
    """Delete a fact that an editor recorded by mistake; those of a whole source stay.

    Deletes the fact and its reading, writes a journal entry and a new edition.
    Raises `PermissionDenied`, and `Conflict` when it is gone already.
    """
    location, snapshot = fact.location, fact.snapshot
    if not may_edit_in(by, location.territory) or not snapshot.dataset.startswith(SINGLE_FACTS):
        raise PermissionDenied
    with transaction.atomic():
        deleted, _ = OpeningHours.objects.filter(pk=fact.pk).delete()
        if not deleted:
            raise Conflict
        snapshot.delete()
        record_entry(
            by=by,
            at=at,
            action="take_back_opening_hours",
            subject=f"location:{location.code}",
            data={"taken_on": snapshot.taken_on.isoformat()},
        )
        _announce()
    memory.forget_all()


def _announce() -> None:
    advance_edition()
    transaction.on_commit(memory.forget_all)
