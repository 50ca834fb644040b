"""The tour: what is coming, what is late, what is to follow, what was; and who reads it in a calendar."""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from observatory.associations.models import CalendarFeed, Visit
from observatory.associations.permissions import chosen_territories, may_plan
from observatory.associations.states import State
from observatory.people.addresses import SecretAddress
from observatory.people.models import User

VISITS_ON_A_PAGE = 50
# What a calendar shows of the past.
CALENDAR_GOES_BACK = timedelta(days=90)


def visits_for(by: User) -> QuerySet[Visit]:
    """Return the visits that `by` may see, with whom, where and who goes: 1 query and 1 for people.

    Administrators see all; coordinators those of their territories.
    """
    found = Visit.objects.all()
    where = chosen_territories(by)
    if where is not None:
        found = found.filter(territory_id__in=where)
    return found.select_related("association", "territory").prefetch_related("people")


def coming_visits(by: User, at: datetime) -> QuerySet[Visit]:
    """Return the planned visits still to come, the nearest first."""
    return visits_for(by).filter(state=State.PLANNED, starts_at__gte=at).order_by("starts_at", "pk")


def late_visits(by: User, at: datetime) -> QuerySet[Visit]:
    """Return the planned visits whose hour is past and of which nothing was noted, oldest first."""
    return visits_for(by).filter(state=State.PLANNED, starts_at__lt=at).order_by("starts_at", "pk")


def next_steps(by: User) -> QuerySet[Visit]:
    """Return the visits with a next step still to do, the nearest day first."""
    return (
        visits_for(by)
        .filter(state=State.DONE, next_on__isnull=False, next_done_at=None)
        .order_by("next_on", "pk")
    )


def past_visits(by: User) -> QuerySet[Visit]:
    """Return the visits done or called off, the newest first."""
    return visits_for(by).exclude(state=State.PLANNED).order_by("-starts_at", "-pk")


def late_count(by: User, at: datetime) -> int:
    """Return how many visits wait for a word, and next steps whose day is past. One query."""
    return (
        visits_for(by)
        .filter(
            Q(state=State.PLANNED, starts_at__lt=at)
            | Q(state=State.DONE, next_on__lt=localdate(at), next_done_at=None)
        )
        .count()
    )


CALENDAR = SecretAddress(CalendarFeed, "calendar", "calendar", may_plan)
feed_owner = CALENDAR.owner


def calendar_visits(owner: User, at: datetime) -> QuerySet[Visit]:
    """Return the visits that the calendar of `owner` shows: to come, and of the last 90 days."""
    return (
        visits_for(owner).filter(starts_at__gte=at - CALENDAR_GOES_BACK).order_by("starts_at", "pk")
    )
