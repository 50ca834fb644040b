"""A page that was looked at gets its place: in a sheet, beside it, or apart. Nothing is guessed."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import DatabaseError
from django.db.models import Max

from observatory.observations.models import Slot
from observatory.paper.models import Doubt, Scan, Sheet, Upload
from observatory.paper.page_codes import PageCode
from observatory.paper.printing.serials import submission_uuid
from observatory.paper.queries.slots import slot_of_serial
from observatory.paper.registry import OBSERVATION, target_of
from observatory.paper.scanning.marks import (
    Asked,
    ReadPage,
    ask_about,
    count_differences,
    is_doubted,
    same_marks,
)
from observatory.paper.scanning.originals import NotStored, room_needed
from observatory.paper.scanning.pages import FoundPage, hash_serial, is_alike
from observatory.paper.scanning.sealed import reading_of, seal_reading
from observatory.paper.states import ON_THEIR_WAY, ScanState, SheetState
from observatory.people.models import User
from observatory.reports.models import Tombstone
from observatory.vault.actions import store_blob
from observatory.vault.models import Blob

from .replacing import make_way, settle_state

PICTURE_TYPE = "image/jpeg"


@dataclass
class Place:
    """Where a page goes: its state and why, its sheet, what it may repeat, what is asked of it."""

    state: str
    reason: str = ""
    sheet: Sheet | None = None
    repeats: Scan | None = None
    # A page of which nothing could be told, and that this one stands for now.
    replaces: Scan | None = None
    asked: list[Asked] = field(default_factory=list)
    # False: nothing of it is stored, and its file goes too.
    is_kept: bool = True


def place_page(*, scan: Scan, found: FoundPage, by: User, at: datetime) -> None:
    """Write what was made out of a page, and give it its place in the pile.

    Called in the transaction that holds the pile. Side effects: the picture
    sealed and stored, the row, a sheet when it is the first page of one, what is
    asked of a person; a page of which nothing could be told makes way for a better scan.
    Of a tear-off part nothing is stored, and a file with one is destroyed once it
    is read; of a double neither picture nor reading. Raises `NotStored`.
    """
    _write_code(scan, found)
    place = _place(scan, found, at)
    if not place.is_kept or found.has_tear_off:
        Upload.objects.filter(pk=scan.upload_id).update(is_to_destroy=True)
    # A double is no page of a report: it would outlive one that is withdrawn.
    is_kept = place.is_kept and place.state != ScanState.DUPLICATE
    if is_kept and found.picture:
        scan.picture = _store(scan, found.picture, by, at)
    kept = found.read or found.lost
    scan.sealed_reading = seal_reading(scan, kept) if is_kept and kept is not None else b""
    scan.sheet, scan.repeats = place.sheet, place.repeats
    scan.state, scan.reason = place.state, place.reason
    scan.read_at = at
    scan.closed_at = None if place.state in ON_THEIR_WAY else at
    scan.save()
    if place.replaces is not None:
        place.asked = make_way(old=place.replaces, new=scan, found=found, by=by, at=at)
    ask(scan, place.asked)
    if place.replaces is not None:
        settle_state(scan)


def _store(scan: Scan, picture: bytes, by: User, at: datetime) -> Blob:
    """Seal and store the picture of a page. Raises `NotStored`, also for a full disk."""
    try:
        with room_needed():
            return store_blob(
                subject=scan.subject, data=picture, media_type=PICTURE_TYPE, by=by, at=at
            )
    except (NotStored, DatabaseError):
        raise
    except Exception as error:  # whatever the storage breaks with: the page is no cause of it
        raise NotStored from error


def ask(scan: Scan, asked: Iterable[Asked], start: int = 0) -> list[Doubt]:
    """Write down what is asked of a page, in its order; what was asked before is not asked twice."""
    return Doubt.objects.bulk_create(
        [
            Doubt(
                scan=scan,
                kind=one.kind,
                question=one.question,
                # About a whole page, each reason is asked once.
                option=one.option or (one.reason if one.kind == Doubt.Kind.PAGE else ""),
                reason=one.reason,
                place=place,
            )
            for place, one in enumerate(asked, start)
        ],
        ignore_conflicts=True,
    )


def _write_code(scan: Scan, found: FoundPage) -> None:
    scan.picture_hash = found.picture_hash
    if found.code is not None:
        scan.kind, scan.page = found.code.kind, found.code.page
        scan.form, scan.version = found.code.form, found.code.version
        scan.serial_hash = hash_serial(found.code.serial)
        if found.code.serial is None:
            scan.likeness = found.likeness


def _place(scan: Scan, found: FoundPage, at: datetime) -> Place:
    if found.reason == "blank":
        return Place(ScanState.SET_ASIDE, "blank")
    twin = _same_picture(scan)
    if twin is not None:
        return Place(ScanState.DUPLICATE, "same_picture", repeats=twin)
    code = found.code
    if code is not None and found.reason == "tear_off":
        return Place(ScanState.SET_ASIDE, "tear_off", is_kept=False)
    if found.status in {"foreign", "unreadable"} or found.layout is None or found.read is None:
        state = ScanState.FOREIGN if found.status == "foreign" else ScanState.UNREADABLE
        return Place(state, found.reason)
    if target_of(scan.kind) is None:
        return Place(ScanState.SET_ASIDE, "no_target")
    asked = ask_about(found.read, found.layout)
    if code is not None and code.serial:
        return _with_serial(scan, found, code, asked, at)
    return _without_serial(scan, found, asked, at)


def _same_picture(scan: Scan) -> Scan | None:
    """Return the page of the pile with the very same pixels, if there is one."""
    if not scan.picture_hash:
        return None
    return (
        Scan.objects.filter(batch=scan.batch_id, picture_hash=scan.picture_hash)
        .exclude(pk=scan.pk)
        .exclude(state=ScanState.WAITING)
        .order_by("pk")
        .first()
    )


def _with_serial(
    scan: Scan, found: FoundPage, code: PageCode, asked: list[Asked], at: datetime
) -> Place:
    uuid = submission_uuid(code.serial or "")
    if Tombstone.objects.filter(uuid=uuid).exists():
        return Place(ScanState.SET_ASIDE, "withdrawn", is_kept=False)
    sheet = Sheet.objects.filter(uuid=uuid).first()
    if sheet is None:
        slot = slot_of_serial(code.serial or "") if code.kind == OBSERVATION else None
        return _in(_new_sheet(scan, uuid, at, slot=slot), asked)
    if sheet.batch_id != scan.batch_id:
        return Place(ScanState.DUPLICATE, "elsewhere")
    first = _page_of(sheet, scan)
    if first is None:
        if sheet.state != SheetState.SCANNED:
            return Place(ScanState.SET_ASIDE, "late")
        return _in(sheet, asked)
    copy = _copy_before(scan, first)
    if copy is not None:
        return _in(copy, asked)
    return _beside(scan, found, first, asked, at)


def _beside(scan: Scan, found: FoundPage, first: Scan, asked: list[Asked], at: datetime) -> Place:
    """Return the place of a page that was seen before under its serial: on its own sheet, and
    perhaps on photocopies of it.

    It is a double of the one that has the same crosses; where nothing could be told
    of that one, it takes its place.
    """
    before, read = reading_of(first), found.read
    if before is None or read is None:
        return Place(ScanState.DUPLICATE, "same_serial", repeats=first)
    seen = [(first, before), *_on_copies(scan, first)]
    told = [pair for pair in seen if not is_doubted(pair[1])]
    same = next((one for one, other in told or seen if same_marks(other, read)), None)
    if same is None:
        # The same code with other crosses: someone filled in a photocopy. A person decides.
        about_it = Asked("page", "", reason="photocopied")
        place = _in(_new_sheet(scan, uuid4(), at), [about_it, *asked])
        place.repeats = min(seen, key=lambda pair: count_differences(pair[1], read))[0]
        return place
    if told or is_doubted(read) or not _may_make_way(same):
        return Place(ScanState.DUPLICATE, "same_serial", repeats=same)
    place = _in(same.sheet, asked)
    place.replaces = same
    return place


def _on_copies(scan: Scan, first: Scan) -> list[tuple[Scan, ReadPage]]:
    """Return the same page of the photocopies of a sheet, with what was read of each."""
    copies = Scan.objects.filter(
        batch=scan.batch_id,
        serial_hash=scan.serial_hash,
        kind=scan.kind,
        page=scan.page,
        sheet__isnull=False,
        state__in=[*ON_THEIR_WAY, ScanState.ACCEPTED],
    ).exclude(pk__in=[scan.pk, first.pk])
    found = [(one, reading_of(one)) for one in copies.select_related("sheet").order_by("pk")]
    return [(one, read) for one, read in found if read is not None]


def _may_make_way(scan: Scan) -> bool:
    return (
        scan.state in ON_THEIR_WAY
        and scan.sheet is not None
        and scan.sheet.state == SheetState.SCANNED
    )


def _copy_before(scan: Scan, first: Scan) -> Sheet | None:
    """Return the photocopy whose other page comes right before this one in the file, if it has
    no such page yet."""
    before = _neighbour(scan)
    if before is None or before.sheet is None or before.serial_hash != scan.serial_hash:
        return None
    is_copy = before.sheet_id != first.sheet_id
    return before.sheet if is_copy and _page_of(before.sheet, scan) is None else None


def _without_serial(scan: Scan, found: FoundPage, asked: list[Asked], at: datetime) -> Place:
    first: list[Asked] = []
    twin = _look_alike(scan, found)
    if twin is not None:
        first.append(Asked("page", "", reason="alike"))
    before = _neighbour(scan)
    if before is not None and _goes_with(before, scan):
        place = _in(before.sheet, [*first, Asked("page", "", reason="pair"), *asked])
    else:
        place = _in(_new_sheet(scan, uuid4(), at), [*first, *asked])
    place.repeats = twin
    return place


def _goes_with(before: Scan, scan: Scan) -> bool:
    """Tell whether a page may be the other side of the one before it in the file."""
    return (
        before.sheet is not None
        and before.sheet.state == SheetState.SCANNED
        and not before.serial_hash
        and (before.kind, before.form, before.version) == (scan.kind, scan.form, scan.version)
        and _page_of(before.sheet, scan) is None
    )


def _neighbour(scan: Scan) -> Scan | None:
    return (
        Scan.objects.filter(upload=scan.upload_id, number=scan.number - 1, part=scan.part)
        .select_related("sheet")
        .first()
    )


def _page_of(sheet: Sheet, scan: Scan) -> Scan | None:
    """Return the page of a sheet that has the same number as this one."""
    return (
        Scan.objects.filter(sheet=sheet, page=scan.page)
        .exclude(pk=scan.pk)
        .exclude(state=ScanState.DUPLICATE)
        .first()
    )


def _look_alike(scan: Scan, found: FoundPage) -> Scan | None:
    """Return a page without serial that may be the same paper: the same crosses, the same look."""
    if found.read is None or not found.read.marks:
        return None
    others = Scan.objects.filter(
        batch=scan.batch_id,
        kind=scan.kind,
        form=scan.form,
        version=scan.version,
        page=scan.page,
        serial_hash="",
        state__in=[*ON_THEIR_WAY, ScanState.ACCEPTED],
    ).exclude(pk=scan.pk)
    for other in others:
        if is_alike(other.likeness, scan.likeness):
            before = reading_of(other)
            if before is not None and same_marks(before, found.read):
                return other
    return None


def _in(sheet: Sheet | None, asked: list[Asked]) -> Place:
    return Place(ScanState.DOUBTFUL if asked else ScanState.READ, sheet=sheet, asked=asked)


def _new_sheet(scan: Scan, uuid: UUID, at: datetime, slot: Slot | None = None) -> Sheet:
    return add_sheet(scan.batch_id, uuid=uuid, by_id=scan.upload.sent_by_id, at=at, slot=slot)


def add_sheet(batch_id: int, *, uuid: UUID, by_id: int, at: datetime, **values: Any) -> Sheet:
    """Add a sheet under the number after the last one. The caller holds the pile."""
    last = Sheet.objects.filter(batch=batch_id).aggregate(last=Max("number"))["last"]
    defaults: dict[str, Any] = {"state": SheetState.SCANNED}
    return Sheet.objects.create(
        uuid=uuid,
        batch_id=batch_id,
        number=(last or 0) + 1,
        keyed_by_id=by_id,
        keyed_at=at,
        **{**defaults, **values},
    )
