"""Locations and what is known of their hours, dated."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import Max, QuerySet

from observatory.places.models import Location, OpeningHours, Territory
from observatory.places.states import Placing


@dataclass(frozen=True, slots=True)
class Fact:
    """The hours of a location on one date; `change` compares with the fact before.

    `change` is "first", "same", "moved" (other hours, as many minutes),
    "closed", "reduced", "extended" or "opened"; `difference` is in minutes a week.
    """

    pk: int
    location_id: int
    taken_on: date
    hours: str
    minutes: int
    source: str
    source_url: str
    licence: str
    dataset: str
    change: str
    difference: int


@dataclass(frozen=True, slots=True)
class Current:
    """What is known last of a location, and since when it has been so."""

    location: Location
    fact: Fact
    # The last fact that said something else, None if there is none.
    before: Fact | None
    # The first date on which the present hours were read.
    since: date


def location_by_code(code: str) -> Location:
    """Return the location with its organization, service and territory. Raises `Location.DoesNotExist`."""
    return Location.objects.select_related("organization", "service", "territory").get(code=code)


def history_of(location: Location) -> list[Fact]:
    """Return every dated fact of the location, newest first."""
    return _facts(OpeningHours.objects.filter(location=location)).get(location.pk, [])[::-1]


def facts_in_territory(territory_id: int) -> list[Current]:
    """Return the current facts of the territory's locations that have or had hours, by name.

    Two queries, whatever their number.
    """
    return _current(Location.objects.filter(territory_id=territory_id))


def facts_of_service(service_id: int) -> list[Current]:
    """Return the current facts of a service's locations inside our territories, by name."""
    return _current(Location.objects.filter(service_id=service_id, territory__isnull=False))


def locations_in(territory: Territory) -> list[tuple[Location, date | None]]:
    """Return every location of the territory with the date of its last fact, by code."""
    return [
        (location, location.last_on)
        for location in Location.objects.filter(territory=territory)
        .select_related("organization", "service")
        .annotate(last_on=Max("opening_hours__snapshot__taken_on"))
        .order_by("organization__code", "code")
    ]


def asked_locations() -> QuerySet[Location]:
    """Return the locations whose municipality an editor is asked about, by code."""
    return (
        Location.objects.filter(placing=Placing.ASK)
        .select_related("organization", "service")
        .order_by("code")
    )


def _current(locations: QuerySet[Location]) -> list[Current]:
    chosen = {
        one.pk: one
        for one in locations.filter(opening_hours__weekly_minutes__gt=0)
        .distinct()
        .select_related("organization", "service", "territory")
    }
    facts = _facts(OpeningHours.objects.filter(location_id__in=list(chosen)))
    current = []
    for pk, location in chosen.items():
        last = facts[pk][-1]
        others = [fact for fact in facts[pk] if fact.hours != last.hours]
        before = others[-1] if others else None
        since = next(
            fact.taken_on for fact in facts[pk] if before is None or fact.taken_on > before.taken_on
        )
        current.append(Current(location, last, before, since))
    return sorted(current, key=lambda one: (one.location.source_name, one.location.code))


def _facts(rows: QuerySet[OpeningHours]) -> dict[int, list[Fact]]:
    """Return location id -> its facts, oldest first; one query."""
    values = rows.order_by("location_id", "snapshot__taken_on", "pk").values_list(
        "pk",
        "location_id",
        "snapshot__taken_on",
        "hours",
        "weekly_minutes",
        "snapshot__source",
        "snapshot__source_url",
        "snapshot__licence",
        "snapshot__dataset",
    )
    facts: dict[int, list[Fact]] = {}
    for location, group in groupby(values, key=lambda row: row[1]):
        series: list[Fact] = []
        for row in group:
            before = series[-1] if series else None
            change, difference = _compare(before, row[3], row[4])
            series.append(Fact(*row, change, difference))
        facts[location] = series
    return facts


def _compare(before: Fact | None, hours: str, minutes: int) -> tuple[str, int]:
    if before is None:
        return "first", 0
    difference = minutes - before.minutes
    if hours == before.hours:
        return "same", 0
    if before.minutes and not minutes:
        return "closed", difference
    if minutes and not before.minutes:
        return "opened", difference
    if not difference:
        return "moved", 0
    return ("reduced" if difference < 0 else "extended"), difference
