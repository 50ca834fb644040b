"""Every write of documents. Who may is for the package of the subject to say, before it calls."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from django.db import transaction

from observatory.journal.actions import pages_changed, record_entry
from observatory.kit.actors import Actor
from observatory.kit.clean_pdfs import clean_pdf
from observatory.kit.pdf_pages import PdfRefused, is_pdf
from observatory.kit.pictures import PictureRefused, clean_picture
from observatory.vault.actions import erase_blobs, store_blob

from .models import JPEG, PDF, Document

# Pixels on the longer side of a photo.
LONGEST = 1600


class Refused(ValueError):
    """The file cannot be taken. `reason`: "empty", "kind", "locked", "too_large", "broken",
    "animated", or "agreement": a photo that nobody agreed to."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Conflict(Exception):
    """Someone did it already."""


def keep_document(
    *,
    subject: str,
    data: bytes,
    titles: Mapping[str, str],
    is_public: bool,
    by: Actor,
    at: datetime,
    dated_on: date | None = None,
    themes: Sequence[str] = (),
    agreement: str = "",
) -> Document:
    """Make a file safe and keep it about `subject` ("kind:key"); return its row.

    A PDF is written anew without scripts, attachments and metadata, a photo is
    redrawn from its pixels; anything else is refused. In one transaction: the
    sealed file, the row, the journal; public pages are made anew. Raises `Refused`.
    """
    kept, media_type, pages = _made_safe(data)
    if media_type == JPEG and is_public and not agreement.strip():
        raise Refused("agreement")
    with transaction.atomic():
        blob = store_blob(subject=subject, data=kept, media_type=media_type, by=by, at=at)
        document = Document.objects.create(
            subject=subject,
            blob=blob,
            media_type=media_type,
            size=len(kept),
            sha256=hashlib.sha256(kept).hexdigest(),
            pages=pages,
            titles=dict(titles),
            dated_on=dated_on,
            themes=list(themes),
            agreement=agreement.strip(),
            is_public=is_public,
            added_by_id=by.pk,
            added_at=at,
        )
        record_entry(by=by, at=at, action="document.kept", subject=f"document:{document.pk}")
        pages_changed()
    return document


def take_back_document(*, document: Document, by: Actor, at: datetime) -> None:
    """Show a document to nobody any more; it can be put back. Raises `Conflict`."""
    _set_taken_back(document, True, by, at)


def put_back_document(*, document: Document, by: Actor, at: datetime) -> None:
    """Undo `take_back_document`. Raises `Conflict`."""
    _set_taken_back(document, False, by, at)


def erase_document(*, document: Document, by: Actor, at: datetime) -> None:
    """Destroy a document for good: someone on a photo does not agree any more.

    In one transaction: the row, the sealed file, the journal; the file is
    overwritten after the commit. Raises `Conflict` when it is gone.
    """
    with transaction.atomic():
        blob = document.blob
        if not Document.objects.filter(pk=document.pk).delete()[0]:
            raise Conflict
        erase_blobs(blob=blob, by=by, at=at)
        record_entry(by=by, at=at, action="document.erased", subject=f"document:{document.pk}")
        pages_changed()


def erase_documents_of(*, subjects: Iterable[str], by: Actor, at: datetime) -> None:
    """Destroy all documents of these subjects, which go themselves: nobody could find them again."""
    found = Document.objects.filter(subject__in=list(subjects)).select_related("blob")
    for document in found:
        erase_document(document=document, by=by, at=at)


def _set_taken_back(document: Document, is_taken_back: bool, by: Actor, at: datetime) -> None:
    with transaction.atomic():
        found = Document.objects.filter(pk=document.pk, is_taken_back=not is_taken_back)
        if not found.update(is_taken_back=is_taken_back):
            raise Conflict
        action = "document.taken_back" if is_taken_back else "document.put_back"
        record_entry(by=by, at=at, action=action, subject=f"document:{document.pk}")
        pages_changed()


def _made_safe(data: bytes) -> tuple[bytes, str, int]:
    """Return the bytes to keep, their type and how many pages they are. Raises `Refused`."""
    if not data:
        raise Refused("empty")
    try:
        if is_pdf(data):
            kept, pages = clean_pdf(data)
            return kept, PDF, pages
        picture = clean_picture(data, longest=LONGEST)
    except PdfRefused as refused:
        raise Refused(refused.reason) from refused
    except PictureRefused as refused:
        raise Refused("kind" if refused.reason == "format" else refused.reason) from refused
    return picture.data, JPEG, 1
