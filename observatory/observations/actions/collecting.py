"""ODK Collect: the secret address of a person's, and what comes in by it."""

from dataclasses import dataclass
from datetime import datetime, time

from django.utils import timezone

from observatory.observations.models import (
    Intake,
    Kind,
    Observation,
    Oddity,
    Round,
    Slot,
)
from observatory.observations.openrosa.instances import (
    Instance,
    answers_of,
    attempts_of,
    day_of,
    moment_of,
)
from observatory.observations.queries.collecting import COLLECT, version_numbered
from observatory.people.actions import Conflict, Refused
from observatory.people.models import User
from observatory.places.models import Location
from observatory.questionnaires.queries import compiled

from .observing import Try, record_observation

# A letter and a reading are of a day: noon stands for it.
NOON = time(12)
# What the form says once its last question is ticked.
TICKED = "OK"


@dataclass(frozen=True)
class Collected:
    """What was stored; `is_new` is false when it was there before.

    `is_apart`: what was planned was done already, or is someone else's now.
    """

    observation: Observation
    is_new: bool
    is_apart: bool


open_collect_address, close_collect_address = COLLECT.open, COLLECT.close
purge_collect_addresses = COLLECT.purge


def collect_observation(*, instance: Instance, by: User, at: datetime) -> Collected:
    """Store what a person observed and sent with ODK Collect; sent again, it is the same one.

    A finished form cannot be changed on the telephone. So what was planned and
    is done already, or was given to someone else, does not refuse it: it is
    kept apart, as something that nobody had planned. All that is odd about the
    moment counts as confirmed when the last question of the form is ticked.

    Raises `Refused` ("gone_form" for a version that is not published,
    "no_round", "no_moment", "attempt_incomplete") and what
    `record_observation` raises; nothing is stored then.
    """
    version = version_numbered(instance.number)
    if version is None:
        raise Refused("gone_form")
    asked, location, slot = _what(instance)
    is_apart = False
    if slot is not None and slot.assigned_to_id != by.pk:
        slot, is_apart = None, True
    channel = instance.fields.get("channel", "")
    attempts = _attempts(instance) if channel == Kind.CALL else []

    def record(slot: Slot | None) -> tuple[Observation, bool]:
        recorded = record_observation(
            uuid=instance.uuid,
            asked=asked,
            location=location,
            slot=slot,
            observed_at=_moment(instance, channel, attempts, at),
            answers=answers_of(instance, compiled(version)),
            attempts=attempts,
            confirmed=list(Oddity) if instance.fields.get("Sure") == TICKED else [],
            intake=Intake.ODK,
            version=version,
            by=by,
            at=at,
        )
        return recorded.observation, recorded.is_new

    try:
        observation, is_new = record(slot)
    except Conflict as conflict:
        if conflict.reason != "slot_done":
            raise
        is_apart = True
        observation, is_new = record(None)
    return Collected(observation, is_new, is_apart)


def _what(instance: Instance) -> tuple[Round, Location, Slot | None]:
    """Return where it was: by what was planned, else by the round and the place that were chosen."""
    if key := instance.key_of("Slot"):
        slot = (
            Slot.objects.select_related("round__territory", "round__version", "location")
            .filter(pk=key)
            .first()
        )
        if slot is None:
            raise Refused("no_round")
        return slot.round, slot.location, slot
    asked = (
        Round.objects.select_related("territory", "version")
        .filter(pk=instance.key_of("Round"))
        .first()
    )
    location = Location.objects.filter(pk=instance.key_of("Place")).first()
    if asked is None or location is None:
        raise Refused("no_round")
    return asked, location, None


def _attempts(instance: Instance) -> list[Try]:
    found = attempts_of(instance)
    if found is None:
        raise Refused("attempt_incomplete")
    if not found:
        raise Refused("no_attempt")
    return [Try(*one) for one in found]


def _moment(instance: Instance, channel: str, attempts: list[Try], at: datetime) -> datetime:
    """Return when it was: a call, when it was first tried; a letter and a reading, at noon."""
    if channel == Kind.CALL:
        return attempts[0].began_at
    if channel == Kind.VISIT:
        found = moment_of(instance.fields.get("Came", ""))
        if found is None:
            raise Refused("no_moment")
        return found
    day = day_of(instance.fields.get("Day", ""))
    if day is None:
        raise Refused("no_moment")
    noon = timezone.make_aware(datetime.combine(day, NOON))
    return min(noon, at) if day == timezone.localdate(at) else noon
