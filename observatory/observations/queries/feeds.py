"""Whose calendar an address is, and what it shows."""

from datetime import date, timedelta

from django.db.models import QuerySet

from observatory.observations.models import ObserverFeed, Slot
from observatory.observations.permissions import may_be_asked
from observatory.observations.states import RoundState
from observatory.people.addresses import SecretAddress
from observatory.people.models import User

# What a calendar shows of the past.
GOES_BACK = timedelta(days=90)


FEED = SecretAddress(ObserverFeed, "observations", "observer_feed", may_be_asked)
feed_owner = FEED.owner


def feed_slots(owner: User, today: date) -> QuerySet[Slot]:
    """Return what the calendar of `owner` shows, dropped ones as cancelled: to come, and of the last 90 days."""
    return (
        Slot.objects.filter(assigned_to_id=owner.pk, due_on__gte=today - GOES_BACK)
        .exclude(round__state=RoundState.PLANNED)
        .select_related("location", "round__territory", "round__version")
        .order_by("due_on", "starts_at", "pk")
    )
