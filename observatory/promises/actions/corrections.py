"""Correcting what we wrote of a promise, in public."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F

from observatory.journal.actions import pages_changed, record_entry
from observatory.kit.actors import Actor
from observatory.promises.models import Correction, Promise
from observatory.promises.permissions import may_edit

from .conflict import Conflict, Mistake

# What may be corrected in words; its translations are dropped with it.
CORRECTED = ("quote", "author", "role", "said_at_place", "condition")
COMPULSORY = frozenset({"quote", "author", "role", "condition"})


def correct_promise(
    *, promise: Promise, revision: int, part: str, after: str, reason: str, by: Actor, at: datetime
) -> Correction:
    """Change one part of what we wrote, and say in the public log what stood there and why.

    Side effects, in this order: the promise (the part, its translations
    dropped, revision, `changed_at`), the line of the log, a journal entry
    (without words), the edition. Raises `PermissionDenied`, `Mistake`
    ("part": "unknown", "after": "missing", "same" or "too_long", "reason": "missing"), and
    `Conflict` when someone else was first.
    """
    if not may_edit(by, promise.territory_id):
        raise PermissionDenied
    if part not in CORRECTED:
        raise Mistake(part="unknown")
    before = getattr(promise, part)
    mistakes = {}
    if after == before:
        mistakes["after"] = "same"
    elif part in COMPULSORY and not after.strip():
        mistakes["after"] = "missing"
    elif len(after) > (Promise._meta.get_field(part).max_length or 0):  # type: ignore[union-attr]
        mistakes["after"] = "too_long"
    if not reason.strip():
        mistakes["reason"] = "missing"
    if mistakes:
        raise Mistake(**mistakes)
    translations = {
        language: {name: text for name, text in words.items() if name != part}
        for language, words in promise.translations.items()
    }
    with transaction.atomic():
        mine = Promise.objects.filter(pk=promise.pk, revision=revision, **{part: before})
        if not mine.update(
            **{part: after}, translations=translations, revision=F("revision") + 1, changed_at=at
        ):
            raise Conflict
        correction = Correction.objects.create(
            promise=promise,
            part=part,
            before=before,
            after=after,
            reason=reason,
            corrected_by_id=by.pk,
            corrected_at=at,
        )
        record_entry(
            by=by,
            at=at,
            action="promises.correct",
            subject=f"promise:{promise.code}",
            data={"part": part, "correction": correction.pk},
        )
        pages_changed()
    promise.refresh_from_db()
    return correction
