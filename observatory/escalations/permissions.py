"""Who may change what is known of bodies, and who prepares dossiers."""

from collections.abc import Callable

from observatory.kit.actors import Actor
from observatory.people.models import Role, User
from observatory.reports.permissions import may_act_as_person

# No territory has this key: only a mandate that holds everywhere covers it.
NOWHERE = 0


def may_load_bodies(by: Actor) -> bool:
    """An administrator, or the machine that loads the project's own data files."""
    return by.holds(Role.ADMINISTRATOR)


def may_check_bodies(by: Actor) -> bool:
    """Who sends cases, edits or administers may say that a record is still right."""
    return any(
        by.holds(role) for role in (Role.ESCALATION_OFFICER, Role.EDITOR, Role.ADMINISTRATOR)
    )


def may_prepare(by: Actor, territory_id: int | None) -> bool:
    """Whoever sends cases for the territory (without one: for everywhere)."""
    return by.holds(Role.ESCALATION_OFFICER, NOWHERE if territory_id is None else territory_id)


def may_answer_for_body(by: User) -> bool:
    """The person, who typed the return code; a relay or the phone line on her behalf."""
    return may_act_as_person(by)


def may_remind(by: Actor) -> bool:
    """The machine that does what is due."""
    return by.holds(Role.ADMINISTRATOR)


def territories_of(by: User) -> set[int] | None:
    """Return the territories for which the person sends cases; None for all."""
    held = {where for role, where in by.held_mandates() if role == Role.ESCALATION_OFFICER}
    if None in held or by.kind == User.Kind.SYSTEM:
        return None
    return {where for where in held if where is not None}


PERMISSIONS: dict[str, Callable[[Actor, int | None], bool]] = {"escalations.prepare": may_prepare}
