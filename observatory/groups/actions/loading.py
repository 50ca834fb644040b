"""Bringing in the groups that the project ships, without writing over anyone's words."""

import json
from datetime import datetime
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.db import transaction

from observatory.groups.models import Group
from observatory.groups.states import Kind, group_mistakes
from observatory.journal.actions import pages_changed, record_entry
from observatory.kit.actors import Actor
from observatory.kit.remembered import memory
from observatory.people.models import Role
from observatory.places.queries import territory_by_nis

from .conflict import BadValues
from .indexing import index_group, index_missing
from .rows import as_data, set_values, values_of

DATA = Path(__file__).resolve().parents[1] / "data" / "groups.json"


def load_groups(*, by: Actor, at: datetime, path: Path = DATA) -> int:
    """Bring the shipped groups to what the file says; return the number of rows touched.

    A row is written only while it says what the file said last. One that left
    the file stays: people may be in it. Side effects, only if a row changed: a
    journal entry and the edition. Raises `PermissionDenied`, and `BadValues`
    for what nobody could have written either.
    """
    if not by.holds(Role.ADMINISTRATOR):
        raise PermissionDenied
    touched = 0
    with transaction.atomic():
        for row in json.loads(path.read_text(encoding="utf-8"))["groups"]:
            touched += _bring(row, at)
        # Loaded before groups could be looked for.
        index_missing()
        if touched:
            record_entry(
                by=by,
                at=at,
                action="load_groups",
                subject="reference:groups",
                data={"rows": touched},
            )
            pages_changed()
    if touched:
        memory.forget_all()
    return touched


def _bring(row: dict, at: datetime) -> int:
    """Write one group of the file, and tell whether it changed."""
    nis = row["territory"]
    values = {
        "kind": row.get("kind", Kind.LOCAL),
        "territory_id": territory_by_nis(nis).pk if nis else None,
        "names": row["names"],
        "subjects": row.get("subjects", {}),
        "joining": row.get("joining", {}),
        "habits": row.get("habits", {}),
        "phone": row.get("phone", ""),
        "is_open": row.get("is_open", True),
    }
    if mistakes := group_mistakes(values):
        raise BadValues({f"{row['code']}.{name}": why for name, why in mistakes.items()})
    shipped = as_data(values)
    group = Group.objects.filter(code=row["code"]).first()
    if group is None:
        made = Group.objects.create(code=row["code"], shipped=shipped, changed_at=at, **values)
        index_group(made)
        return 1
    if group.shipped == shipped or as_data(values_of(group)) != group.shipped:
        return 0
    set_values(group, group.revision, {**values, "shipped": shipped, "changed_at": at})
    index_group(Group.objects.get(pk=group.pk))
    return 1
