"""What the team sees of campaigns: its own, drafts among them, and what may be undone."""

from django.db.models import Q, QuerySet

from observatory.campaigns.models import Campaign, Change, Check, Demand
from observatory.people.models import Role, User


def last_change(campaign: Campaign) -> Change | None:
    """Return the last change that stands, or None."""
    return Change.objects.filter(campaign=campaign, undone_at=None).order_by("-pk").first()


def last_check(demand: Demand) -> Check | None:
    """Return the last check of a demand that stands, or None."""
    return Check.objects.filter(demand=demand, undone_at=None).order_by("-pk").first()


def campaigns_for(user: User) -> QuerySet[Campaign]:
    """Return the campaigns that a person may write, newest change first."""
    places = {
        where for role, where in user.held_mandates() if role in {Role.EDITOR, Role.COORDINATOR}
    }
    if None in places:
        return Campaign.objects.all()
    return Campaign.objects.filter(Q(territory_id__in=places))
