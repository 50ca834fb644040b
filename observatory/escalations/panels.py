"""What this package shows on the pages of others."""

from typing import Any

from django.utils.timezone import localdate

from observatory.campaigns.models import Campaign
from observatory.people.models import Role, User
from observatory.places.models import Territory
from observatory.problems.models import Problem
from observatory.reports.models import Report

from .models import Escalation
from .queries.consents import answers_by_body, asked_bodies, consent_wording, write_token
from .queries.public import describe, describe_step, escalations_about, escalations_of_place
from .queries.steps import steps_of
from .queries.team import overdue_for, told_to_relays
from .states import PUBLIC

SHOWN = 3


def problem_panel(problem: Problem) -> dict[str, Any] | None:
    """Return what was sent about a problem, or None."""
    return _shown(escalations_about("problem", problem.pk))


def campaign_panel(campaign: Campaign) -> dict[str, Any] | None:
    """Return what was sent for the demands of a campaign, or None."""
    return _shown(escalations_about("campaign", campaign.pk))


def territory_panel(territory: Territory) -> dict[str, Any] | None:
    """Return what was sent about a municipality, or None."""
    return _shown(escalations_of_place(territory))


def _shown(found: list[dict[str, Any]]) -> dict[str, Any] | None:
    return {"escalations": found[:SHOWN], "has_more": len(found) > SHOWN} if found else None


def follow_up_panel(report: Report) -> dict[str, Any] | None:
    """Return, for the page that her code opens: what she is asked, what was sent, what came of it."""
    answers = answers_by_body(report)
    asked = [
        {
            "name": body.name,
            "wording": consent_wording(body),
            "answer": answers.get(body.pk),
            "token": write_token(report, body),
        }
        for body in asked_bodies(report)
    ]
    sent = [
        {**describe(one), "last": describe_step(steps_of(one)[-1])}
        for one in Escalation.objects.filter(items__report=report, state__in=PUBLIC)
        .select_related("body", "service", "organization", "territory")
        .order_by("sent_on", "pk")
    ]
    return {"asked": asked, "sent": sent} if asked or sent else None


def relays_panel(user: User) -> dict[str, Any] | None:
    """Return what became of the reports that the person's associations brought; None without any."""
    found = told_to_relays(user) if user.holds(Role.RELAY) else []
    return {"escalations": found} if found else None


def officer_panel(user: User) -> dict[str, Any] | None:
    """Return the terms that went by without an answer; None when there is none."""
    found = overdue_for(user, localdate()) if user.holds(Role.ESCALATION_OFFICER) else []
    return {"overdue": found} if found else None
