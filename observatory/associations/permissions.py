"""Who may see and change what of an association."""

from observatory.people.models import Role, User

from .models import Association, Membership


def is_member(by: User, association: Association) -> bool:
    """Tell whether the person works for the association now; machines do for all."""
    if by.kind == User.Kind.SYSTEM:
        return True
    return Membership.objects.filter(
        association=association, user_id=by.pk, ended_at=None, association__ended_on=None
    ).exists()


def may_speak_for(by: User, association: Association | None) -> bool:
    """Tell whether `by` may bring a report in the association's name: its members, and the
    moderators, coordinators and the phone line, who enter what others gathered."""
    if association is None:
        return True
    return is_member(by, association) or any(
        by.holds(role) for role in (Role.LINE, Role.MODERATOR, Role.COORDINATOR)
    )
