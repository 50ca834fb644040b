"""Who may invite whom, and give or end which mandate."""

from observatory.places.models import Territory

from .joining import is_offered
from .models import Invitation, Mandate, Role, User

# What a coordinator may give, in the territories they coordinate.
GIVEN_BY_COORDINATORS = frozenset({Role.RELAY, Role.MODERATOR})


def may_manage_people(by: User) -> bool:
    """Tell whether the person sees the team's list at all."""
    return by.holds(Role.ADMINISTRATOR) or by.holds(Role.COORDINATOR)


def may_give(by: User, role: str, territory: Territory | None) -> bool:
    """Tell whether `by` may give, or end, this role in this territory (None: everywhere).

    Who may do so for roles that others were given too; `may_offer` is wider.
    """
    if by.holds(Role.ADMINISTRATOR):
        return True
    if role not in GIVEN_BY_COORDINATORS:
        return False
    if territory is None:
        return (Role.COORDINATOR, None) in by.held_mandates()
    return by.holds(Role.COORDINATOR, territory.pk)


def may_offer(by: User, role: str, territory: Territory | None) -> bool:
    """Tell whether `by` may give this role to someone: by right, or as a package above allows."""
    return may_give(by, role, territory) or is_offered(by, role, territory)


def may_revoke(by: User, invitation: Invitation) -> bool:
    """Tell whether `by` may take the invitation back: who made it, and administrators."""
    return by.holds(Role.ADMINISTRATOR) or invitation.invited_by_id == by.pk


def may_end(by: User, mandate: Mandate) -> bool:
    """Tell whether `by` may end the mandate."""
    return may_give(by, mandate.role, mandate.territory)


def may_deactivate(by: User, person: User) -> bool:
    """Tell whether `by` may close the account: administrators, and not their own."""
    return by.holds(Role.ADMINISTRATOR) and by.pk != person.pk


def roles_to_give(by: User) -> list[str]:
    """Return the roles that `by` may give somewhere, in the order of the list of roles."""
    if by.holds(Role.ADMINISTRATOR):
        return list(Role.values)
    if by.holds(Role.COORDINATOR):
        return [role for role in Role.values if role in GIVEN_BY_COORDINATORS]
    return []


def gives_everywhere(by: User) -> bool:
    """Tell whether `by` may give a role without naming a territory."""
    return by.holds(Role.ADMINISTRATOR) or (Role.COORDINATOR, None) in by.held_mandates()


def territories_to_give(by: User) -> set[int] | None:
    """Return the territories in which `by` may give a role, or None for all."""
    if gives_everywhere(by):
        return None
    return {
        where
        for role, where in by.held_mandates()
        if role == Role.COORDINATOR and where is not None
    }
