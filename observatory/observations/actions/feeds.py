"""The secret address at which one's calendar reads what one is asked to observe."""

import secrets
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from observatory.journal.actions import record_entry
from observatory.observations.models import ObserverFeed
from observatory.observations.permissions import OBSERVERS
from observatory.observations.queries.feeds import hash_feed_token
from observatory.people.actions import Conflict
from observatory.people.models import User

TOKEN_BYTES = 32


def open_feed(*, by: User, at: datetime) -> str:
    """Make an address for one's own calendar and return its secret: show it once.

    Only a keyed hash is stored; an address made before no longer works. Writes
    the journal. Raises `PermissionDenied` for who is never asked to observe.
    """
    if not any(by.holds(role) for role in OBSERVERS):
        raise PermissionDenied
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with transaction.atomic():
        ObserverFeed.objects.update_or_create(
            user_id=by.pk, defaults={"token_hash": hash_feed_token(token), "opened_at": at}
        )
        record_entry(by=by, at=at, action="observer_feed.opened", subject=f"person:{by.pk}")
    return token


def close_feed(*, by: User, at: datetime) -> None:
    """Make the address stop working. Writes the journal. Raises `Conflict` ("changed") when there is none."""
    with transaction.atomic():
        closed, _ = ObserverFeed.objects.filter(user_id=by.pk).delete()
        if not closed:
            raise Conflict("changed")
        record_entry(by=by, at=at, action="observer_feed.closed", subject=f"person:{by.pk}")


def purge_feeds(*, dry_run: bool) -> int:
    """Erase the addresses of closed accounts, which stopped working with them; return how many."""
    over = ObserverFeed.objects.filter(user__is_active=False)
    return over.count() if dry_run else over.delete()[0]
