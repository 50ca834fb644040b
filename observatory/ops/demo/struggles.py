"""A fictional campaign on the problems of the demo content: a demand, its steps, what came of it."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.timezone import localdate

from observatory.campaigns.actions import (
    add_demand,
    add_step,
    move_campaign,
    record_outcome,
    write_campaign,
)
from observatory.campaigns.models import Campaign
from observatory.documents.actions import erase_documents_of
from observatory.people.models import User
from observatory.people.queries import system_actor
from observatory.places.queries import territory_by_nis
from observatory.search.actions import remove_document

from .people import content
from .reports import problem_named


def make_campaign(people: dict[str, User], at: datetime) -> Campaign:
    """Make the campaign of the demo content and publish it; every step by its own action."""
    told, chantal = content()["campaign"], people["chantal"]
    territory = territory_by_nis(told["nis"])
    values = {
        "titles": told["titles"],
        "summaries": told["summaries"],
        "level": "municipality",
        "territory_id": territory.pk,
        "company": "",
        "leaders": told["leaders"],
        "laws": [],
        "themes": told["themes"],
        "problems": [problem_named(one).pk for one in told["problems"]],
    }
    made = write_campaign(values=values, by=chantal, at=at, is_demo=True)
    move_campaign(campaign=made, transition="publish", by=chantal, at=at)
    for position, one in enumerate(told["demands"], start=1):
        _demand(made, one, position, chantal, at)
    for one in told["steps"]:
        values = {
            "kind": one["kind"],
            "stage": "",
            **_dated(one, "happened_on", "precision", at),
            "places": one["places"],
            "titles": one["titles"],
            "texts": {},
            "sources": [_source(told)],
        }
        add_step(campaign=made, values=values, by=chantal, at=at)
    return made


def remove_campaigns(at: datetime) -> None:
    """Take the fictional campaigns away, with what hangs on them."""
    for campaign in Campaign.objects.filter(is_demo=True):
        remove_document(ref=campaign.subject)
        subjects = [campaign.subject, *(step.subject for step in campaign.steps.all())]
        erase_documents_of(subjects=subjects, by=system_actor("demo"), at=at)
        campaign.delete()


def _demand(made: Campaign, told: dict[str, Any], position: int, by: User, at: datetime) -> None:
    values = {
        "position": position,
        "texts": told["texts"],
        "addressees": told["addressees"],
        **_dated(told, "asked_on", "asked_precision", at),
        "sources": [_source(content()["campaign"])],
    }
    demand = add_demand(campaign=made, values=values, by=by, at=at)
    if told.get("outcome"):
        record_outcome(
            demand=demand,
            revision=demand.outcome_revision,
            transition=told["outcome"],
            checked_on=localdate(at - timedelta(days=5)),
            checked_by=told["checked_by"],
            note=told["note"],
            source=content()["campaign"]["source"]["fr"],
            source_url="",
            by=by,
            at=at,
        )


def _dated(told: dict[str, Any], name: str, precision: str, at: datetime) -> dict[str, Any]:
    return {name: localdate(at - timedelta(days=told["days_ago"])), precision: "day"}


def _source(told: dict[str, Any]) -> dict[str, Any]:
    return {"labels": told["source"], "url": "", "dated_on": ""}
