"""Who may do what with a report."""

from observatory.associations.permissions import may_speak_for
from observatory.people.models import Role, User

from .models import Report

# Who enters reports for other people: at a desk, on the phone, from paper and letters.
ENTERS = (Role.RELAY, Role.LINE, Role.MODERATOR, Role.COORDINATOR)
# Who acts for a person that gives her code, at the desk or on the phone.
ACTS_FOR = (Role.RELAY, Role.LINE)


def may_submit(by: User) -> bool:
    """The public (through the wizard), whoever enters for others, or a machine may bring in a report."""
    return any(by.holds(role) for role in ENTERS)


def may_act_as_person(by: User) -> bool:
    """Whoever typed the return code acts as the public; a relay or the phone line on her behalf.

    The code itself is checked where it is typed: an action gets the report it opened.
    """
    return any(by.holds(role) for role in ACTS_FOR)


def may_correct(by: User, report: Report) -> bool:
    """Whoever could have entered it, for the same association, may bring it into line with the paper.

    That the paper lies before this person is for the caller to check.
    """
    return may_submit(by) and may_speak_for(by, report.association)


def may_tally(by: User, report: Report) -> bool:
    """Machines, and moderators of the report's territory (without one: of everywhere)."""
    if by.kind == User.Kind.SYSTEM:
        return True
    if report.territory_id is not None:
        return by.holds(Role.MODERATOR, report.territory_id)
    return any(role == Role.MODERATOR and where is None for role, where in by.held_mandates())
