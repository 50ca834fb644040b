"""Which promises associations watch, and who wants to hear of them."""

from collections.abc import Collection, Iterable
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import Case, F, IntegerField, Q, Value, When
from django.urls import reverse

from observatory.associations.models import Association, Membership
from observatory.associations.queries import associations_of
from observatory.people.models import User
from observatory.promises.models import MailWish, Promise, Watch
from observatory.promises.states import State

from .listing import describe

# More than this nobody watches.
MOST_WATCHED = 200


def members_to_tell(
    promise: Promise, associations: Collection[int] | None = None
) -> list[tuple[Association, User]]:
    """Return who wants a message about this promise, each person once, and for which association. One query."""
    watching = Watch.objects.current().filter(promise=promise)
    if associations is not None:
        watching = watching.filter(association_id__in=associations)
    rows = (
        Membership.objects.filter(
            association__in=watching.values("association"),
            ended_at=None,
            promise_mail__is_wanted=True,
            user__is_active=True,
        )
        .select_related("user", "association")
        .order_by("user_id", "association__name", "pk")
    )
    first: dict[int, tuple[Association, User]] = {}
    for one in rows:
        first.setdefault(one.user_id, (one.association, one.user))
    return list(first.values())


def watches_to_tell_due(today: date) -> Iterable[tuple[Promise, list[Watch]]]:
    """Return the overdue promises with the watches that did not hear of it yet. One query."""
    rows = (
        Watch.objects.current()
        .filter(promise__state=State.OPEN, promise__due_on__lt=today)
        .filter(Q(told_due_on=None) | ~Q(told_due_on=F("promise__due_on")))
        .select_related("promise")
        .order_by("promise_id", "pk")
    )
    for _, watches in groupby(rows, key=lambda one: one.promise_id):
        same = list(watches)
        yield same[0].promise, same


def watched_by(user: User, today: date) -> list[dict[str, Any]]:
    """Return each association of the person with the promises it watches, overdue ones first.

    Of each: the association, whether the person wants e-mails, `promises` as
    lists show them, and how many are overdue. Three queries.
    """
    associations = associations_of(user)
    wanted = set(
        MailWish.objects.filter(
            membership__user_id=user.pk, membership__ended_at=None, is_wanted=True
        ).values_list("membership__association_id", flat=True)
    )
    is_overdue = Case(
        When(Q(promise__state=State.OPEN, promise__due_on__lt=today), then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    rows = (
        Watch.objects.current()
        .filter(association__in=associations)
        .select_related("promise")
        .order_by(
            "association_id", is_overdue, F("promise__due_on").asc(nulls_last=True), "-promise_id"
        )
    )
    found: dict[int, list[Promise]] = {}
    for one in rows[: MOST_WATCHED * max(len(associations), 1)]:
        found.setdefault(one.association_id, []).append(one.promise)
    return [
        {
            "association": one,
            "is_wanted": one.pk in wanted,
            "promises": [_row(promise, today) for promise in found.get(one.pk, [])[:MOST_WATCHED]],
            "overdue": sum(promise.is_overdue(today) for promise in found.get(one.pk, [])),
        }
        for one in associations
    ]


def count_watched(user: User, today: date) -> tuple[int, int]:
    """Return how many promises the associations of the person watch, and how many of them are overdue.

    One query.
    """
    rows = (
        Watch.objects.current()
        .filter(association__memberships__user_id=user.pk, association__memberships__ended_at=None)
        .values_list("promise_id", "promise__state", "promise__due_on")
        .distinct()
    )
    found = list(rows)
    return len(found), sum(
        1 for _, state, due_on in found if state == State.OPEN and due_on and due_on < today
    )


def _row(promise: Promise, today: date) -> dict[str, Any]:
    return {**describe(promise, today), "watch_href": reverse("promise_watch", args=[promise.code])}


def watchers_of(promise: Promise, user: User) -> list[dict[str, Any]]:
    """Return the associations of the person, and whether each watches the promise. Two queries."""
    associations = associations_of(user)
    watching = set(
        Watch.objects.current().filter(promise=promise).values_list("association_id", flat=True)
    )
    return [{"association": one, "watches": one.pk in watching} for one in associations]
