"""Every write of the vocabularies."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from observatory.journal.actions import advance_edition, record_entry
from observatory.kit.actors import Actor
from observatory.kit.remembered import memory

from .models import Term
from .permissions import may_load_vocabularies

DATA = Path(__file__).resolve().parent / "data" / "vocabularies.json"
WRITTEN = ["position", "names", "attributes", "synonyms", "is_active"]


def load_vocabularies(*, by: Actor, at: datetime, path: Path = DATA) -> int:
    """Bring the terms of the vocabularies in the file to what the file says.

    New terms are made, changed ones written, and those that left the file
    retired (old reports still point at them). Then, only if a row changed: a
    journal entry with the numbers, a new edition, and the memory of terms
    forgotten. Returns the number of rows made, changed or retired. Raises
    `PermissionDenied`, and `ValueError` when a code stands twice.
    """
    if not may_load_vocabularies(by):
        raise PermissionDenied
    wanted = _read_terms(path)
    vocabularies = {vocabulary for vocabulary, _ in wanted}
    with transaction.atomic():
        found = {
            (row.vocabulary, row.code): row
            for row in Term.objects.filter(vocabulary__in=vocabularies)
        }
        made = [
            Term(vocabulary=vocabulary, code=code, **values)
            for (vocabulary, code), values in wanted.items()
            if (vocabulary, code) not in found
        ]
        changed, retired = [], []
        for key, row in found.items():
            values = wanted.get(key)
            if values is None and row.is_active:
                row.is_active = False
                retired.append(row)
            elif values is not None and any(getattr(row, f) != v for f, v in values.items()):
                for field, value in values.items():
                    setattr(row, field, value)
                changed.append(row)
        counts = {"made": len(made), "changed": len(changed), "retired": len(retired)}
        if not any(counts.values()):
            return 0
        Term.objects.bulk_create(made)
        Term.objects.bulk_update([*changed, *retired], WRITTEN)
        record_entry(
            by=by, at=at, action="load_vocabularies", subject="reference:vocabularies", data=counts
        )
        advance_edition()
        transaction.on_commit(memory.forget_all)
    memory.forget_all()
    return sum(counts.values())


def _read_terms(path: Path) -> dict[tuple[str, str], dict[str, Any]]:
    """Return {(vocabulary, code): the fields to write} in the order of the file."""
    wanted: dict[tuple[str, str], dict[str, Any]] = {}
    for vocabulary in json.loads(path.read_text(encoding="utf-8"))["vocabularies"]:
        for position, item in enumerate(vocabulary["terms"], start=1):
            key = (vocabulary["vocabulary"], item["code"])
            if key in wanted:
                raise ValueError(f"{key[0]}:{key[1]} stands twice in {path.name}")
            wanted[key] = {
                "position": position,
                "names": item["names"],
                "attributes": item.get("attributes", {}),
                "synonyms": item.get("synonyms", []),
                "is_active": True,
            }
    return wanted
