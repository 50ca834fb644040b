"""Published figures: found by address, by municipality."""

from django.db.models import QuerySet

from observatory.insights.models import Snapshot
from observatory.places.models import Territory

# Earlier ones are named; each has its page.
EARLIER = 10


def snapshot_by_slug(slug: str) -> Snapshot | None:
    """Return the figures at a permanent address; None where nothing was published. One query."""
    return Snapshot.objects.select_related("territory", "round").filter(slug=slug).first()


def snapshots_in(territory: Territory) -> QuerySet[Snapshot]:
    """Return what was published of a municipality, the newest first, without the long columns."""
    return (
        Snapshot.objects.filter(territory=territory)
        .select_related("round")
        .defer("data", "table")
        .order_by("-frozen_at", "-pk")
    )


def earlier_in(territory: Territory) -> QuerySet[Snapshot]:
    """Return what was published of a municipality before the newest, to be named only."""
    # Their words stand on their own pages.
    return snapshots_in(territory).defer("data", "table", "bodies")[1 : EARLIER + 1]
