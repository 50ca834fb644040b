"""What everyone sees of dossiers: what went to whom, when, how many cases, and what came of it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse

from observatory.campaigns.models import Demand
from observatory.campaigns.states import State as CampaignState
from observatory.escalations.models import Escalation, StageEntry
from observatory.escalations.states import Outcome, State
from observatory.escalations.wording import STEP_WORDS
from observatory.kit.remembered import Remembered
from observatory.kit.small_numbers import show_count
from observatory.places.models import Territory
from observatory.problems.models import Problem
from observatory.problems.queries import describe_problems
from observatory.ui.dates import date_format
from observatory.vocabularies.models import in_language

ON_A_PAGE = 20
LONGEST_KEY = 10**18
_WITH = ("body", "service", "organization", "territory", "demand__campaign")


def list_escalations(page: int) -> tuple[list[dict[str, Any]], bool]:
    """Return one page of what was sent, the newest first, and whether more follows. One query."""
    start = (page - 1) * ON_A_PAGE
    rows = list(_public()[start : start + ON_A_PAGE + 1])
    return [describe(one) for one in rows[:ON_A_PAGE]], len(rows) > ON_A_PAGE


def public_escalation(pk: int) -> Escalation:
    """Return a dossier that left. Raises `Escalation.DoesNotExist`."""
    if pk >= LONGEST_KEY:
        raise Escalation.DoesNotExist(pk)
    return _public().get(pk=pk)


def escalation_page(escalation: Escalation) -> dict[str, Any]:
    """Return what the page of one dossier shows; no person, and no number below three."""
    steps = escalation.steps.filter(undone_at=None)
    problems = Problem.objects.public().filter(pk=escalation.problem_id or 0)
    demand = _shown_demand(escalation)
    return {
        "escalation": escalation,
        **describe(escalation),
        "steps": [describe_step(one) for one in steps],
        "problems": describe_problems(problems),
        "demand": in_language(demand.texts) if demand else "",
        "campaign": demand.campaign if demand else None,
        "is_ended": escalation.state == State.ENDED,
    }


def _shown_demand(escalation: Escalation) -> Demand | None:
    """Return the demand that a dossier supports, unless it was taken back or its campaign withheld."""
    demand = escalation.demand
    is_shown = demand and not demand.is_taken_back and demand.campaign.state != CampaignState.DRAFT
    return demand if is_shown else None


def describe(escalation: Escalation) -> dict[str, Any]:
    """Return a dossier as lists show it. No query when what it names was read with it."""
    about = [
        one.name
        for one in (escalation.service, escalation.organization, escalation.territory)
        if one is not None
    ]
    return {
        "pk": escalation.pk,
        "href": reverse("escalation", args=[escalation.pk]),
        "body": escalation.body.name,
        "about": ", ".join(about),
        "summary": escalation.summary,
        "state": escalation.state,
        "state_words": State(escalation.state).label,
        "outcome": escalation.outcome,
        "outcome_words": Outcome(escalation.outcome).label if escalation.outcome else "",
        "sent": date_format(escalation.sent_on, "j F Y") if escalation.sent_on else "",
        "reports": show_count(escalation.sent_reports),
        "observations": escalation.sent_observations,
        "is_anonymised": escalation.is_anonymised,
    }


def describe_step(step: StageEntry) -> dict[str, Any]:
    """Return a step in words; what the body calls the case is not among them."""
    return {
        "on": step.dated_on,
        "title": STEP_WORDS[step.transition],
        "how": step.get_how_display() if step.how else "",
        "text": in_language(step.notes),
    }


def _public() -> Any:
    return Escalation.objects.public().select_related(*_WITH)


def _read() -> Mapping[str, Mapping[int, list[Escalation]]]:
    """Read what panels need, at once: the dossiers of problems, campaigns and places."""
    found: dict[str, dict[int, list[Escalation]]] = {
        kind: defaultdict(list) for kind in ("problem", "campaign", "territory")
    }
    rows: Iterable[Escalation] = Escalation.objects.public().select_related(*_WITH)
    for one in rows:
        demand = _shown_demand(one)
        for kind, key in (
            ("problem", one.problem_id),
            ("campaign", demand.campaign_id if demand else None),
            ("territory", one.territory_id),
        ):
            if key is not None:
                found[kind][key].append(one)
    return {kind: dict(rows) for kind, rows in found.items()}


_of = Remembered(_read)


def escalations_about(kind: str, key: int) -> list[dict[str, Any]]:
    """Return what was sent about a "problem", a "campaign" or a "territory", the newest first."""
    return [describe(one) for one in _of.get()[kind].get(key, [])]


def escalations_of_place(territory: Territory) -> list[dict[str, Any]]:
    """Return what was sent about a municipality. No query once the process knows it."""
    return escalations_about("territory", territory.pk)
