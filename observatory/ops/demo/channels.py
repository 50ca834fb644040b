"""The associations of the fictional content, and what goes through each channel."""

from datetime import datetime, timedelta
from typing import Any

from observatory.associations.actions import add_association
from observatory.associations.actions.members import write_membership
from observatory.associations.models import Association
from observatory.people.models import User
from observatory.people.queries import system_actor


def bring_associations(
    told: list[dict[str, Any]], people: dict[str, User], at: datetime
) -> dict[str, Association]:
    """Bring in the associations with their members; return them by key."""
    demo = system_actor("demo")
    found = {}
    for one in told:
        association = add_association(
            name=one["name"],
            joined_on=(at - timedelta(days=one["joined_days_ago"])).date(),
            territories=one["territories"],
            publics=one["publics"],
            details=one["details"],
            by=demo,
            at=at,
            is_demo=True,
        )
        for is_lead, keys in ((True, one["leads"]), (False, one["members"])):
            for key in keys:
                write_membership(association, people[key], is_lead, demo, at)
        found[one["key"]] = association
    return found


def fill_channels(
    people: dict[str, User], associations: dict[str, Association], at: datetime
) -> None:
    """Put something into each channel, so that every list has one row to look at."""
