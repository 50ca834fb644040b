"""Every write about bodies."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate

from observatory.escalations.cases import FIELDS
from observatory.escalations.models import Body
from observatory.escalations.permissions import may_check_bodies, may_load_bodies
from observatory.escalations.records import BadRecord, Record, Scope, read_record
from observatory.journal.actions import record_entry
from observatory.kit.actors import Actor
from observatory.kit.remembered import memory
from observatory.places.models import Territory
from observatory.vocabularies.models import Term

DATA = Path(__file__).resolve().parent.parent / "data" / "bodies.json"
WRITTEN = ["position", "names", "facts", "checked_on", "is_active"]


class BodyConflict(Exception):
    """The body was retired, or its record changed since it was read: look again."""


def load_bodies(*, by: Actor, at: datetime, path: Path = DATA) -> int:
    """Bring the bodies to what the file says, in its order.

    One that left the file is retired. The day of an editor's check stays as
    long as the facts are the same; new facts were never checked. Then, only if
    a row changed: a journal entry, and the memory forgotten. Returns the number
    of rows touched. Raises `PermissionDenied`, and `BadRecord` for a record
    that is not whole or names what the vocabularies and territories do not.
    """
    if not may_load_bodies(by):
        raise PermissionDenied
    wanted = _read_bodies(path)
    with transaction.atomic():
        found = {body.code: body for body in Body.objects.all()}
        made, changed = [], []
        for code, values in wanted.items():
            body = found.get(code)
            if body is None:
                made.append(Body(code=code, **values))
                continue
            if body.facts == values["facts"]:
                days = [day for day in (body.checked_on, values["checked_on"]) if day]
                values["checked_on"] = max(days, default=None)
            if _set(body, values):
                changed.append(body)
        for code, body in found.items():
            if code not in wanted and _set(body, {"is_active": False}):
                changed.append(body)
        touched = len(made) + len(changed)
        if touched:
            Body.objects.bulk_create(made)
            Body.objects.bulk_update(changed, WRITTEN)
            record_entry(
                by=by,
                at=at,
                action="load_bodies",
                subject="reference:bodies",
                data={"rows": touched},
            )
            transaction.on_commit(memory.forget_all)
    if touched:
        memory.forget_all()
    return touched


def check_body(*, body: Body, by: Actor, at: datetime) -> None:
    """Say that someone compared the record with the body's own pages today, and it is right.

    Writes the day (in the time zone of the installation) if the facts are still
    those that were read, then a journal entry; forgets the memory. Raises
    `PermissionDenied`, `BodyConflict`.
    """
    if not may_check_bodies(by):
        raise PermissionDenied
    with transaction.atomic():
        same = Body.objects.filter(pk=body.pk, is_active=True, facts=body.facts)
        if not same.update(checked_on=localdate(at)):
            raise BodyConflict
        record_entry(by=by, at=at, action="check_body", subject=f"body:{body.code}", data={})
        transaction.on_commit(memory.forget_all)


def _set(body: Body, values: dict[str, Any]) -> bool:
    """Set the fields on the object, and tell whether any differed."""
    differs = any(getattr(body, field) != value for field, value in values.items())
    for field, value in values.items():
        setattr(body, field, value)
    return differs


def _read_bodies(path: Path) -> dict[str, dict[str, Any]]:
    """Return {code: the fields to write} in the order of the file, each record read and compared."""
    rows = json.loads(path.read_text(encoding="utf-8"))["bodies"]
    wanted: dict[str, dict[str, Any]] = {}
    records = []
    for position, row in enumerate(rows, start=1):
        facts = dict(row)
        code, names, checked = facts.pop("code"), facts.pop("names"), facts.pop("checked_on")
        if code in wanted:
            raise BadRecord(f"{code} stands twice in {path.name}")
        checked_on = date.fromisoformat(checked) if checked else None
        records.append(read_record(code, names, facts, checked_on))
        wanted[code] = {
            "position": position,
            "names": names,
            "facts": facts,
            "checked_on": checked_on,
            "is_active": True,
        }
    _compare(records)
    return wanted


def _compare(records: list[Record]) -> None:
    """Raise `BadRecord` when a scope names a service, level, territory or body that is not known."""
    known: dict[str, set[str]] = {
        "instead": {record.code for record in records} | {""},
        "ask": {*FIELDS, ""},
        "territories": set(Territory.objects.values_list("nis", flat=True)),
    }
    known["within"] = known["territories"]
    for part, vocabulary in (("services", "service"), ("levels", "level")):
        known[part] = set(Term.objects.filter(vocabulary=vocabulary).values_list("code", flat=True))
    for record in records:
        for scope in (*record.covers, *record.depends, *record.excludes):
            for part, values in known.items():
                strange = _values(scope, part) - values
                if strange:
                    raise BadRecord(f"{record.code}: unknown {part} {', '.join(sorted(strange))}")


def _values(scope: Scope, part: str) -> set[str]:
    value = getattr(scope, part)
    return {value} if isinstance(value, str) else set(value)
