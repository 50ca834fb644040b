"""Who reads and deals with letters and e-mails."""

from observatory.moderation.permissions import moderates_everywhere
from observatory.people.models import Role, User


def may_handle_letters(by: User) -> bool:
    """The phone line, coordinators, and moderators of everywhere: a letter names no territory."""
    return by.holds(Role.LINE) or by.holds(Role.COORDINATOR) or moderates_everywhere(by)
