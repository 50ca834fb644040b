"""Opening groups, describing them, letting them rest."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from observatory.groups.models import Group
from observatory.groups.permissions import may_lead, may_open
from observatory.groups.states import ACTIVITIES, group_mistakes
from observatory.journal.actions import record_entry
from observatory.kit.actors import Actor

from .conflict import Conflict, refuse
from .indexing import group_changed
from .rows import Values, as_data, from_data, move_row, set_values, values_of

# What only those change who may open a group.
OVERSEEN = ("kind", "territory_id")


def open_group(*, values: Values, by: Actor, at: datetime, is_demo: bool = False) -> Group:
    """Open a group. `values` are those of `Group.VALUES`.

    Side effects: the group, a journal entry, the index of search, the edition. Raises
    `PermissionDenied`, and `BadValues` (see `states.group_mistakes`).
    """
    if not may_open(by, values["territory_id"]):
        raise PermissionDenied
    refuse(group_mistakes(values))
    with transaction.atomic():
        group = Group.objects.create(**values, changed_at=at, is_demo=is_demo)
        record_entry(by=by, at=at, action="groups.open", subject=group.subject)
        group_changed(group)
    return group


def describe_group(*, group: Group, revision: int, values: Values, by: Actor, at: datetime) -> None:
    """Write other values; what stood there before is kept to be undone.

    Who leads changes the words; the kind and the place change only with the
    permission to open a group, there and where it goes. Side effects: the
    group, its revision, a journal entry, the index of search, the edition. Raises `PermissionDenied`,
    `BadValues`, `Conflict`.
    """
    former = values_of(group)
    whole = {**former, **values}
    if not may_lead(by, group):
        raise PermissionDenied
    if any(whole[name] != former[name] for name in OVERSEEN) and not all(
        may_open(by, place) for place in (group.territory_id, whole["territory_id"])
    ):
        raise PermissionDenied
    refuse(group_mistakes(whole))
    _write(group, revision, whole, former, action="describe", by=by, at=at)


def undo_description(*, group: Group, revision: int, by: Actor, at: datetime) -> None:
    """Put back what the group said before its last change; done again, it undoes the undo.

    The same effects and errors as `describe_group`.
    """
    if group.before is None:
        raise Conflict
    former, wanted = values_of(group), from_data(group.before)
    if not may_lead(by, group):
        raise PermissionDenied
    if any(wanted[name] != former[name] for name in OVERSEEN) and not all(
        may_open(by, place) for place in (group.territory_id, wanted["territory_id"])
    ):
        raise PermissionDenied
    _write(group, revision, wanted, former, action="undo_description", by=by, at=at)


def move_group(*, group: Group, transition: str, by: Actor, at: datetime) -> None:
    """Let a group rest, or wake it, by the table `states.ACTIVITIES`.

    Side effects and errors: those of `rows.move_row`, and the index of search.
    """
    with transaction.atomic():
        move_row(group, transition, ACTIVITIES, group=group, by=by, at=at, changed_at=at)
        group_changed(group)


def _write(
    group: Group,
    revision: int,
    values: Values,
    former: dict[str, Any],
    *,
    action: str,
    by: Actor,
    at: datetime,
) -> None:
    with transaction.atomic():
        set_values(group, revision, {**values, "before": as_data(former), "changed_at": at})
        record_entry(by=by, at=at, action=f"groups.{action}", subject=group.subject)
        group_changed(group)
