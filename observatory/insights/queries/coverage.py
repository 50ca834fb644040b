"""Where we looked: what is known of each municipality, never where it is worst."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet, Sum
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext, ngettext, override

from observatory.insights.remembered import ByEdition
from observatory.kit.prepared import Rows
from observatory.kit.small_numbers import MINIMUM, Form, show_total
from observatory.kit.small_numbers import Count as Shown
from observatory.observations.models import Kind, Observation
from observatory.observations.states import RoundState
from observatory.places.models import OpeningHours, Territory
from observatory.places.queries import municipalities
from observatory.problems.models import Problem, ProblemEvent
from observatory.problems.wording import count_words, month_words

LARGE = Q(report_count__gte=MINIMUM)


@dataclass(frozen=True)
class Told:
    """What people told of one territory: the count as it may be shown, and its months."""

    count: Shown
    first: date | None = None
    last: date | None = None


NOTHING_TOLD = Told(Shown(Form.NONE))


def told_by_territory() -> dict[int | None, Told]:
    """Return what was told, by primary key of the territory. One query over the problems.

    Every problem shows its own count on its own page, so the total of a place
    leaves out the small ones where it would give one of them away
    (`show_total`). Months are given with a number only.
    """
    return {row[0]: _told(row) for row in _sums(Problem.objects.public())}


def told_in(territory: Territory) -> Told:
    """Return what was told of one territory, as `told_by_territory` does. One query."""
    rows = _sums_in(territory.pk)
    return _told(rows[0]) if rows else NOTHING_TOLD


def _sums(problems: QuerySet[Problem]) -> QuerySet[Any]:
    """Return (territory, large, small, small parts, first, last, first and last of the large)."""
    return (
        problems.order_by()
        .values_list("territory_id")
        .annotate(
            large=Sum("report_count", filter=LARGE, default=0),
            small=Sum("report_count", filter=~LARGE, default=0),
            small_parts=Count("pk", filter=~LARGE),
            first=Min("first_month"),
            last=Max("last_month"),
            large_first=Min("first_month", filter=LARGE),
            large_last=Max("last_month", filter=LARGE),
        )
    )


_sums_in = Rows(lambda territory: _sums(Problem.objects.public().filter(territory=territory)), int)


def _told(row: tuple[Any, ...]) -> Told:
    _, large, small, small_parts, first, last, large_first, large_last = row
    count = show_total(large, small, small_parts)
    if count.form == Form.NUMBER:
        return Told(count, first, last)
    if count.form == Form.AT_LEAST:
        return Told(count, large_first, large_last)
    return Told(count)


def last_visits() -> dict[int | None, date]:
    """Return the last day someone went and looked, by primary key of the territory. Two queries.

    For a problem, or for a round whose figures are published.
    """
    found: dict[int | None, date] = {
        territory: localtime(last).date()
        for territory, last in Observation.objects.kept()
        .filter(round__state=RoundState.PUBLISHED, channel=Kind.VISIT)
        .order_by()
        .values_list("territory_id")
        .annotate(last=Max("observed_at"))
    }
    steps = (
        ProblemEvent.objects.filter(
            undone_at=None, visited_on__isnull=False, problem__report_count__gt=0
        )
        .order_by()
        .values_list("problem__territory_id")
        .annotate(last=Max("visited_on"))
    )
    for territory, last in steps:
        found[territory] = max(last, found.get(territory, last))
    return found


def posted_counters() -> dict[int | None, int]:
    """Return how many counters have posted hours on their newest date, by territory. One query.

    A place that a source lists without hours has no counter to count: a
    territory where only such places are known gets 0, one of which nothing is
    known is absent.
    """
    newest: dict[int, tuple[int | None, int]] = {}
    for territory, location, minutes in (
        OpeningHours.objects.filter(location__territory__isnull=False)
        .order_by("snapshot__taken_on")
        .values_list("location__territory_id", "location_id", "weekly_minutes")
    ):
        newest[location] = (territory, minutes)
    counters: dict[int | None, int] = {}
    for place, posted in newest.values():
        counters[place] = counters.get(place, 0) + bool(posted)
    return counters


def _build(language: str) -> list[dict[str, Any]]:
    told, visits, counters = told_by_territory(), last_visits(), posted_counters()
    with override(language):
        return [
            _row(
                place,
                told.get(place.pk, NOTHING_TOLD),
                visits.get(place.pk),
                counters.get(place.pk),
            )
            for place in sorted(municipalities(), key=lambda place: place.name)
        ]


def _row(place: Any, told: Told, visited_on: date | None, counters: int | None) -> dict[str, Any]:
    return {
        "nis": place.nis,
        "name": place.name,
        "label": place.label,
        "href": reverse("municipality", args=[place.nis]),
        "column": place.tile_column,
        "row": place.tile_row,
        "is_focus": place.is_focus,
        "level": 2
        if visited_on
        else 1
        if counters is not None or told.count.form != Form.NONE
        else 0,
        "note": _note(told, visited_on, counters),
        "told": told_words(told.count),
        "counters": _counter_words(counters),
        "visited": month_words(visited_on) if visited_on else gettext("Pas encore"),
    }


def _counter_words(counters: int | None) -> str:
    if counters is None:
        return gettext("Pas encore connu")
    if counters == 0:
        return gettext("Aucun guichet")
    return ngettext("%(n)s guichet", "%(n)s guichets", counters) % {"n": counters}


def told_words(count: Shown) -> str:
    """Return the count of a place in words; a place may hold many small problems."""
    if count.form == Form.FEW:
        return gettext("Quelques signalements")
    return count_words(count)


def _note(told: Told, visited_on: date | None, counters: int | None) -> str:
    if visited_on:
        return gettext("Visité")
    if told.count.form != Form.NONE:
        return gettext("Raconté")
    return gettext("Heures connues") if counters is not None else ""


_rows = ByEdition(_build)


def municipality_rows(language: str) -> list[dict[str, Any]]:
    """Return each municipality by name: what was told, which hours are known, who went to look.

    Four queries the first time in an edition, then one. Shared: not to be
    changed.
    """
    return _rows.get(language)


def tiles(language: str) -> list[dict[str, Any]]:
    """Return the tile map: `column`, `row`, `label`, `name`, `href`, `note`, `level`.

    Levels say where we looked: 0 nothing yet, 1 something was told or hours
    are known, 2 someone went there. What `municipality_rows` costs.
    """
    return [row for row in municipality_rows(language) if row["column"] and row["row"]]
