"""Who sees figures before they are public, and who publishes them."""

from observatory.observations.models import Round
from observatory.observations.permissions import may_coordinate
from observatory.people.models import User


def may_publish(by: User, asked: Round) -> bool:
    """Look at the figures of a round and publish them: who coordinates its territory."""
    return may_coordinate(by, asked.territory_id)
