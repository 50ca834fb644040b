"""Correcting a sourced fact, in public."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils.timezone import localdate

from observatory.kit.actors import Actor
from observatory.kit.partial_dates import read_partial_date
from observatory.promises.models import Correction, Source, SourcedFact
from observatory.promises.permissions import may_edit

from .conflict import Conflict, Mistake
from .corrections import longest
from .log import log_correction

FACT_PARTS = ("text", "who", "happened", "source")


def correct_fact(
    *, fact: SourcedFact, revision: int, part: str, after: str, reason: str, by: Actor, at: datetime
) -> Correction:
    """Change one part of a sourced fact, and say in the public log what stood there and why.

    Side effects: the fact (the part, its translations dropped, revision), the
    source if it is new, the line of the log, a journal entry without words, the
    edition. From then on no file of the project changes it. Raises
    `PermissionDenied`, `Mistake` ("part": "unknown"; "after": "missing", "same",
    "too_long", "wrong", "future", "unknown"; "reason": "missing") and `Conflict`.
    """
    if not may_edit(by, fact.territory_id):
        raise PermissionDenied
    if part not in FACT_PARTS:
        raise Mistake(part="unknown")
    before = fact_written(fact, part)
    mistakes = {} if reason.strip() else {"reason": "missing"}
    wrong = "same" if after == before else _wrong(part, after, at)
    if wrong:
        mistakes["after"] = wrong
    if mistakes:
        raise Mistake(**mistakes)
    with transaction.atomic():
        values: dict[str, object] = {part: after}
        if part == "happened":
            values["happened_on"] = read_partial_date(after).first if after else None
        elif part == "source":
            values["source"] = Source.objects.get_or_create(url=after)[0]
        else:
            values["translations"] = {
                language: {name: text for name, text in words.items() if name != part}
                for language, words in fact.translations.items()
            }
        mine = SourcedFact.objects.filter(pk=fact.pk, revision=revision)
        if not mine.update(**values, revision=F("revision") + 1):
            raise Conflict
        line = log_correction(
            of=fact, part=f"fact_{part}", before=before, after=after, reason=reason, by=by, at=at
        )
    fact.refresh_from_db()
    return line


def fact_written(fact: SourcedFact, part: str) -> str:
    """Return what stands in a part now, as it is typed and kept in the log."""
    return fact.source.url if part == "source" else str(getattr(fact, part))


def _wrong(part: str, after: str, at: datetime) -> str:
    """Return why a part may not say that, or ""."""
    if part in {"text", "source"} and not after.strip():
        return "missing"
    if part == "source":
        return "" if after.startswith(("http://", "https://")) else "unknown"
    if part == "happened":
        try:
            return "future" if after and read_partial_date(after).first > localdate(at) else ""
        except ValueError:
            return "wrong"
    return "too_long" if len(after) > longest(SourcedFact, part) else ""
