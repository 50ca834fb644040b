"""Counting attempts."""

from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import F

from .models import Tally
from .queries import who_is

__all__ = ["forget_hits", "hit", "purge_tallies", "who_is"]

# docs/privacy.md: tallies are kept one day.
TALLY_LIFE = timedelta(days=1)


def hit(*, scope: str, who: str, limit: int, window: timedelta, at: datetime) -> bool:
    """Count one attempt of `who` in `scope`; tell whether it is within `limit` per `window`.

    `who` is a keyed hash: `limits.queries.who_is(request)`, or `keyed_hash` of
    an account. Windows stand still (the hour from nine to ten, say) and one
    longer than a day makes no sense, since the hashes change every day.
    Counts rightly when many come at once: the database adds, not we.
    """
    mine = Tally.objects.filter(scope=scope, who=who, window_at=_window_start(at, window))
    with transaction.atomic():
        if not mine.update(hits=F("hits") + 1):
            row = Tally(scope=scope, who=who, window_at=_window_start(at, window))
            Tally.objects.bulk_create([row], ignore_conflicts=True)
            mine.update(hits=F("hits") + 1)
        hits = mine.values_list("hits", flat=True).get()
    return hits <= limit


def forget_hits(*, scope: str, who: str, at: datetime) -> None:
    """Erase what was counted for `who` in `scope`: after a right answer, say."""
    Tally.objects.filter(scope=scope, who=who).delete()


def _window_start(at: datetime, window: timedelta) -> datetime:
    seconds = int(window.total_seconds())
    return datetime.fromtimestamp(int(at.timestamp()) // seconds * seconds, UTC)


def purge_tallies(*, at: datetime, dry_run: bool) -> int:
    """Erase the tallies older than a day; return how many."""
    old = Tally.objects.filter(window_at__lt=at - TALLY_LIFE)
    if dry_run:
        return old.count()
    return old.delete()[0]
