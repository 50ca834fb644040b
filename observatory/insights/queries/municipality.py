"""One municipality: three sections that are never added up."""

from typing import Any

from django.urls import reverse

from observatory.kit.prepared import Rows
from observatory.kit.small_numbers import Form
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


def municipality_page(territory: Territory) -> dict[str, Any]:
    """Return the context of the page of a municipality. Three queries.

    What was told (with the first problems of the list), the last visit, and
    the outline when it was imported. Facts and observations come as panels.
    """
    told = told_in(territory)
    problems, _ = list_problems(territory=territory)
    visits = _visits(territory.pk)
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
        "visited_on": visits[0][0] if visits else None,
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
