"""Writing to the journal: always inside the transaction of the change itself."""

import time
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models.functions import Greatest

from observatory.kit.actors import Actor
from observatory.kit.prepared import Insert
from observatory.kit.remembered import memory

from .models import Edition, Entry

_insert_entry = Insert(
    Entry, "at", "actor", "action", "subject", "state_before", "state_after", "data"
)


def record_entry(
    *,
    by: Actor,
    at: datetime,
    action: str,
    subject: str,
    before: str = "",
    after: str = "",
    data: dict[str, Any] | None = None,
) -> None:
    """Append one entry: what (`action`), on what (`subject`, "kind:key"), by whom, when.

    `data` holds codes and numbers only, never text that a person wrote: the
    journal survives the withdrawal of a report.
    """
    _insert_entry.many([(at, by.pk, action, subject, before, after, data or {})])


def advance_edition() -> None:
    """Say that public pages changed. Call it in the transaction that changes them.

    The number is at least the time in seconds: a backup that is put back goes
    on above every number that browsers may remember.
    """
    now = int(time.time())
    after = Greatest(models.F("number") + 1, models.Value(now))
    if not Edition.objects.filter(pk=Edition.ONLY).update(number=after):
        Edition.objects.get_or_create(pk=Edition.ONLY, defaults={"number": now})


def pages_changed() -> None:
    """Advance the edition, and forget what processes remember once this is on disk.

    For what pages show from memory. Call it in the transaction that changes it.
    """
    advance_edition()
    transaction.on_commit(memory.forget_all)
