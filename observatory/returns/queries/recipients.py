"""Who gets the monthly sheet by e-mail."""

from datetime import date, datetime

from django.db.models import Q
from django.utils.timezone import localdate

from observatory.associations.models import Association, Membership
from observatory.people.models import User
from observatory.returns.models import MailWish, SentSheet
from observatory.returns.permissions import coordinated_territories

from .months import has_brought_any


def wants_mail(membership: Membership) -> bool:
    """Tell whether a member gets the sheet by e-mail: as she chose, else who leads does."""
    chosen = MailWish.objects.filter(membership=membership).values_list("is_wanted", flat=True)
    return next(iter(chosen), membership.is_lead)


def members_who_want(association: Association) -> list[User]:
    """Return the active members who want the sheet by e-mail, by name. Two queries."""
    members = list(
        Membership.objects.filter(
            association=association,
            ended_at=None,
            user__is_active=True,
            user__kind=User.Kind.PERSON,
        )
        .select_related("user")
        .order_by("user__name", "pk")
    )
    chosen = dict(
        MailWish.objects.filter(membership__in=members).values_list("membership_id", "is_wanted")
    )
    return [one.user for one in members if chosen.get(one.pk, one.is_lead)]


def associations_to_tell(month: date, end: datetime) -> list[Association]:
    """Return the active associations whose sheet of the month did not go out yet.

    Those that ever brought a report before the end of it: who never did is not
    written to.
    """
    waiting = (
        Association.objects.active()
        .filter(joined_on__lt=localdate(end))
        .exclude(pk__in=SentSheet.objects.filter(month=month).values("association"))
        .order_by("pk")
    )
    return [one for one in waiting if has_brought_any(one, end)]


def associations_to_read(by: User) -> list[Association]:
    """Return the associations whose sheets `by` may read, by name: one's own, and those that
    work in the territories one coordinates."""
    held = coordinated_territories(by)
    found = Association.objects.active()
    if held is not None:
        found = found.filter(
            Q(memberships__user_id=by.pk, memberships__ended_at=None) | Q(territories__in=held)
        )
    return list(found.distinct().order_by("name", "pk"))
