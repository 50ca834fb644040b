"""Reading a row as plain values and writing it back: what corrections, undo and loading share."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import F

from observatory.groups.models import Group, HelpCall, Meeting
from observatory.groups.permissions import PERMISSIONS
from observatory.groups.states import Transition
from observatory.journal.actions import pages_changed, record_entry
from observatory.kit.actors import Actor

from .conflict import BadValues, Conflict

Row = Group | Meeting | HelpCall
Values = Mapping[str, Any]
DAYS = frozenset({"held_on", "next_on", "needed_on"})
HOURS = frozenset({"hour"})


def values_of(row: Row) -> dict[str, Any]:
    """Return what the row says; days are dates."""
    return {name: getattr(row, name) for name in row.VALUES}


def as_data(values: Values) -> dict[str, Any]:
    """Return values as JSON can keep them."""
    return {
        name: value.isoformat() if isinstance(value, date | time) else value
        for name, value in values.items()
    }


def from_data(values: Values) -> dict[str, Any]:
    """Return values from what JSON kept."""
    found = dict(values)
    for name, value in values.items():
        if value and name in DAYS:
            found[name] = date.fromisoformat(value)
        elif value and name in HOURS:
            found[name] = time.fromisoformat(value)
    return found


def set_values(row: Row, revision: int, values: Values) -> None:
    """Write values if nobody changed the row since `revision`; raises `Conflict`."""
    found = type(row)._default_manager.filter(pk=row.pk, revision=revision)
    if not found.update(**values, revision=F("revision") + 1):
        raise Conflict


def move_row(
    row: Group | HelpCall,
    transition: str,
    table: Mapping[str, Transition],
    *,
    group: Group,
    by: Actor,
    at: datetime,
    **also: Any,
) -> None:
    """Move a row by a table of `states`, with a journal entry and the edition.

    Raises `PermissionDenied`, `BadValues` for an unknown transition, `Conflict`
    when the state does not allow it or changed since it was read. Call it in a
    transaction.
    """
    if transition not in table:
        raise BadValues({"transition": "unknown"})
    move = table[transition]
    if not PERMISSIONS[move.permission](by, group):
        raise PermissionDenied
    before = row.state
    if before not in move.before:
        raise Conflict
    found = type(row)._default_manager.filter(pk=row.pk, state=before)
    if not found.update(state=move.after, revision=F("revision") + 1, **also):
        raise Conflict
    record_entry(
        by=by,
        at=at,
        action=f"groups.{transition}",
        subject=row.subject,
        before=before,
        after=move.after,
    )
    pages_changed()
