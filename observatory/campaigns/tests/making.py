"""Campaigns for tests, made by the actions themselves."""

from datetime import UTC, date, datetime

from observatory.campaigns.actions import add_demand, add_step, move_campaign, write_campaign
from observatory.people.queries import system_actor

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SOURCE = {
    "labels": {"fr": "Le journal du quartier"},
    "url": "https://example.org/a",
    "dated_on": "",
}


def campaign_values(territory=None, **said):
    return {
        "titles": {"fr": "Rouvrir le guichet"},
        "summaries": {"fr": "Le guichet a fermé un jour sur deux."},
        "level": "municipality" if territory else "federal",
        "territory_id": territory.pk if territory else None,
        "company": "",
        "leaders": {},
        "laws": [],
        "themes": ["social"],
        **said,
    }


def demand_values(**said):
    return {
        "position": 1,
        "texts": {"fr": "Un guichet ouvert tous les jours"},
        "addressees": {"fr": "Au collège"},
        "asked_on": date(2026, 3, 1),
        "asked_precision": "month",
        "sources": [SOURCE],
        **said,
    }


def step_values(**said):
    return {
        "kind": "action",
        "stage": "",
        "happened_on": date(2026, 4, 22),
        "precision": "day",
        "places": {"fr": "Devant la maison communale"},
        "titles": {"fr": "Une file devant le guichet"},
        "texts": {},
        "sources": [SOURCE],
        **said,
    }


def make_campaign(territory=None, *, by=None, public=True, **said):
    by = by or system_actor("demo")
    campaign = write_campaign(values=campaign_values(territory, **said), by=by, at=NOW)
    if public:
        move_campaign(campaign=campaign, transition="publish", by=by, at=NOW)
        campaign.refresh_from_db()
    return campaign


def make_demand(campaign, **said):
    by = system_actor("demo")
    return add_demand(campaign=campaign, values=demand_values(**said), by=by, at=NOW)


def make_step(campaign, **said):
    by = system_actor("demo")
    return add_step(campaign=campaign, values=step_values(**said), by=by, at=NOW)
