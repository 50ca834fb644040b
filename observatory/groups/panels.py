"""What this package shows on the pages of others."""

from typing import Any

from django.utils.timezone import localdate

from observatory.people.models import User
from observatory.places.models import Territory

from .queries.public import groups_of_place
from .queries.team import waiting_for


def territory_panel(territory: Territory) -> dict[str, Any] | None:
    """Return the local groups of a municipality and how to join them, or None."""
    found = groups_of_place(territory)
    return {"groups": found} if found else None


def team_panel(user: User) -> dict[str, Any] | None:
    """Return the tasks one took and the calls of other groups, or None."""
    return waiting_for(user, localdate())
