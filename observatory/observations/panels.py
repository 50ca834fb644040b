"""What this package shows on the pages of others."""

from typing import Any

from observatory.people.models import User

from .permissions import OBSERVERS
from .queries.rounds import my_slots
from .wording import moment_words


def mine_panel(user: User) -> dict[str, Any] | None:
    """Return the next thing to observe and how many there are, or None when nothing is asked."""
    if not any(user.holds(role) for role in OBSERVERS):
        return None
    slots = list(my_slots(user))
    if not slots:
        return None
    return {"count": len(slots), "place": slots[0].location.name, "moment": moment_words(slots[0])}
