"""What this package shows on the pages of others: the official facts of a place or a service."""

from typing import Any

from observatory.vocabularies.models import Term

from .models import Territory
from .presenting import describe_current
from .queries.locations import asked_locations, facts_in_territory, facts_of_service


def facts_of_territory_panel(territory: Territory) -> dict[str, Any]:
    """Return the counters of a territory with their hours; an empty list says "not known yet"."""
    return {
        "facts": [
            describe_current(one, one.location.organization.name)
            for one in facts_in_territory(territory)
        ]
    }


def facts_of_service_panel(service: Term) -> dict[str, Any]:
    """Return the counters of a service in our territories."""
    return {
        "facts": [
            describe_current(one, territory.name)
            for one in facts_of_service(service.pk)
            if (territory := one.location.territory) is not None
        ]
    }


def asked_panel(user: Any) -> dict[str, Any] | None:
    """Return how many locations wait for an editor's word, for who may give it."""
    if not (user.holds("editor") or user.holds("administrator")):
        return None
    shown = list(asked_locations()[:6])
    return {"locations": shown[:5], "more": len(shown) > 5} if shown else None
