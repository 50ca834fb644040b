"""Copies of sources, and addresses that no longer answer."""

import re
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate

from observatory.journal.actions import pages_changed, record_entry
from observatory.kit.actors import Actor
from observatory.promises.models import Promise, Source
from observatory.promises.permissions import may_edit

from .conflict import Conflict, Mistake

SHA256 = re.compile(r"[0-9a-f]{64}")


def keep_copy(
    *,
    promise: Promise,
    source: Source,
    seen: str,
    archive_url: str,
    archive_sha256: str,
    archived_on: date,
    by: Actor,
    at: datetime,
) -> None:
    """Say where a copy of the source is kept, what it is and since when; a newer one replaces it.

    `promise` is one that rests on the source; `seen` the hash that the editor
    read ("" for none). The journal keeps the hash of the copy before. Side
    effects: the source, a journal entry, the edition. Raises
    `PermissionDenied`, `Mistake` ("archive_url": "missing", "archive_sha256":
    "wrong", "archived_on": "future") and `Conflict`.
    """
    if not may_edit(by, promise.territory_id):
        raise PermissionDenied
    mistakes = {}
    if not archive_url.startswith(("http://", "https://")):
        mistakes["archive_url"] = "missing"
    if not SHA256.fullmatch(archive_sha256):
        mistakes["archive_sha256"] = "wrong"
    if archived_on > localdate(at):
        mistakes["archived_on"] = "future"
    if mistakes:
        raise Mistake(**mistakes)
    with transaction.atomic():
        mine = Source.objects.filter(pk=source.pk, archive_sha256=seen)
        if not mine.update(
            archive_url=archive_url, archive_sha256=archive_sha256, archived_on=archived_on
        ):
            raise Conflict
        note_source("promises.keep_copy", promise, source, by, at, before=seen, now=archive_sha256)


def mark_gone(*, promise: Promise, source: Source, is_gone: bool, by: Actor, at: datetime) -> None:
    """Say that the address of a source no longer answers since today, or that it does again.

    The copy stays. Side effects: the source, a journal entry, the edition.
    Raises `PermissionDenied`, and `Conflict` when it was said already.
    """
    if not may_edit(by, promise.territory_id):
        raise PermissionDenied
    with transaction.atomic():
        mine = Source.objects.filter(pk=source.pk, gone_on__isnull=is_gone)
        if not mine.update(gone_on=localdate(at) if is_gone else None):
            raise Conflict
        note_source("promises.mark_gone", promise, source, by, at, gone="yes" if is_gone else "no")


def note_source(
    action: str, promise: Promise, source: Source, by: Actor, at: datetime, **data: str
) -> None:
    """Write in the journal what was done with a source, and make public pages anew."""
    record_entry(
        by=by,
        at=at,
        action=action,
        subject=f"promise:{promise.code}",
        data={"source": source.pk, **data},
    )
    pages_changed()
