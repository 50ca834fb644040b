"""What this package shows on the pages of others."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from observatory.people.models import User
from observatory.places.models import Territory

from .permissions import may_plan
from .queries.onboarding import concerns, progress_of
from .queries.outreach import coming_visits, late_count
from .queries.public import coverage_of

NAMES_SHOWN = 5


def coverage_panel(territory: Territory) -> dict[str, Any] | None:
    """Return which associations stand behind the reports of a municipality, or None."""
    count, names = coverage_of(territory)
    if not count:
        return None
    return {
        "count": count,
        "names": names[:NAMES_SHOWN],
        "href": f"{reverse('helping_associations')}#t{territory.nis}",
    }


def onboarding_panel(user: User) -> dict[str, Any] | None:
    """Return the first steps of a relay while some are left, or None."""
    if not concerns(user):
        return None
    progress = progress_of(user)
    return progress if progress["next"] else None


def tour_panel(user: User) -> dict[str, Any] | None:
    """Return the next visit and what waits for a word, or None for who does not plan the tour."""
    if not may_plan(user):
        return None
    now = timezone.now()
    late, coming = late_count(user, now), coming_visits(user, now).first()
    return {"late": late, "coming": coming} if late or coming else None
