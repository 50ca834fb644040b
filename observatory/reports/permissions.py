"""Who may do what with a report."""

from observatory.people.models import Role, User

from .models import Report


def may_submit(by: User) -> bool:
    """The public (through the wizard), a relay, or a machine may bring in a report."""
    return by.kind == User.Kind.SYSTEM or by.holds(Role.RELAY) or by.holds(Role.MODERATOR)


def may_act_as_person(by: User) -> bool:
    """Whoever typed the return code acts as the public; later a relay on the person's behalf.

    The code itself is checked where it is typed: an action gets the report it opened.
    """
    return by.kind == User.Kind.SYSTEM


def may_tally(by: User, report: Report) -> bool:
    """Machines, and moderators of the report's territory (without one: of everywhere)."""
    if by.kind == User.Kind.SYSTEM:
        return True
    if report.territory_id is not None:
        return by.holds(Role.MODERATOR, report.territory_id)
    return any(role == Role.MODERATOR and where is None for role, where in by.held_mandates())
