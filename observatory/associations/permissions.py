"""Who may see and change what of an association, and of the tour of associations."""

from django.db.models import QuerySet

from observatory.people.models import Role, User
from observatory.people.permissions import territories_to_give
from observatory.places.models import Territory

from .models import Association, Membership


def is_member(by: User, association: Association) -> bool:
    """Tell whether the person works for the association now; machines do for all."""
    if by.kind == User.Kind.SYSTEM:
        return True
    return _memberships(by).filter(association=association).exists()


def is_lead(by: User, association: Association) -> bool:
    """Tell whether the person leads the association now."""
    return _memberships(by).filter(association=association, is_lead=True).exists()


def _memberships(by: User) -> QuerySet[Membership]:
    return Membership.objects.filter(user_id=by.pk, ended_at=None, association__ended_on=None)


def may_see_reports_of(by: User, association: Association) -> bool:
    """Tell whether the raw reports that the association brought are shown to `by`: its members.

    Moderators see them too, by the territory of each report (moderation/permissions.py).
    """
    return is_member(by, association)


def may_speak_for(by: User, association: Association | None) -> bool:
    """Tell whether `by` may bring a report in the association's name: its members, and the
    moderators, coordinators and the phone line, who enter what others gathered."""
    if association is None:
        return True
    return is_member(by, association) or any(
        by.holds(role) for role in (Role.LINE, Role.MODERATOR, Role.COORDINATOR)
    )


def may_add(by: User) -> bool:
    """Administrators and coordinators bring associations in."""
    return by.holds(Role.ADMINISTRATOR) or by.holds(Role.COORDINATOR)


def may_manage(by: User, association: Association) -> bool:
    """Administrators, and coordinators of one of its territories: all of it, the agreement too."""
    if by.holds(Role.ADMINISTRATOR) or (Role.COORDINATOR, None) in by.held_mandates():
        return True
    # Without a mandate to coordinate, there is nothing to compare with its territories.
    return by.holds(Role.COORDINATOR) and any(
        by.holds(Role.COORDINATOR, territory.pk) for territory in association.territories.all()
    )


def may_describe(by: User, association: Association) -> bool:
    """Who manages it, and who leads it while it takes part: its public details and its contact."""
    return may_manage(by, association) or is_lead(by, association)


def may_manage_members(by: User, association: Association) -> bool:
    """Who manages it and who leads it invite, end memberships and name who leads."""
    return association.ended_on is None and may_describe(by, association)


def chosen_territories(by: User) -> set[int] | None:
    """Return the territories that `by` may give an association or plan a visit in; None for all."""
    return territories_to_give(by)


def lead_offers(by: User, role: str, territory: Territory | None) -> bool:
    """Tell whether `by` may make someone a relay there because of leading an association that works there.

    Nobody offers what they do not hold: a lead whose own role was ended offers
    nothing. Registered with `people.joining`, which asks when someone is
    invited and again when the invitation is accepted.
    """
    if role != Role.RELAY or territory is None or not by.is_active:
        return False
    return (
        by.holds(Role.RELAY, territory.pk)
        and _memberships(by).filter(is_lead=True, association__territories=territory).exists()
    )


def may_plan(by: User) -> bool:
    """Administrators and coordinators plan the tour and read the calendar."""
    return by.holds(Role.ADMINISTRATOR) or by.holds(Role.COORDINATOR)


def may_plan_in(by: User, territory_id: int) -> bool:
    """Coordinators plan in their own territories."""
    return by.holds(Role.ADMINISTRATOR) or by.holds(Role.COORDINATOR, territory_id)
