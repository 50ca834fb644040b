"""The lists of what came in: oldest first, with the day by which we promised to be done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.dateparse import parse_datetime

from observatory.letters.models import IncomingItem, Mailbox
from observatory.letters.states import DEALT_WITH, State
from observatory.people.models import User

from . import Content, open_content

PAGE = 30
# A list is counted up to here; beyond, it says "more than".
COUNTED_UP_TO = 200

LISTS: dict[str, Sequence[str]] = {
    "waiting": [State.WAITING],
    "taken": [State.TAKEN],
    "done": [State.ANSWERED, State.REPORTED],
    "aside": [State.SET_ASIDE],
}


@dataclass(frozen=True)
class Row:
    """One line of a list."""

    item: IncomingItem
    content: Content
    title: str
    page_count: int
    is_late: bool
    is_mine: bool


@dataclass(frozen=True)
class InboxPage:
    """One page of rows; `after` starts the next page, or is ""."""

    rows: list[Row]
    after: str = ""


def list_of(name: str) -> QuerySet[IncomingItem]:
    """Return one of the `LISTS`: what is open oldest first, what is done newest first."""
    states = LISTS[name]
    found = IncomingItem.objects.filter(state__in=states)
    if set(states) <= DEALT_WITH:
        return found.order_by("-closed_at", "-pk")
    return found.order_by("received_at", "pk")


def inbox_page(by: User, name: str, *, today: date, after: str = "") -> InboxPage:
    """Return a page of a list. Two queries, whatever the number of rows.

    `after` is "<moment>_<pk>" of the last row of the page before; what cannot
    be read starts at the beginning.
    """
    found = list_of(name)
    is_done = set(LISTS[name]) <= DEALT_WITH
    moment_of = "closed_at" if is_done else "received_at"
    if start := _read_key(after):
        at, pk = start
        way = "lt" if is_done else "gt"
        found = found.filter(
            Q(**{f"{moment_of}__{way}": at}) | Q(**{moment_of: at, f"pk__{way}": pk})
        )
    items = list(found.select_related("taken_by").prefetch_related("pages")[: PAGE + 1])
    following = ""
    if len(items) > PAGE:
        items.pop()
        following = f"{getattr(items[-1], moment_of).isoformat()}_{items[-1].pk}"
    return InboxPage([_row(item, by, today) for item in items], following)


def _row(item: IncomingItem, by: User, today: date) -> Row:
    content = open_content(item)
    return Row(
        item=item,
        content=content,
        title=content.subject or first_words(content.text),
        page_count=len(item.pages.all()),
        is_late=item.state in {State.WAITING, State.TAKEN} and item.due_on < today,
        is_mine=item.taken_by_id == by.pk,
    )


def first_words(text: str, length: int = 70) -> str:
    """Return how a text begins, on one line, cut at a word."""
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    return line[:length].rpartition(" ")[0] + " …"


def _read_key(after: str) -> tuple[datetime, int] | None:
    moment, _, pk = after.rpartition("_")
    try:
        at = parse_datetime(moment)
    except ValueError:
        return None
    if at is None or at.tzinfo is None or not pk.isdecimal() or len(pk) > 18:
        return None
    return at, int(pk)


def list_sizes() -> dict[str, int]:
    """Return how many items stand in each list that somebody must look at, counted up to a limit."""
    return {
        name: list_of(name).order_by()[: COUNTED_UP_TO + 1].count() for name in ("waiting", "taken")
    }


def oldest_due(today: date) -> tuple[int, date | None]:
    """Return how many open items are late, and the day on which the first one is due."""
    open_items = IncomingItem.objects.open()
    first = open_items.order_by("due_on").values_list("due_on", flat=True).first()
    return open_items.filter(due_on__lt=today).order_by()[: COUNTED_UP_TO + 1].count(), first


def mailbox_state() -> dict[str, Any] | None:
    """Return how the mailbox is: None when none is polled; since when it does not answer."""
    if not settings.IMAP_HOST:
        return None
    box = Mailbox.objects.filter(pk=Mailbox.ONLY).first() or Mailbox()
    return {
        "answered_at": box.answered_at,
        "failing_since_at": box.failing_since_at,
        "error": box.error,
    }
