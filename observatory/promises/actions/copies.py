"""Copies of sources that are kept here: a file that an editor has, shown to everyone."""

import hashlib
from datetime import date, datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext, override

from observatory.documents.actions import Conflict as DocumentConflict
from observatory.documents.actions import (
    erase_document,
    keep_document,
    put_back_document,
    take_back_document,
)
from observatory.documents.models import Document
from observatory.kit.actors import Actor
from observatory.promises.models import Promise, Source
from observatory.promises.permissions import may_edit

from .conflict import Conflict, Mistake
from .sources import keep_copy, note_source

MOVES = {
    "take_back": take_back_document,
    "put_back": put_back_document,
    "erase": erase_document,
}


def keep_file(
    *,
    promise: Promise,
    source: Source,
    seen: str,
    data: bytes,
    archived_on: date,
    agreement: str,
    by: Actor,
    at: datetime,
) -> Document:
    """Keep a file as the copy of a source: a document that everyone reads, its address, its hash.

    The file is made safe first, so the hash is that of the copy that is kept and handed
    over; the journal holds the hash of the file as it came too. All in one transaction.
    Side effects, `seen` and errors: those of `keep_copy` and of `documents.keep_document`,
    which raises its own `Refused`.
    """
    if not may_edit(by, promise.territory_id):
        raise PermissionDenied
    if archived_on > localdate(at):
        raise Mistake(archived_on="future")
    with transaction.atomic():
        document = keep_document(
            subject=source.subject,
            data=data,
            titles=_titles(source),
            is_public=True,
            agreement=agreement,
            dated_on=archived_on,
            by=by,
            at=at,
        )
        _make_the_copy(promise, source, document, seen=seen, by=by, at=at)
        came = hashlib.sha256(data).hexdigest()
        note_source("promises.keep_file", promise, source, by, at, came=came)
    return document


def move_file(
    *, promise: Promise, source: Source, document: Document, move: str, by: Actor, at: datetime
) -> None:
    """Take back, put back or erase a file that is kept of a source.

    The source then has no copy any more while it was this one; a file that is put back
    is its copy again if it has no other. In one transaction, with the journal and the
    edition. Raises `PermissionDenied` and `Conflict`.
    """
    if not may_edit(by, promise.territory_id):
        raise PermissionDenied
    with transaction.atomic():
        try:
            MOVES[move](document=document, by=by, at=at)
        except DocumentConflict as conflict:
            raise Conflict from conflict
        if move == "put_back":
            if Source.objects.filter(pk=source.pk, archive_url="").exists():
                _make_the_copy(promise, source, document, seen="", by=by, at=at)
            return
        mine = Source.objects.filter(
            pk=source.pk,
            archive_sha256=document.sha256,
            archive_url__endswith=_address(document),
        )
        if mine.update(archive_url="", archive_sha256="", archived_on=None):
            note_source("promises.drop_copy", promise, source, by, at, before=document.sha256)


def _make_the_copy(
    promise: Promise, source: Source, document: Document, *, seen: str, by: Actor, at: datetime
) -> None:
    keep_copy(
        promise=promise,
        source=source,
        seen=seen,
        archive_url=settings.PUBLIC_URL.rstrip("/") + _address(document),
        archive_sha256=document.sha256,
        archived_on=document.dated_on or localdate(at),
        by=by,
        at=at,
    )


def _address(document: Document) -> str:
    """Return the address of a document, always in the same language: it is compared."""
    with override(settings.LANGUAGE_CODE):
        return document.get_absolute_url()


def _titles(source: Source) -> dict[str, str]:
    titles = {}
    for language, _ in settings.LANGUAGES:
        with override(language):
            titles[language] = gettext("Copie de %(site)s") % {"site": source.site}
    return titles
