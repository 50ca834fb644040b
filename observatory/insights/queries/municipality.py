"""One municipality: three sections that are never added up."""

from typing import Any

from django.db.models import Count, Max, Q
from django.urls import reverse
from django.utils.timezone import localtime

from observatory.kit.prepared import Rows
from observatory.kit.small_numbers import Form
from observatory.observations.models import Kind, Observation
from observatory.observations.states import RoundState
from observatory.places.models import Territory
from observatory.places.queries import boundary_paths
from observatory.problems.models import ProblemEvent
from observatory.problems.queries import ProblemList, list_problems
from observatory.problems.wording import period_words

from .coverage import told_in, told_words

SHOWN = 10


_visits = Rows(
    lambda territory: (
        ProblemEvent.objects.filter(
            problem__territory=territory,
            problem__report_count__gt=0,
            undone_at=None,
            visited_on__isnull=False,
        )
        .order_by("-visited_on")
        .values_list("visited_on")[:1]
    ),
    int,
)


VISITED = Q(channel=Kind.VISIT)
# Of published rounds: how many, and when someone went there last.
_rounds = Rows(
    lambda territory: (
        Observation.objects.kept()
        .filter(territory=territory, round__state=RoundState.PUBLISHED)
        .order_by()
        .values_list("territory_id")
        .annotate(rounds=Count("round", distinct=True), last=Max("observed_at", filter=VISITED))
    ),
    int,
)


def municipality_page(territory: Territory) -> dict[str, Any]:
    """Return the context of the page of a municipality. Four queries.

    What was told (with the first problems of the list), the last visit, the
    published rounds, and the outline when it was imported. Facts and observations come as panels.
    """
    told = told_in(territory)
    problems, _ = list_problems(territory=territory)
    visits, rounds = _visits(territory.pk), _rounds(territory.pk)
    days = [row[0] for row in visits] + [localtime(row[2]).date() for row in rounds if row[2]]
    return {
        "territory": territory,
        "told": told.count,
        "told_words": told_words(told.count),
        "has_number": told.count.value is not None,
        "leaves_out": told.count.form == Form.AT_LEAST,
        "period": period_words(told.first, told.last) if told.first and told.last else "",
        "problems": ProblemList(problems[:SHOWN]),
        "more_href": f"{reverse('problems')}?municipality={territory.nis}"
        if len(problems) > SHOWN
        else "",
        "visited_on": max(days, default=None),
        "rounds": rounds[0][1] if rounds else 0,
        "outline": outline_of(territory),
    }


def outline_of(territory: Territory) -> dict[str, Any] | None:
    """Return the drawing of all imported outlines with this one marked, or None. No query once known."""
    drawn = boundary_paths()
    if territory.nis not in drawn.paths:
        return None
    return {
        "view_box": drawn.view_box,
        "here": drawn.paths[territory.nis],
        "others": " ".join(path for nis, path in drawn.paths.items() if nis != territory.nis),
        "sources": drawn.sources,
    }
