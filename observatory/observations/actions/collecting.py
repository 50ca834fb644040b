"""ODK Collect: the secret address of a person's, and what comes in by it."""

from datetime import datetime, time

from django.utils import timezone

from observatory.observations.models import Intake, Kind
from observatory.observations.openrosa.instances import (
    Instance,
    answers_of,
    attempts_of,
    day_of,
    moment_of,
)
from observatory.observations.queries.collecting import COLLECT
from observatory.people.actions import Refused
from observatory.people.models import User
from observatory.questionnaires.queries import compiled

from .bringing import Brought, Collected, bring_observation, grid_numbered
from .observing import Try

# A letter and a reading are of a day: noon stands for it.
NOON = time(12)
# What the form says once its last question is ticked.
TICKED = "OK"


open_collect_address, close_collect_address = COLLECT.open, COLLECT.close
purge_collect_addresses = COLLECT.purge


def collect_observation(*, instance: Instance, by: User, at: datetime) -> Collected:
    """Store what a person observed and sent with ODK Collect, as `bring_observation` does.

    All that is odd about the moment counts as confirmed when the last question
    of the form is ticked. Raises `Refused` ("gone_form" for a version that is not
    published, "no_moment", "attempt_incomplete", "no_attempt") and what
    `bring_observation` raises; nothing is stored then.
    """
    version = grid_numbered(instance.number)
    channel = instance.fields.get("channel", "")
    attempts = _attempts(instance) if channel == Kind.CALL else []
    brought = Brought(
        uuid=instance.uuid,
        version=version,
        intake=Intake.ODK,
        slot=instance.key_of("Slot"),
        round=instance.key_of("Round"),
        place=instance.key_of("Place"),
        observed_at=_moment(instance, channel, attempts, at),
        answers=answers_of(instance, compiled(version)),
        attempts=attempts,
        is_sure=instance.fields.get("Sure") == TICKED,
    )
    return bring_observation(brought=brought, by=by, at=at)


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
