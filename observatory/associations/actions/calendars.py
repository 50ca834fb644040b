"""The secret address of a person's calendar: opened, changed, closed."""

import secrets
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from observatory.associations.models import CalendarFeed
from observatory.associations.permissions import may_plan
from observatory.associations.queries.outreach import hash_feed_token
from observatory.journal.actions import record_entry
from observatory.people.actions import Conflict
from observatory.people.models import User

TOKEN_BYTES = 32


def open_calendar(*, by: User, at: datetime) -> str:
    """Make an address for one's own calendar and return its secret: show it once.

    Only a keyed hash is stored. An address made before no longer works. Writes
    the journal. Raises `PermissionDenied`.
    """
    if not may_plan(by):
        raise PermissionDenied
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with transaction.atomic():
        CalendarFeed.objects.update_or_create(
            user_id=by.pk, defaults={"token_hash": hash_feed_token(token), "opened_at": at}
        )
        record_entry(by=by, at=at, action="calendar.opened", subject=f"person:{by.pk}")
    return token


def close_calendar(*, by: User, at: datetime) -> None:
    """Make the address of one's calendar stop working. Writes the journal.

    Raises `Conflict` ("changed") when there is none.
    """
    with transaction.atomic():
        closed, _ = CalendarFeed.objects.filter(user_id=by.pk).delete()
        if not closed:
            raise Conflict("changed")
        record_entry(by=by, at=at, action="calendar.closed", subject=f"person:{by.pk}")


def purge_calendars(*, dry_run: bool) -> int:
    """Erase the addresses of closed accounts, which stopped working with them; return how many."""
    over = CalendarFeed.objects.filter(user__is_active=False)
    return over.count() if dry_run else over.delete()[0]
