"""How to reach an association, and the agreement it signed: both in the vault."""

import io
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate
from PIL import Image

from observatory.associations.models import Association
from observatory.associations.permissions import may_describe, may_manage
from observatory.journal.actions import record_entry
from observatory.kit.pdf_pages import MAX_PAGES, PdfRefused, draw_pages, is_pdf
from observatory.kit.pictures import PictureRefused, clean_picture
from observatory.people.actions import Refused
from observatory.people.models import User
from observatory.vault.actions import (
    erase_blobs,
    erase_contact,
    read_contact,
    seal_contact,
    store_blob,
)
from observatory.vault.models import Blob
from observatory.vault.queries import read_blob

# docs/privacy.md: a contact goes two years after someone last said that it is right.
CONTACT_KEPT = timedelta(days=730)
# docs/privacy.md: the signed paper proves what was agreed for a year after the association left.
AGREEMENT_KEPT = timedelta(days=365)
CONTACT_PARTS = ("name", "phone", "email", "post")
# Why someone looks; the journal keeps the code.
REASONS = ("call", "visit", "agreement", "correction")
PDF = "application/pdf"
# A page of a signed paper stays legible at this many pixels.
LONGEST = 2200


class PaperRefused(ValueError):
    """The signed paper cannot be taken.

    `reason`: "empty", "format", "locked", "too_long", "too_large" or "broken".
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def note_contact(
    *, association: Association, values: dict[str, str], by: User, at: datetime
) -> None:
    """Seal how to reach the association (`CONTACT_PARTS`), for two years from now.

    Nothing in `values` erases what was held. Writes the journal. Raises
    `PermissionDenied`, and `Refused` ("ended") for one that left.
    """
    _require(may_describe(by, association))
    if association.ended_on is not None:
        raise Refused("ended")
    held = {part: values[part] for part in CONTACT_PARTS if values.get(part)}
    if not held:
        erase_contact(subject=association.subject, by=by, at=at)
        return
    seal_contact(
        subject=association.subject,
        values=held,
        purge_on=localdate(at) + CONTACT_KEPT,
        by=by,
        at=at,
    )


def read_association_contact(
    *, association: Association, reason: str, by: User, at: datetime
) -> dict[str, str] | None:
    """Return how to reach the association, or None when nothing is held.

    Writes in the journal who looked and why (one of `REASONS`). Raises
    `PermissionDenied`, and `Refused` ("no_reason").
    """
    _require(may_describe(by, association))
    if reason not in REASONS:
        raise Refused("no_reason")
    return read_contact(subject=association.subject, by=by, at=at, reason=reason)


def confirm_contact(*, association: Association, by: User, at: datetime) -> None:
    """Say that the contact is still right: it is kept for two years from now.

    Writes in the journal that it was read to be sealed again. Raises
    `PermissionDenied`, and `Refused` ("no_contact").
    """
    _require(may_describe(by, association))
    with transaction.atomic():
        held = read_contact(subject=association.subject, by=by, at=at, reason="confirmation")
        if held is None:
            raise Refused("no_contact")
        note_contact(association=association, values=held, by=by, at=at)


def record_agreement(
    *, association: Association, agreed_on: date, paper: bytes | None, by: User, at: datetime
) -> None:
    """Note when the agreement was signed, and keep the signed paper, encrypted.

    The paper is a PDF of at most 20 pages or a picture; both are drawn anew, so
    that nothing but what can be seen is kept. A new paper replaces the former,
    which is erased; None leaves it. In one transaction, with the journal.
    Raises `PermissionDenied` and `PaperRefused`.
    """
    _require(may_manage(by, association))
    kept = None if paper is None else _draw_paper(paper)
    with transaction.atomic():
        changes: dict[str, date | Blob] = {"agreed_on": agreed_on}
        former = Association.objects.select_related("agreement").get(pk=association.pk).agreement
        if kept is not None:
            data, media_type = kept
            changes["agreement"] = store_blob(
                subject=association.subject, data=data, media_type=media_type, by=by, at=at
            )
        Association.objects.filter(pk=association.pk).update(**changes)
        if kept is not None and former is not None:
            erase_blobs(blob=former, by=by, at=at)
        record_entry(by=by, at=at, action="association.agreed", subject=association.subject)


def _draw_paper(data: bytes) -> tuple[bytes, str]:
    """Return the paper drawn anew, and its media type. Raises `PaperRefused`."""
    try:
        if not is_pdf(data):
            picture = clean_picture(data, longest=LONGEST)
            return picture.data, picture.media_type
        drawn = draw_pages(data)
    except PictureRefused as error:
        reason = "format" if error.reason == "animated" else error.reason
        raise PaperRefused(reason) from error
    except PdfRefused as error:
        raise PaperRefused(error.reason) from error
    if drawn.total > MAX_PAGES:
        raise PaperRefused("too_long")
    first, *others = (Image.open(io.BytesIO(page.data)) for page in drawn.pictures)
    file = io.BytesIO()
    first.save(file, "PDF", save_all=True, append_images=others, resolution=190.0)
    return file.getvalue(), PDF


def read_agreement(*, association: Association, by: User, at: datetime) -> tuple[bytes, str] | None:
    """Return the signed paper and its media type, or None. Writes in the journal who took it.

    Raises `PermissionDenied` for who may not edit all of the association.
    """
    _require(may_manage(by, association))
    if association.agreement is None:
        return None
    data = read_blob(association.agreement)
    record_entry(by=by, at=at, action="association.agreement_read", subject=association.subject)
    return data, association.agreement.media_type


def purge_agreements(*, by: User, at: datetime, dry_run: bool) -> int:
    """Erase the signed papers of the associations that left a year ago; return how many."""
    over = Association.objects.filter(
        agreement__isnull=False, ended_on__lte=localdate(at) - AGREEMENT_KEPT
    ).select_related("agreement")
    if dry_run:
        return over.count()
    erased = 0
    for association in over:
        with transaction.atomic():
            Association.objects.filter(pk=association.pk).update(agreement=None)
            erased += erase_blobs(blob=association.agreement, by=by, at=at)
    return erased


def _require(allowed: bool) -> None:
    if not allowed:
        raise PermissionDenied
