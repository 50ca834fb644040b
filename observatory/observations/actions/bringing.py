"""What comes from a telephone, where nobody can be asked back: ODK Collect, the desk without network."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from observatory.observations.models import Observation, Oddity, Round, Slot
from observatory.observations.queries.collecting import version_numbered
from observatory.people.actions import Conflict, Refused
from observatory.people.models import User
from observatory.places.models import Location
from observatory.questionnaires.models import QuestionnaireVersion

from .observing import Try, record_observation


@dataclass(frozen=True)
class Brought:
    """One observation as a telephone made it; `slot`, `round` and `place` are rows, 0 for none."""

    uuid: UUID
    version: QuestionnaireVersion
    intake: str
    observed_at: datetime
    answers: Mapping[str, Any] = field(repr=False)
    slot: int = 0
    round: int = 0
    place: int = 0
    attempts: Sequence[Try] = ()
    # The person ticked that the day and the hour are right, even where they are odd.
    is_sure: bool = False


@dataclass(frozen=True)
class Collected:
    """What was stored; `is_new` is false when it was there before.

    `is_apart`: what was planned was done already, or is someone else's now.
    """

    observation: Observation
    is_new: bool
    is_apart: bool


def bring_observation(*, brought: Brought, by: User, at: datetime) -> Collected:
    """Store what a person observed and brought on a telephone; brought again, it is the same one.

    Whoever was there may be far by now. So what was planned and is done already,
    or was given to someone else, does not refuse it: it is kept apart, as
    something that nobody had planned. All that is odd about the moment counts as
    confirmed when the person ticked that it is right.

    Raises `Refused` ("no_round") and what `record_observation` raises; nothing
    is stored then.
    """
    asked, location, slot = _what(brought)
    planned = slot

    def record(slot: Slot | None) -> tuple[Observation, bool]:
        recorded = record_observation(
            uuid=brought.uuid,
            asked=asked,
            location=location,
            slot=slot,
            observed_at=brought.observed_at,
            answers=brought.answers,
            attempts=brought.attempts,
            confirmed=list(Oddity) if brought.is_sure else [],
            intake=brought.intake,
            version=brought.version,
            by=by,
            at=at,
        )
        return recorded.observation, recorded.is_new

    if slot is not None and slot.assigned_to_id != by.pk:
        slot = None
    try:
        observation, is_new = record(slot)
    except Conflict as conflict:
        if conflict.reason != "slot_done":
            raise
        observation, is_new = record(None)
    is_apart = planned is not None and observation.slot_id != planned.pk
    return Collected(observation, is_new, is_apart)


def grid_numbered(number: int) -> QuestionnaireVersion:
    """Return the version of the grid that it was made with. Raises `Refused` ("gone_form")."""
    version = version_numbered(number)
    if version is None:
        raise Refused("gone_form")
    return version


def _what(brought: Brought) -> tuple[Round, Location, Slot | None]:
    """Return where it was: by what was planned, else by the round and the place that were chosen."""
    if brought.slot:
        slot = (
            Slot.objects.select_related("round__territory", "round__version", "location")
            .filter(pk=brought.slot)
            .first()
        )
        if slot is None:
            raise Refused("no_round")
        return slot.round, slot.location, slot
    asked = Round.objects.select_related("territory", "version").filter(pk=brought.round).first()
    location = Location.objects.filter(pk=brought.place).first()
    if asked is None or location is None:
        raise Refused("no_round")
    return asked, location, None
