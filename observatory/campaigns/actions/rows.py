"""Reading a row as plain values and writing it back: what corrections, undo and loading share."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import F

from observatory.campaigns.models import Campaign, Demand, Step

from .conflict import Conflict

Row = Campaign | Demand | Step
# What belongs to a campaign and stands in rows of its own.
LINKS = ("associations", "groups", "problems")
DAYS = frozenset({"asked_on", "happened_on"})


def values_of(row: Row) -> dict[str, Any]:
    """Return what the row says, without its links; days are dates."""
    return {name: getattr(row, name) for name in row.VALUES}


def links_of(campaign: Campaign) -> dict[str, list[int]]:
    """Return the keys of the associations, groups and problems of a campaign. Three queries."""
    return {name: sorted(getattr(campaign, name).values_list("pk", flat=True)) for name in LINKS}


def as_data(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values as JSON can keep them."""
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in values.items()
    }


def from_data(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values from what JSON kept."""
    return {
        name: date.fromisoformat(value) if name in DAYS and value else value
        for name, value in values.items()
    }


def set_values(row: Row, revision: int, values: Mapping[str, Any], at: datetime) -> None:
    """Write values if nobody changed the row since `revision`; raises `Conflict`.

    Side effects: the row and its revision, the links of a campaign among the
    values, the campaign's `changed_at`.
    """
    plain = {name: value for name, value in values.items() if name not in LINKS}
    found = type(row).objects.filter(pk=row.pk, revision=revision)
    if not found.update(**plain, revision=F("revision") + 1):
        raise Conflict
    if isinstance(row, Campaign):
        for name in LINKS:
            if name in values:
                # What an undo brings back may be gone since.
                links = getattr(row, name)
                links.set(links.model.objects.filter(pk__in=values[name]))
    key = row.pk if isinstance(row, Campaign) else row.campaign_id
    Campaign.objects.filter(pk=key).update(changed_at=at)
