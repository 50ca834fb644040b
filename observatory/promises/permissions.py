"""Who may write about promises."""

from observatory.kit.actors import Actor
from observatory.people.models import Role


def may_edit(by: Actor, territory_id: int) -> bool:
    """Editors of the promise's territory or of everywhere, and machines.

    Who edits for one municipality does not write of its region or its country.
    """
    return by.holds(Role.EDITOR, territory_id)


def may_load(by: Actor) -> bool:
    """An administrator, or the machine that loads the project's own data files."""
    return by.holds(Role.ADMINISTRATOR)
