"""Loading the promises and facts that the project ships, without touching what editors wrote."""

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from observatory.journal.actions import pages_changed, record_entry
from observatory.kit.actors import Actor
from observatory.kit.partial_dates import read_partial_date
from observatory.kit.remembered import memory
from observatory.places.models import Territory
from observatory.places.queries import territory_by_nis
from observatory.promises.models import Promise, Source, SourcedFact, Update
from observatory.promises.permissions import may_load
from observatory.promises.states import TRANSITIONS, Kind, State
from observatory.vocabularies.models import Term

from .indexing import index_missing, index_promise

DATA = Path(__file__).resolve().parent.parent / "data" / "promises.json"
AS_WRITTEN = (
    "quote",
    "quote_language",
    "author",
    "role",
    "is_person",
    "said",
    "due",
    "condition",
    "dataset",
    "translations",
)


class BadEntry(ValueError):
    """An entry of the file does not say what it must say; the text names it."""


def load_promises(*, by: Actor, at: datetime, path: Path = DATA) -> int:
    """Bring the shipped promises and facts to what the file says; return the number of rows touched.

    An entry that an editor changed since (an update, a correction) stays as it
    is, and so does one that left the file. Side effects: sources, promises with
    their updates, facts; then, only if a row changed, a journal entry, the
    edition, and the memory forgotten. Raises `PermissionDenied`, and `BadEntry`
    for an entry without exact words, source, known place or possible dates.
    """
    if not may_load(by):
        raise PermissionDenied
    file = json.loads(path.read_text(encoding="utf-8"))
    with transaction.atomic():
        touched = sum(_load_promise(entry, by, at) for entry in file["promises"])
        touched += sum(_load_fact(entry) for entry in file["facts"])
        # Loaded before promises could be looked for.
        index_missing()
        if touched:
            record_entry(
                by=by,
                at=at,
                action="load_promises",
                subject="reference:promises",
                data={"rows": touched},
            )
            pages_changed()
    if touched:
        memory.forget_all()
    return touched


def _load_promise(entry: Mapping[str, Any], by: Actor, at: datetime) -> int:
    found = Promise.objects.filter(code=entry["code"]).first()
    if found and (found.revision or found.shipped == entry):
        return 0
    _need(entry, "quote", "quote_language", "author", "role", "condition", "sources")
    said_on = _date(entry, "said")
    due_on = read_partial_date(entry["due"]).last if entry["due"] else None
    if due_on and due_on < said_on:
        raise BadEntry(f"{entry['code']}: due before it was said")
    sources = _sources(entry)
    values = {name: entry[name] for name in AS_WRITTEN} | {
        "level": Term.objects.get(vocabulary="level", code=entry["level"]),
        "territory": _territory(entry),
        "said_on": said_on,
        "due_on": due_on,
        "condition_fixed_on": date.fromisoformat(entry["condition_fixed_on"]),
        "source": sources[0],
        "state": State.OPEN,
        "changed_at": at,
        "shipped": entry,
    }
    promise, _ = Promise.objects.update_or_create(code=entry["code"], defaults=values)
    promise.other_sources.set(sources[1:])
    promise.updates.all().delete()
    _write_updates(promise, entry["updates"], by, at)
    index_promise(promise)
    return 1


def _write_updates(
    promise: Promise, rows: Iterable[Mapping[str, Any]], by: Actor, at: datetime
) -> None:
    """Write the updates of the file in its order, and the state they lead to."""
    state = promise.state
    for row in rows:
        step = TRANSITIONS.get(row["transition"])
        if row["transition"] and (step is None or state not in step.before):
            raise BadEntry(f"{promise.code}: no way {row['transition']} from {state}")
        if not row["source"] and not (row["by_facts"] and promise.dataset):
            raise BadEntry(f"{promise.code}: an update without source")
        before, state = state, step.after if step else state
        Update.objects.create(
            promise=promise,
            happened=row["happened"],
            happened_on=read_partial_date(row["happened"]).first,
            texts=row["texts"],
            source=_source(row["source"]) if row["source"] else None,
            by_facts=row["by_facts"],
            transition=row["transition"],
            state_before=before if step else "",
            state_after=state if step else "",
            written_by_id=by.pk,
            written_at=at,
            applied_at=at,
        )
    Promise.objects.filter(pk=promise.pk).update(state=state)


def _load_fact(entry: Mapping[str, Any]) -> int:
    found = SourcedFact.objects.filter(code=entry["code"]).first()
    if found and (found.revision or found.shipped == entry):
        return 0
    _need(entry, "text", "sources")
    if entry["kind"] not in Kind.values:
        raise BadEntry(f"{entry['code']}: {entry['kind']} is no kind of fact")
    sources = _sources(entry)
    fact, _ = SourcedFact.objects.update_or_create(
        code=entry["code"],
        defaults={
            **{name: entry[name] for name in ("kind", "who", "happened", "text", "translations")},
            "happened_on": _date(entry, "happened") if entry["happened"] else None,
            "territory": _territory(entry),
            "source": sources[0],
            "shipped": entry,
        },
    )
    fact.other_sources.set(sources[1:])
    return 1


def _need(entry: Mapping[str, Any], *names: str) -> None:
    missing = [name for name in names if not entry.get(name)]
    if missing:
        raise BadEntry(f"{entry['code']}: {', '.join(missing)} is missing")


def _date(entry: Mapping[str, Any], name: str) -> date:
    """Return the first possible day of a date of the entry."""
    try:
        return read_partial_date(entry[name]).first
    except ValueError as error:
        raise BadEntry(f"{entry['code']}: {error}") from error


def _territory(entry: Mapping[str, Any]) -> Territory:
    try:
        return territory_by_nis(entry["territory"])
    except Territory.DoesNotExist as error:
        raise BadEntry(f"{entry['code']}: unknown territory {entry['territory']}") from error


def _sources(entry: Mapping[str, Any]) -> list[Source]:
    return [_source(url) for url in entry["sources"]]


def _source(url: str) -> Source:
    return Source.objects.get_or_create(url=url)[0]
