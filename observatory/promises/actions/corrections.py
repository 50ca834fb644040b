"""Correcting what we wrote of a promise, in public."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import CharField, F, Model, TextField
from django.utils.timezone import localdate

from observatory.kit.actors import Actor
from observatory.kit.partial_dates import read_partial_date
from observatory.places.models import Territory
from observatory.places.queries import territories_by_id, territory_by_nis
from observatory.promises.models import Correction, Promise, Source
from observatory.promises.permissions import may_edit
from observatory.vocabularies.models import Term
from observatory.vocabularies.queries import term, terms_by_id

from .conflict import Conflict, Mistake
from .log import log_correction
from .writing import promise_mistakes

# In words; their translations are dropped with them.
IN_WORDS = ("quote", "author", "role", "said_at_place", "condition")
# Dates of EDTF; a code of a level; the NIS code of a place; addresses, one a line.
CORRECTED = (
    *IN_WORDS,
    "said",
    "due",
    "level",
    "territory",
    "recording_url",
    "source",
    "other_sources",
)
COMPULSORY = frozenset(CORRECTED) - {"said_at_place", "due", "recording_url", "other_sources"}


def correct_promise(
    *, promise: Promise, revision: int, part: str, after: str, reason: str, by: Actor, at: datetime
) -> Correction:
    """Change one part of what we wrote, and say in the public log what stood there and why.

    Side effects, in this order: the promise (the part, its translations
    dropped, revision, `changed_at`), the line of the log, a journal entry
    (without words), the index of search, a message to who watches it, the
    edition. Raises `PermissionDenied` (also for a place where this editor may
    not write), `Mistake` ("part": "unknown"; "after": "missing", "same",
    "too_long", "unknown", or as `promise_mistakes` says; "reason": "missing"),
    and `Conflict` when someone else was first.
    """
    if not may_edit(by, promise.territory_id):
        raise PermissionDenied
    if part not in CORRECTED:
        raise Mistake(part="unknown")
    before = written(promise, part)
    mistakes = {} if reason.strip() else {"reason": "missing"}
    values: dict[str, Any] = {}
    if after == before:
        mistakes["after"] = "same"
    elif part in COMPULSORY and not after.strip():
        mistakes["after"] = "missing"
    else:
        try:
            values = _values(promise, part, after, localdate(at))
        except Mistake as mistake:
            mistakes |= mistake.mistakes
    if mistakes:
        raise Mistake(**mistakes)
    if part == "territory" and not may_edit(by, values["territory"].pk):
        raise PermissionDenied
    with transaction.atomic():
        mine = Promise.objects.filter(pk=promise.pk, revision=revision)
        if not mine.update(**values, revision=F("revision") + 1, changed_at=at):
            raise Conflict
        if part == "source":
            promise.source = _sources(after)[0]
            Promise.objects.filter(pk=promise.pk).update(source=promise.source)
        if part == "other_sources":
            promise.other_sources.set(_sources(after))
        return log_correction(
            of=promise, part=part, before=before, after=after, reason=reason, by=by, at=at
        )


def written(promise: Promise, part: str) -> str:
    """Return what stands in a part now, as it is typed and kept in the log."""
    if part == "level":
        return terms_by_id()[promise.level_id].code
    if part == "territory":
        return territories_by_id()[promise.territory_id].nis
    if part == "source":
        return promise.source.url
    if part == "other_sources":
        return "\n".join(promise.other_sources.order_by("pk").values_list("url", flat=True))
    return str(getattr(promise, part))


def longest(model: type[Model], part: str) -> int:
    """Return how many characters a text of a row may have."""
    field = model._meta.get_field(part)
    assert isinstance(field, CharField | TextField)  # noqa: S101 - the parts that are words
    return field.max_length or 0


def _values(promise: Promise, part: str, after: str, today: date) -> dict[str, Any]:
    """Return the columns that the part changes. Raises `Mistake` about "after"."""
    if part in IN_WORDS:
        if len(after) > longest(Promise, part):
            raise Mistake(after="too_long")
        translations = {
            language: {name: text for name, text in words.items() if name != part}
            for language, words in promise.translations.items()
        }
        return {part: after, "translations": translations}
    if part in {"said", "due", "recording_url"}:
        return _checked(promise, part, after, today)
    if part in {"level", "territory"}:
        return {part: _named(part, after)}
    # `_sources` writes them in the transaction.
    if part == "source" and len(after.split()) > 1:
        raise Mistake(after="unknown")
    if any(not line.startswith(("http://", "https://")) for line in after.split()):
        raise Mistake(after="unknown")
    return {}


def _checked(promise: Promise, part: str, after: str, today: date) -> dict[str, Any]:
    now = {"said": promise.said, "due": promise.due, "recording_url": promise.recording_url}
    found = promise_mistakes(**{**now, part: after}, is_oral=promise.is_oral, today=today)
    if found:
        raise Mistake(after=next(iter(found.values())))
    if part == "said":
        return {"said": after, "said_on": read_partial_date(after).first}
    if part == "due":
        return {"due": after, "due_on": read_partial_date(after).last if after else None}
    return {"recording_url": after}


def _named(part: str, code: str) -> Term | Territory:
    try:
        return term("level", code) if part == "level" else territory_by_nis(code)
    except (Term.DoesNotExist, Territory.DoesNotExist):
        raise Mistake(after="unknown") from None


def _sources(lines: str) -> list[Source]:
    return [Source.objects.get_or_create(url=url)[0] for url in dict.fromkeys(lines.split())]
