"""Who sees figures before they are public, and who publishes them."""

from observatory.observations.models import Round
from observatory.observations.permissions import may_coordinate
from observatory.people.models import Role, User

from .council.subject import Subject


def may_publish(by: User, asked: Round) -> bool:
    """Look at the figures of a round and publish them: who coordinates its territory."""
    return may_coordinate(by, asked.territory_id)


def may_write_page(by: User, subject: Subject) -> bool:
    """Write the page for a council: who coordinates there; of more than a municipality, everywhere."""
    if subject.is_municipality and subject.territory is not None:
        return may_coordinate(by, subject.territory.pk)
    return (Role.COORDINATOR, None) in by.held_mandates() or by.holds(Role.ADMINISTRATOR)
