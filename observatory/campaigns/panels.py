"""What this package shows on the pages of others."""

from typing import Any

from django.urls import reverse

from observatory.groups.models import Group
from observatory.places.models import Territory
from observatory.problems.models import Problem

from .queries.public import campaigns_of_group, campaigns_of_place, campaigns_of_problem

SHOWN = 3


def problem_panel(problem: Problem) -> dict[str, Any] | None:
    """Return the campaigns that rest on a problem, or None."""
    found = campaigns_of_problem(problem.pk)
    return {"campaigns": found} if found else None


def group_panel(group: Group) -> dict[str, Any] | None:
    """Return the campaigns that a group leads, or None."""
    found = campaigns_of_group(group.pk)
    return {"campaigns": found} if found else None


def territory_panel(territory: Territory) -> dict[str, Any] | None:
    """Return the campaigns of a municipality and of its region, or None."""
    found = campaigns_of_place(territory)
    if not found:
        return None
    return {
        "campaigns": found[:SHOWN],
        "all_href": f"{reverse('campaigns')}?municipality={territory.nis}"
        if len(found) > SHOWN
        else "",
    }
