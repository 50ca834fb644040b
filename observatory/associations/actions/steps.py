"""The first quarter of an hour of a relay: steps ticked off, one by one."""

from datetime import datetime

from django.db import transaction

from observatory.associations.models import Tick
from observatory.associations.queries.onboarding import STEPS
from observatory.people.actions import Refused
from observatory.people.models import User


def tick_step(*, step: str, by: User, at: datetime) -> None:
    """Note that `by` has done a step. Nothing when it was noted before; not journalled: it is theirs.

    Raises `Refused` ("no_step") for a step that is not in the list, or that the
    product sees by itself.
    """
    _require(step)
    with transaction.atomic():
        Tick.objects.get_or_create(user_id=by.pk, step=step, defaults={"ticked_at": at})


def untick_step(*, step: str, by: User) -> None:
    """Take the note back. Raises `Refused` ("no_step")."""
    _require(step)
    Tick.objects.filter(user_id=by.pk, step=step).delete()


def _require(step: str) -> None:
    known = STEPS.get(step)
    if known is None or known.is_seen:
        raise Refused("no_step")
