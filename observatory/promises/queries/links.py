"""The chain, both ways: what a promise answers, and what was promised about a demand or a problem."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Prefetch

from observatory.campaigns.models import Campaign, Demand
from observatory.kit.remembered import Remembered
from observatory.problems.models import Problem
from observatory.problems.queries import describe_problems
from observatory.promises.models import Promise

from .listing import describe

# On the page of a campaign or a problem.
MOST_LINKED = 20


@dataclass
class _Known:
    of_campaign: dict[int, list[Promise]] = field(default_factory=lambda: defaultdict(list))
    of_problem: dict[int, list[Promise]] = field(default_factory=lambda: defaultdict(list))


def _read() -> _Known:
    known = _Known()
    demanded = Promise.demands.through.objects.filter(demand__is_taken_back=False)
    pairs = list(demanded.values_list("promise_id", "demand__campaign_id").distinct())
    told = list(Promise.problems.through.objects.values_list("promise_id", "problem_id"))
    linked = {pk for pk, _ in (*pairs, *told)}
    for promise in Promise.objects.filter(pk__in=linked).order_by("-said_on", "-pk"):
        for pk, campaign in pairs:
            if pk == promise.pk:
                known.of_campaign[campaign].append(promise)
        for pk, problem in told:
            if pk == promise.pk:
                known.of_problem[problem].append(promise)
    return known


# The pages of campaigns and problems ask at every visit; each write forgets.
_known = Remembered(_read)


def promises_of_campaign(pk: int, today: date) -> list[dict[str, Any]]:
    """Return the promises that answer a demand of the campaign. No query when the process knows them."""
    return _described(_known.get().of_campaign.get(pk, []), today)


def promises_of_problem(pk: int, today: date) -> list[dict[str, Any]]:
    """Return the promises that answer a problem. No query when the process knows them."""
    return _described(_known.get().of_problem.get(pk, []), today)


def _described(found: Sequence[Promise], today: date) -> list[dict[str, Any]]:
    return [describe(one, today) for one in found[:MOST_LINKED]]


def answers(promise: Promise) -> dict[str, Any]:
    """Return the `campaigns` with the demands that the promise answers, and its `problems`. Two queries.

    Only what is public: no draft, no demand that was taken back, no problem
    without a report.
    """
    demands = promise.demands.filter(
        is_taken_back=False, campaign__in=Campaign.objects.public()
    ).select_related("campaign")
    campaigns: dict[int, dict[str, Any]] = {}
    for one in demands.order_by("campaign_id", "position", "pk"):
        shown = {
            "title": one.campaign.title,
            "href": one.campaign.get_absolute_url(),
            "demands": [],
        }
        campaigns.setdefault(one.campaign_id, shown)["demands"].append(one.text)
    problems = Problem.objects.public().filter(promises=promise).order_by("-changed_at", "-pk")
    return {
        "campaigns": list(campaigns.values()),
        "problems": describe_problems(problems[:MOST_LINKED]),
    }


def linkable_demands(promise: Promise | None) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the demands of public campaigns, and those linked already: (campaign, [(key, text)])."""
    kept = set(promise.demands.values_list("pk", flat=True)) if promise else set()
    campaigns = Campaign.objects.all().prefetch_related(
        Prefetch("demands", Demand.objects.order_by("position", "pk"))
    )
    public = set(Campaign.objects.public().values_list("pk", flat=True))
    groups = []
    for campaign in campaigns:
        offered = [
            (str(one.pk), one.text)
            for one in campaign.demands.all()
            if one.pk in kept or (campaign.pk in public and not one.is_taken_back)
        ]
        if offered:
            groups.append((campaign.title, offered))
    return groups
