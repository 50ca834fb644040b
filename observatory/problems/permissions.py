"""Who may do what with a problem."""

from collections.abc import Callable

from observatory.kit.actors import Actor

# No territory has this key: only a mandate that holds everywhere covers it.
NOWHERE = 0


def _holds(by: Actor, role: str, territory_id: int | None) -> bool:
    return by.holds(role, NOWHERE if territory_id is None else territory_id)


def may_open(by: Actor, territory_id: int | None) -> bool:
    """Moderators and coordinators of the territory (without one: of everywhere), and machines."""
    return any(_holds(by, role, territory_id) for role in ("moderator", "coordinator"))


def may_tally(by: Actor, territory_id: int | None) -> bool:
    """Moderators of the territory (without one: of everywhere), and machines: for who sent a report."""
    return _holds(by, "moderator", territory_id)


def may_follow(by: Actor, territory_id: int | None) -> bool:
    """Coordinators and moderators of the territory (without one: of everywhere), administrators."""
    return any(
        _holds(by, role, territory_id) for role in ("coordinator", "moderator", "administrator")
    )


PERMISSIONS: dict[str, Callable[[Actor, int | None], bool]] = {"problems.follow": may_follow}
