"""What this package shows on the pages of others: what is to come there."""

from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate

from observatory.campaigns.models import Campaign
from observatory.places.models import Territory

from .queries.public import coming_in, coming_of_campaign

SHOWN = 3


def territory_panel(territory: Territory) -> dict[str, Any] | None:
    """Return what is to come in a municipality and its region, or None."""
    found = coming_in(territory, today=localdate())
    if not found:
        return None
    return {
        "events": found[:SHOWN],
        "all_href": f"{reverse('events')}?municipality={territory.nis}",
    }


def campaign_panel(campaign: Campaign) -> dict[str, Any] | None:
    """Return what is to come for a campaign, or None."""
    found = coming_of_campaign(campaign, today=localdate())
    if not found:
        return None
    return {
        "events": found[:SHOWN],
        "all_href": reverse("events"),
        "feed_href": reverse("events_of_campaign_feed", args=[campaign.pk]),
    }
