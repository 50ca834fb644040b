"""What every act on an item obeys: who may, on which revision, in which state."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied

from observatory.journal.actions import record_entry
from observatory.letters.models import IncomingItem
from observatory.letters.permissions import may_handle_letters
from observatory.letters.states import TRANSITIONS, State
from observatory.people.models import User


class Conflict(Exception):
    """Someone else acted first, or has it in hand: the item is no longer as it was read."""


def require_handler(by: User) -> None:
    """Raise `PermissionDenied` for who does not deal with letters."""
    if not may_handle_letters(by):
        raise PermissionDenied


def require_in_hand(item: IncomingItem, by: User) -> None:
    """Raise `Conflict` when a colleague has the item in hand."""
    if item.state == State.TAKEN and item.taken_by_id != by.pk:
        raise Conflict


def move_item(
    item: IncomingItem,
    transition: str,
    *,
    revision: int,
    by: User,
    at: datetime,
    data: dict[str, Any] | None = None,
    **values: Any,
) -> None:
    """Change the state by the named transition, if nobody was faster, and write the journal.

    Call it in a transaction. Raises `Conflict` when the item is at another
    revision or in a state that the transition does not start from.
    """
    rule = TRANSITIONS[transition]
    before = item.state
    moved = before in rule.before and IncomingItem.objects.filter(
        pk=item.pk, revision=revision, state=before
    ).update(state=rule.after, revision=revision + 1, **values)
    if not moved:
        raise Conflict
    item.state, item.revision = rule.after, revision + 1
    for name, value in values.items():
        setattr(item, name, value)
    record_entry(
        by=by,
        at=at,
        action=f"letter.{transition}",
        subject=item.subject,
        before=before,
        after=item.state,
        data=data,
    )
