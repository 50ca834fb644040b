"""Who may change what is known of bodies."""

from observatory.kit.actors import Actor
from observatory.people.models import Role


def may_load_bodies(by: Actor) -> bool:
    """An administrator, or the machine that loads the project's own data files."""
    return by.holds(Role.ADMINISTRATOR)


def may_check_bodies(by: Actor) -> bool:
    """Who sends cases, edits or administers may say that a record is still right."""
    return any(
        by.holds(role) for role in (Role.ESCALATION_OFFICER, Role.EDITOR, Role.ADMINISTRATOR)
    )
