"""Whom to call back: due days, oldest first."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from observatory.people.models import User
from observatory.phone.models import CallBack
from observatory.phone.permissions import line_territories
from observatory.phone.states import CLOSED, State
from observatory.phone.workdays import promised_on
from observatory.vault.models import Contact

PAGE = 50
# How far back the promise is looked at.
LOOKED_BACK = timedelta(days=90)


@dataclass
class Row:
    """One call to make, as the list shows it."""

    call_back: CallBack
    is_overdue: bool
    is_today: bool
    # False: erased or withdrawn since; nobody is to be called any more.
    has_number: bool


def waiting_for(by: User) -> QuerySet[CallBack]:
    """Return the call-backs that the person may make, the longest due first."""
    found = CallBack.objects.filter(state=State.WAITING).order_by("due_on", "pk")
    where = line_territories(by)
    return found if where is None else found.filter(Q(territory=None) | Q(territory__in=where))


def call_back_rows(by: User, at: datetime, page: int = 1) -> tuple[list[Row], bool]:
    """Return a page of the list, and whether there are more. Three queries, whatever their number."""
    start = (page - 1) * PAGE
    found = list(
        waiting_for(by)
        .select_related("territory")
        .prefetch_related("attempts")[start : start + PAGE + 1]
    )
    return _rows(found[:PAGE], localdate(at)), len(found) > PAGE


def due_rows(by: User, at: datetime, limit: int = 10) -> list[Row]:
    """Return what is due today or before, the longest due first."""
    found = waiting_for(by).filter(due_on__lte=localdate(at))
    return _rows(
        list(found.select_related("territory").prefetch_related("attempts")[:limit]), localdate(at)
    )


def _rows(found: list[CallBack], today: date) -> list[Row]:
    held = set(
        Contact.objects.filter(subject__in=[one.subject for one in found]).values_list(
            "subject", flat=True
        )
    )
    return [Row(one, one.due_on < today, one.due_on == today, one.subject in held) for one in found]


def due_count(by: User, at: datetime) -> int:
    """Return how many call-backs are due today or before."""
    return waiting_for(by).filter(due_on__lte=localdate(at)).count()


@dataclass(frozen=True)
class Promise:
    """How we kept "within two working days": `kept` of `closed` since a day."""

    kept: int
    closed: int
    since_on: date


def promise_kept(at: datetime) -> Promise:
    """Return how many call-backs closed in the last 90 days were closed within 2 working days.

    Counted from the day each was asked for, or from the day it was planned for
    when that is later: a call promised for next month is not late today.
    """
    since = at - LOOKED_BACK
    closed = CallBack.objects.filter(state__in=CLOSED, closed_at__gte=since).values_list(
        "planned_at", "due_on", "closed_at"
    )
    in_time = [
        localdate(closed_at) <= promised_on(_from(planned_at, due_on))
        for planned_at, due_on, closed_at in closed
    ]
    return Promise(sum(in_time), len(in_time), localdate(since))


def _from(asked_at: datetime, due: date) -> date:
    """Return the day the two working days count from."""
    asked = localdate(asked_at)
    return due if due > promised_on(asked) else asked
