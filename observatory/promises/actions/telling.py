"""Telling the members of associations that watch a promise, when they want it."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from observatory.kit.actors import Actor
from observatory.outbox.actions import queue_message
from observatory.promises.emails import language_of, write_news
from observatory.promises.models import Promise, Watch
from observatory.promises.queries.watching import members_to_tell, watches_to_tell_due
from observatory.promises.states import Event


def tell_watchers(
    *,
    promise: Promise,
    event: Event,
    by: Actor,
    at: datetime,
    associations: Collection[int] | None = None,
) -> int:
    """Queue one message for each member who wants it; call it in the transaction of what it tells.

    The message names the promise and leads to its page; it holds none of the
    words that were written. With `associations`, to their members only. Returns
    how many. Two queries at most, and those of the outbox.
    """
    told = members_to_tell(promise, associations)
    for association, member in told:
        letter = write_news(promise, event, association, member)
        queue_message(
            kind="promise_news",
            to=member.email,
            subject_line=letter.subject_line,
            body=letter.body,
            language=language_of(member.language),
            subject=f"promise:{promise.code}",
            by=by,
            at=at,
        )
    return len(told)


def tell_due(*, by: Actor, at: datetime) -> int:
    """Tell of promises whose day has gone by and of which nothing was found; return how many messages.

    Each watch hears it once for each due date. Safe to run twice at once: who
    marks the watch first tells.
    """
    told = 0
    for promise, watches in watches_to_tell_due(localdate(at)):
        with transaction.atomic():
            mine = [one.association_id for one in watches if _mark(one, promise)]
            if mine:
                told += tell_watchers(
                    promise=promise, event=Event.DUE, by=by, at=at, associations=mine
                )
    return told


def _mark(watch: Watch, promise: Promise) -> bool:
    """Say that its members hear of this due date; False when another worker was first."""
    unmarked = Watch.objects.filter(pk=watch.pk, ended_at=None, told_due_on=watch.told_due_on)
    return bool(unmarked.update(told_due_on=promise.due_on))
