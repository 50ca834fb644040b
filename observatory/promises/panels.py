"""What this package shows on the pages of others: the promises that concern a municipality,
a campaign, a problem; what waits for a member of the team."""

from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localdate

from observatory.campaigns.models import Campaign
from observatory.people.models import Role, User
from observatory.places.models import Territory
from observatory.problems.models import Problem

from .queries import (
    count_waiting,
    count_watched,
    promises_of,
    promises_of_campaign,
    promises_of_problem,
)


def promises_panel(territory: Territory) -> dict[str, Any] | None:
    """Return the few latest promises for the place, its region and its country; None if there is none."""
    shown, is_more = promises_of(territory, today=localdate())
    if not shown:
        return None
    return {
        "promises": shown,
        "promises_href": f"{reverse('promises')}?{urlencode({'place': territory.nis})}"
        if is_more
        else "",
    }


def campaign_panel(campaign: Campaign) -> dict[str, Any] | None:
    """Return what was promised about the demands of a campaign, or None."""
    found = promises_of_campaign(campaign.pk, localdate())
    return {"promises": found} if found else None


def problem_panel(problem: Problem) -> dict[str, Any] | None:
    """Return what was promised about a problem, or None."""
    found = promises_of_problem(problem.pk, localdate())
    return {"promises": found} if found else None


def proposals_panel(user: User) -> dict[str, Any] | None:
    """Return how many proposals of the public wait for an editor, or None."""
    waiting = count_waiting(user) if user.holds(Role.EDITOR) else 0
    return {"waiting": waiting} if waiting else None


def watched_panel(user: User) -> dict[str, Any] | None:
    """Return how many promises the associations of a person watch, and how many are overdue; or None."""
    watched, overdue = count_watched(user, localdate())
    return {"watched": watched, "overdue": overdue} if watched else None
