"""What the line must not keep (docs/privacy.md); safe to run twice."""

from datetime import datetime, timedelta

from observatory.people.queries import system_actor

from .actions import close_stale_call_backs
from .models import CallBack
from .states import CLOSED

# A call that is over tells how we kept our promise; after that it tells nothing.
CLOSED_KEPT = timedelta(days=365)


def purge(*, at: datetime, dry_run: bool) -> dict[str, int]:
    """Give up what nobody called within 30 days, with its number; forget calls over for a year.

    A number left for a call-back that was closed went with the closing. Returns
    the number of rows by kind.
    """
    old = CallBack.objects.filter(state__in=CLOSED, closed_at__lt=at - CLOSED_KEPT)
    counts = {
        "call-back that nobody made": close_stale_call_backs(
            by=system_actor("worker"), at=at, dry_run=dry_run
        ),
        "call-back of last year": old.count(),
    }
    if not dry_run:
        old.delete()
    return counts
