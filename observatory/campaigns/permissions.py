"""Who may write campaigns."""

from collections.abc import Callable

from observatory.kit.actors import Actor
from observatory.people.models import Role

# No territory has this key: only a mandate that holds everywhere covers it.
NOWHERE = 0


def may_edit(by: Actor, territory_id: int | None) -> bool:
    """Editors, and coordinators for the campaigns of their territory (without one: of everywhere)."""
    where = NOWHERE if territory_id is None else territory_id
    return by.holds(Role.EDITOR, where) or by.holds(Role.COORDINATOR, where)


def may_load_campaigns(by: Actor) -> bool:
    """An administrator, or the machine that loads the project's own data files."""
    return by.holds(Role.ADMINISTRATOR)


PERMISSIONS: dict[str, Callable[[Actor, int | None], bool]] = {"campaigns.edit": may_edit}
