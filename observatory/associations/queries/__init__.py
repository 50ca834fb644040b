"""Who works for which association, and where associations work."""

from typing import Any

from django.db.models import Count, F, Prefetch, Q, QuerySet

from observatory.associations.models import Association, ExpectedMember, Membership
from observatory.people.models import Role, User
from observatory.people.permissions import territories_to_give
from observatory.places.models import Territory

ASSOCIATIONS_ON_A_PAGE = 50


def associations_of(user: Any) -> list[Association]:
    """Return the active associations that the person works for, by name. One query."""
    return list(
        Association.objects.active()
        .filter(memberships__user_id=user.pk, memberships__ended_at=None)
        .order_by("name", "pk")
    )


def associations_in(territory: Territory) -> list[Association]:
    """Return the active associations that work in the territory, by name. One query."""
    return list(Association.objects.active().filter(territories=territory).order_by("name", "pk"))


def members_of(association: Association) -> list[User]:
    """Return the people who work for the association now and can sign in, by name. One query."""
    return [one.user for one in current_memberships(association) if one.user.is_active]


def current_memberships(association: Association) -> QuerySet[Membership]:
    """Return the memberships that are not ended, with their person: who leads first, then by name."""
    return (
        Membership.objects.filter(association=association, ended_at=None)
        .select_related("user")
        .order_by("-is_lead", "user__name", "pk")
    )


def expected_members(association: Association, at: Any) -> QuerySet[ExpectedMember]:
    """Return who is invited to the association and has not answered, with the invitation."""
    return (
        ExpectedMember.objects.filter(
            association=association,
            invitation__accepted_at=None,
            invitation__revoked_at=None,
            invitation__expires_at__gt=at,
        )
        .select_related("invitation")
        .order_by("invitation__name", "pk")
    )


def associations_for(by: User) -> QuerySet[Association]:
    """Return the associations that `by` may see, active ones first, by name.

    Administrators see all; coordinators and moderators those of their
    territories; members their own. Each with its territories, and the number of
    its members as `member_count`.
    """
    found = Association.objects.all()
    if not by.holds(Role.ADMINISTRATOR):
        found = found.filter(pk__in=_visible_to(by).values("pk"))
    return (
        found.annotate(
            member_count=Count(
                "memberships",
                filter=Q(memberships__ended_at=None, memberships__user__is_active=True),
                distinct=True,
            )
        )
        .prefetch_related(
            Prefetch("territories", queryset=Territory.objects.order_by("label", "nis"))
        )
        .order_by(F("ended_on").asc(nulls_first=True), "name", "pk")
    )


def _visible_to(by: User) -> QuerySet[Association]:
    own = Q(ended_on=None, memberships__user_id=by.pk, memberships__ended_at=None)
    where = [
        territory
        for role, territory in by.held_mandates()
        if role in {Role.COORDINATOR, Role.MODERATOR}
    ]
    if None in where:
        return Association.objects.all()
    return Association.objects.filter(own | Q(territories__in=where))


def territory_choices(by: User) -> list[tuple[str, str]]:
    """Return (NIS code, "1030 Schaerbeek") of the municipalities that `by` coordinates."""
    found = Territory.objects.municipalities().order_by("label", "nis")
    where = territories_to_give(by)
    if where is not None:
        found = found.filter(pk__in=where)
    return [(one.nis, f"{one.label} {one.name}".strip()) for one in found]
