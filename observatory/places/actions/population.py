"""How many people live in a territory: an official figure, entered by an editor with its source."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from observatory.journal.actions import advance_edition, record_entry
from observatory.kit.actors import Actor
from observatory.places.models import Population, Territory
from observatory.places.permissions import may_edit_in

from .locations import Conflict, FactRefused


def record_population(
    *,
    territory: Territory,
    number: int,
    counted_on: date,
    source: str,
    source_url: str = "",
    by: Actor,
    at: datetime,
) -> Population:
    """Keep the number of inhabitants that a source gives for a date.

    Writes the figure, a journal entry and a new edition. Raises `PermissionDenied`,
    and `FactRefused` ("number" below one, "source" without one, "future", "exists" for
    a second one of the same date).
    """
    if not may_edit_in(by, territory):
        raise PermissionDenied
    if number < 1:
        raise FactRefused("number")
    if not source.strip():
        raise FactRefused("source")
    if counted_on > timezone.localdate(at):
        raise FactRefused("future")
    try:
        with transaction.atomic():
            made = Population.objects.create(
                territory=territory,
                number=number,
                counted_on=counted_on,
                source=source.strip(),
                source_url=source_url,
            )
            _record("record_population", made, by, at)
    except IntegrityError:
        raise FactRefused("exists") from None
    return made


def take_back_population(*, population: Population, by: Actor, at: datetime) -> None:
    """Take back a figure that was entered by mistake; what was frozen with it stays as it is.

    Writes a journal entry and a new edition. Raises `PermissionDenied`, and `Conflict`
    when it is gone already.
    """
    if not may_edit_in(by, population.territory):
        raise PermissionDenied
    with transaction.atomic():
        gone, _rows = Population.objects.filter(pk=population.pk).delete()
        if not gone:
            raise Conflict
        _record("take_back_population", population, by, at)


def _record(action: str, population: Population, by: Actor, at: datetime) -> None:
    record_entry(
        by=by,
        at=at,
        action=action,
        subject=f"territory:{population.territory.nis}",
        data={"number": population.number, "counted_on": population.counted_on.isoformat()},
    )
    advance_edition()
