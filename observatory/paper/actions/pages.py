"""A page that stands apart: a person says what it is, puts it aside, or counts it as a sheet."""

from dataclasses import replace
from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.db.models import F

from observatory.journal.actions import record_entry
from observatory.paper.models import Scan, Sheet
from observatory.paper.page_codes import PageCode
from observatory.paper.scanning.pages import FoundPage, look_as
from observatory.paper.scanning.printed import Printed
from observatory.paper.scanning.sealed import reading_of
from observatory.paper.states import APART, ON_THEIR_WAY, SCAN_TRANSITIONS, ScanState, SheetState
from observatory.people.models import User
from observatory.vault.actions import erase_blobs
from observatory.vault.queries import read_blob
from observatory.vault.sealing import Unreadable

from .correcting import ask_sheet
from .destroying import destroy_marked_file, destroy_scans
from .holding import hold_open, require_work
from .placing import add_sheet, place_page

# What a page apart is as a sheet of the pile, when someone counted it with the others.
AS_SHEET = {
    ScanState.DUPLICATE: SheetState.DOUBLE,
    ScanState.FOREIGN: SheetState.SET_ASIDE,
    ScanState.UNREADABLE: SheetState.ILLEGIBLE,
    ScanState.SET_ASIDE: SheetState.SET_ASIDE,
}


class PageMoved(Exception):
    """The page does not stand where it was read, or nothing is held of it any more."""


class PictureLost(Exception):
    """The picture of the page is gone from the disk, or is not the one that was stored."""


def name_page(
    *,
    scan: Scan,
    printed: Printed,
    page: int,
    serial: str | None = None,
    by: User,
    at: datetime,
) -> Scan:
    """Read a page again as the form and page that a person says it is.

    `serial`: when the code below the hidden one could be typed. Side effects, in one
    transaction that holds the pile: the page gets its place as any other; one journal entry;
    a file that turns out to have a page which must not be kept is destroyed. When it
    cannot be read so, it stays apart, and says why. Raises `PageMoved`, `PictureLost`,
    `ValueError` for a page that the form has not, `BatchClosed`, `PermissionDenied`.
    """
    require_work(by, scan.batch)
    layout = printed.layout(page)
    if layout is None:
        raise ValueError(f"the form has no page {page}")
    if scan.picture is None or scan.destroyed_at is not None:
        raise PageMoved
    try:
        picture = read_blob(scan.picture)
    except (Unreadable, FileNotFoundError) as error:
        raise PictureLost from error
    found = look_as(picture, layout, reading_of(scan))
    rule = SCAN_TRANSITIONS["name"]
    with hold_open(scan.batch):
        held = Scan.objects.filter(pk=scan.pk, state__in=rule.before, destroyed_at=None)
        if not held.update(reason="named_in_vain"):
            raise PageMoved
        if found.read is not None:
            code = PageCode(printed.kind, printed.form, printed.version, page, serial)
            _place_again(scan, found, code, by, at)
        scan.refresh_from_db()
        record_entry(
            by=by,
            at=at,
            action="scan.name",
            subject=scan.subject,
            after=scan.state,
            data={"form": printed.form, "version": printed.version, "page": page},
        )
        destroy_marked_file(upload=scan.upload, by=by, at=at)
    return scan


def _place_again(scan: Scan, found: FoundPage, code: PageCode, by: User, at: datetime) -> None:
    Scan.objects.filter(pk=scan.pk).update(picture=None, repeats=None, sheet=None)
    scan.picture = scan.sheet = scan.repeats = None
    erase_blobs(subject=scan.subject, by=by, at=at)
    scan.doubts.all().delete()
    named = replace(found, code=code, picture_hash=scan.picture_hash)
    place_page(scan=scan, found=named, by=by, at=at)
    ask_sheet(scan.pk)


def set_page_aside(*, scan: Scan, by: User, at: datetime) -> None:
    """Put a page aside: it becomes nothing. A sheet that has no other page goes.

    Side effects, in one transaction that holds the pile: the state, one journal entry.
    Raises `PageMoved`, `BatchClosed`, `PermissionDenied`.
    """
    require_work(by, scan.batch)
    rule = SCAN_TRANSITIONS["set_aside"]
    with hold_open(scan.batch):
        moved = Scan.objects.filter(pk=scan.pk, state__in=rule.before).update(
            state=ScanState.SET_ASIDE, reason="by_hand", sheet=None, closed_at=at
        )
        if not moved:
            raise PageMoved
        rest = Scan.objects.filter(sheet=scan.sheet_id, state__in=ON_THEIR_WAY)
        if scan.sheet_id and not rest.exists():
            Sheet.objects.filter(pk=scan.sheet_id, state=SheetState.SCANNED).delete()
        record_entry(
            by=by,
            at=at,
            action="scan.set_aside",
            subject=scan.subject,
            before=scan.state,
            after=ScanState.SET_ASIDE,
        )


def count_page(*, scan: Scan, by: User, at: datetime) -> Sheet:
    """Count a page apart among the sheets of the pile: it lay in it when it was counted by hand.

    Side effects, in one transaction that holds the pile: a sheet without report under
    the next number, one journal entry. Raises `PageMoved`, `BatchClosed`, `PermissionDenied`.
    """
    require_work(by, scan.batch)
    with hold_open(scan.batch):
        found = Scan.objects.select_related("repeats__sheet").get(pk=scan.pk)
        if found.state not in APART or found.sheet_id is not None:
            raise PageMoved
        is_blank = (found.state, found.reason) == (ScanState.SET_ASIDE, "blank")
        repeats = found.repeats.sheet if found.repeats else None
        sheet = add_sheet(
            scan.batch_id,
            uuid=uuid4(),
            by_id=by.pk,
            at=at,
            state=SheetState.BLANK if is_blank else AS_SHEET[ScanState(found.state)],
            repeats=repeats,
        )
        Scan.objects.filter(pk=scan.pk).update(sheet=sheet)
        record_entry(
            by=by,
            at=at,
            action="batch.count_page",
            subject=scan.batch.subject,
            after=sheet.state,
            data={"number": sheet.number},
        )
    return sheet


def destroy_page(*, scan: Scan, by: User, at: datetime) -> None:
    """Destroy what is held of a page apart at once: it has something that must not be kept.

    In a closed pile too. The page stays where it is, empty, and counts as before. Side
    effects: those of `destroy_scans`. Raises `PageMoved`, `PermissionDenied`.
    """
    require_work(by, scan.batch)
    with transaction.atomic():
        # The row is held: nobody names the page meanwhile.
        held = Scan.objects.filter(pk=scan.pk, state__in=APART, destroyed_at=None)
        if not held.update(state=F("state")):
            raise PageMoved
        destroy_scans(scans=[held.get()], why="by_hand", by=by, at=at)
