"""Pages that stand apart, as their list shows them: why, and what can be done."""

from dataclasses import dataclass, field
from uuid import UUID

from observatory.paper.models import Batch, Scan, Sheet
from observatory.paper.states import APART, ON_THEIR_WAY, ScanState

from .reasons import SCAN_STATES, Words, page_words

SHOWN = 60
# The lists, by the word in the address; the first is shown when none is named.
LISTS: dict[str, frozenset[str]] = {
    "a-part": APART - {ScanState.DUPLICATE},
    "doubles": frozenset({ScanState.DUPLICATE}),
    "en-route": ON_THEIR_WAY,
}


@dataclass(frozen=True)
class Row:
    """One page with why it stands there, in words."""

    scan: Scan
    words: Words
    state: object

    @property
    def has_picture(self) -> bool:
        return self.scan.picture_id is not None


@dataclass(frozen=True)
class Page:
    """Pages in the order of their files; `later` is the key of the next page of the list, or ""."""

    rows: list[Row] = field(default_factory=list)
    later: str = ""


def apart_page(batch: Batch, name: str, after: str = "") -> Page:
    """Return pages of a list from the key `after` on. One query."""
    states = LISTS.get(name, LISTS["a-part"])
    found = (
        Scan.objects.filter(batch=batch, state__in=states)
        .select_related("upload", "sheet", "repeats__upload", "repeats__sheet")
        .order_by("pk")
    )
    if after.isdecimal() and len(after) <= 18:
        found = found.filter(pk__gt=int(after))
    scans = list(found[: SHOWN + 1])
    later = ""
    if len(scans) > SHOWN:
        scans.pop()
        later = str(scans[-1].pk)
    return Page([row_of(scan) for scan in scans], later)


def row_of(scan: Scan) -> Row:
    """Return one page as its list and its own page show it."""
    return Row(scan, page_words(scan.reason), SCAN_STATES[scan.state])


def pictures_of(sheet: Sheet) -> list[Scan]:
    """Return the pages of a sheet whose picture is still kept, in order. One query."""
    kept = Scan.objects.filter(sheet=sheet, picture__isnull=False, destroyed_at=None)
    return list(kept.order_by("page", "pk"))


def scan_by_uuid(batch: Batch, uuid: UUID) -> Scan | None:
    """Return a page of a pile with its file, its sheet and its picture. One query."""
    return (
        Scan.objects.filter(batch=batch, uuid=uuid)
        .select_related("upload", "sheet", "picture", "repeats__sheet")
        .first()
    )
