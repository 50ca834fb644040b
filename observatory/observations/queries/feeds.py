"""Whose calendar an address is, and what it shows."""

from datetime import date, timedelta

from django.conf import settings
from django.db.models import QuerySet

from observatory.kit.keys import keyed_hash, load_key
from observatory.observations.models import ObserverFeed, Slot
from observatory.observations.permissions import OBSERVERS
from observatory.observations.states import RoundState
from observatory.people.models import User

# What a calendar shows of the past.
GOES_BACK = timedelta(days=90)


def hash_feed_token(token: str) -> str:
    """Return what is stored of the secret of an address."""
    return keyed_hash(load_key(settings.KEYS_DIR, "feeds"), "observations", token)


def feed_owner(token: str) -> User | None:
    """Return whose address it is, while they may be asked to observe. One query, one for the roles."""
    feed = (
        ObserverFeed.objects.filter(token_hash=hash_feed_token(token))
        .select_related("user")
        .first()
    )
    if feed is None or not feed.user.is_active:
        return None
    return feed.user if any(feed.user.holds(role) for role in OBSERVERS) else None


def feed_slots(owner: User, today: date) -> QuerySet[Slot]:
    """Return what the calendar of `owner` shows, dropped ones as cancelled: to come, and of the last 90 days."""
    return (
        Slot.objects.filter(assigned_to_id=owner.pk, due_on__gte=today - GOES_BACK)
        .exclude(round__state=RoundState.PLANNED)
        .select_related("location", "round__territory", "round__version")
        .order_by("due_on", "starts_at", "pk")
    )
