"""ODK Collect: the secret address of a person's, and what comes in by it."""

import secrets
from datetime import datetime, time

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from observatory.journal.actions import record_entry
from observatory.observations.models import CollectAddress, Intake, Kind
from observatory.observations.openrosa.instances import (
    Instance,
    answers_of,
    attempts_of,
    day_of,
    moment_of,
)
from observatory.observations.permissions import OBSERVERS
from observatory.observations.queries.collecting import hash_collect_token
from observatory.people.actions import Conflict, Refused
from observatory.people.models import User
from observatory.questionnaires.queries import compiled

from .bringing import Brought, Collected, bring_observation, grid_numbered
from .observing import Try

TOKEN_BYTES = 32
# A letter and a reading are of a day: noon stands for it.
NOON = time(12)
# What the form says once its last question is ticked.
TICKED = "OK"


def open_collect_address(*, by: User, at: datetime) -> str:
    """Make an address for one's own ODK Collect and return its secret: show it once.

    Only a keyed hash is stored; an address made before no longer works. Writes
    the journal. Raises `PermissionDenied` for who is never asked to observe.
    """
    if not any(by.holds(role) for role in OBSERVERS):
        raise PermissionDenied
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with transaction.atomic():
        CollectAddress.objects.update_or_create(
            user_id=by.pk, defaults={"token_hash": hash_collect_token(token), "opened_at": at}
        )
        record_entry(by=by, at=at, action="collect_address.opened", subject=f"person:{by.pk}")
    return token


def close_collect_address(*, by: User, at: datetime) -> None:
    """Make the address stop working. Writes the journal. Raises `Conflict` ("changed") when there is none."""
    with transaction.atomic():
        closed, _ = CollectAddress.objects.filter(user_id=by.pk).delete()
        if not closed:
            raise Conflict("changed")
        record_entry(by=by, at=at, action="collect_address.closed", subject=f"person:{by.pk}")


def purge_collect_addresses(*, dry_run: bool) -> int:
    """Erase the addresses of closed accounts, which stopped working with them; return how many."""
    over = CollectAddress.objects.filter(user__is_active=False)
    return over.count() if dry_run else over.delete()[0]


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
