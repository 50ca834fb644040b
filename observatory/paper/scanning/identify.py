"""From the code of a page to its layout; and is this page here for the second time?

Only what this observatory printed is read.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from django.conf import settings

from observatory.kit.keys import load_key
from observatory.kit.omr.images import PageImage
from observatory.kit.omr.layout import PageLayout
from observatory.kit.omr.readings import PageReading
from observatory.kit.omr.reasons import Reason
from observatory.paper.page_codes import NotOurs, PageCode, read_code
from observatory.paper.registry import TEAR_OFF

# (form, version, page) -> where things stand on that page, None when it is not known here.
FindLayout = Callable[[str, str, int], PageLayout | None]

# What only whoever knows the codes and the pile can say of a page.
CodeReason = Literal["seal", "unknown_form", "tear_off"]
PileReason = Literal["same_picture", "same_serial", "photocopied"]


def code_key() -> bytes:
    """Return the secret under which the codes of pages are sealed. Makes it if missing."""
    return load_key(settings.KEYS_DIR, "pages")


def identify(text: str, find: FindLayout | None = None) -> PageLayout | None:
    """Return the layout of the page with this code, its own serial in it; None when not ours.

    Not ours: no page code, a code under another key, a form that is not known (any
    more). The small code of a part that is torn off is no page either: where it still
    hangs, the page has codes of its own. `find` looks the layout up, in the database
    unless something else is given.
    """
    code = code_of(text)
    if code is None or code.kind == TEAR_OFF:
        return None
    layout = (find or _printed_layout)(code.form, code.version, code.page)
    return replace(layout, serial=code.serial) if layout is not None else None


def code_of(text: str | None) -> PageCode | None:
    """Return what the code of a page says; None for none, or for one that is not sealed by us."""
    try:
        return read_code(code_key(), text) if text else None
    except NotOurs:
        return None


def layouts_from(pages: Iterable[PageLayout]) -> FindLayout:
    """Return a way to find layouts among these, for where there is no database."""
    known = {(page.form, page.version, page.page): page for page in pages}
    return lambda form, version, page: known.get((form, version, page))


def _printed_layout(form: str, version: str, page: int) -> PageLayout | None:
    # Imported here: the package of what was printed reads this module's key.
    from observatory.paper.queries.printing import find_layout

    return find_layout(form, version, page)


@dataclass(frozen=True)
class Judged:
    """A page by itself, or of a pile: its reading, what its code says, its status and why.

    `code` is None when the page has none of ours, or when the code that was read is
    not the page's own.
    """

    reading: PageReading
    code: PageCode | None
    status: str
    reasons: tuple[Reason | CodeReason | PileReason, ...]


def judge(reading: PageReading) -> Judged:
    """Return what becomes of a page by itself: the reader cannot tell whose a code is.

    A part that was torn off has its small code and no corner mark ("tear_off"). With
    one it is a page whose own codes are hidden, and the part still hangs on it: a
    person names the page ("no_code").
    """
    code = code_of(reading.code)
    if reading.status != "foreign" or not reading.code:
        return Judged(reading, code, reading.status, reading.reasons)
    notes = reading.reasons[1:]
    if code is None:
        why = "seal" if _has_shape(reading.code) else "foreign_code"
        return Judged(reading, None, "foreign", (why, *notes))
    if code.kind != TEAR_OFF:
        return Judged(reading, code, "foreign", ("unknown_form", *notes))
    if reading.corners is None and "few_marks" not in notes:
        return Judged(reading, code, "foreign", ("tear_off", *notes))
    return Judged(reading, None, "unreadable", ("no_code", *notes))


def _has_shape(text: str) -> bool:
    """Tell whether a code that is none of ours looks like one: another observatory's, or forged."""
    try:
        read_code(code_key(), text)
    except NotOurs as error:
        return error.reason == "seal"
    return True


# Two pictures are one when the page lies in both at the same place, to this share of their
# size, and no box differs by more than this in its ink.
_SAME_PLACE, _SAME_INK = 0.0008, 0.05
# Of one sheet read twice, a zone has about the same share of ink; of two, one may have more.
_OTHER_INK = 2.0
_UNSURE = "doubtful"


@dataclass(frozen=True)
class _Seen:
    """What is remembered of a page: the states of its boxes, and the ink of its zones."""

    states: tuple[str, ...]
    ink: tuple[float, ...]

    @classmethod
    def of(cls, reading: PageReading) -> "_Seen":
        return cls(
            tuple(box.state for box in reading.boxes),
            tuple(zone.ink_ratio if zone.has_ink else 0.0 for zone in reading.zones),
        )

    @property
    def says_nothing(self) -> bool:
        """Tell whether no box was believed: half a sheet, a picture too coarse."""
        return bool(self.states) and set(self.states) == {_UNSURE}

    def contradicts(self, other: "_Seen") -> bool:
        """Tell whether both cannot be of one sheet.

        A box is marked for certain on one and not on the other, for certain; or one
        has handwriting where the other has none, or half as much.
        """
        if (len(self.states), len(self.ink)) != (len(other.states), len(other.ink)):
            return True
        for pair in zip(self.states, other.states, strict=True):
            if "marked" in pair and _UNSURE not in pair and pair[0] != pair[1]:
                return True
        return any(
            max(pair) > _OTHER_INK * min(pair) for pair in zip(self.ink, other.ink, strict=True)
        )


class Pile:
    """The pages of one run, so that a page that comes again is known.

    Remembers no picture: a hash of the pixels, where pages lie, and their marks.
    """

    def __init__(self) -> None:
        self._pixels: set[tuple[str, int]] = set()
        self._sheets: dict[PageCode, list[_Seen]] = {}
        self._copies: dict[PageCode, list[tuple[np.ndarray, np.ndarray]]] = {}

    def judge(self, image: PageImage, readings: Sequence[PageReading]) -> list[Judged]:
        """Return what becomes of the pages of one picture, and remember them.

        "duplicate": the very same pixels ("same_picture"), nearly the same picture of a
        page without serial, or a serial with the same marks ("same_serial"). A serial
        with other marks is a photocopied form: "doubtful" ("photocopied"). A page that
        was seen before, but of which nothing could be told then, is no double.
        """
        digest = hashlib.sha256(np.ascontiguousarray(image.grey).data).hexdigest()
        return [self._one(image, digest, part, one) for part, one in enumerate(readings)]

    def _one(self, image: PageImage, digest: str, part: int, reading: PageReading) -> Judged:
        judged = judge(reading)
        if not image.grey.size or "blank" in reading.reasons:
            return judged  # all blank backs look the same
        if (digest, part) in self._pixels:
            return _again(judged, "duplicate", "same_picture")
        self._pixels.add((digest, part))
        code = judged.code
        if code is None or reading.status not in {"read", "doubtful"}:
            return judged
        if code.serial is None:
            return self._copy(image, code, judged)
        return self._sheet(code, judged)

    def _sheet(self, code: PageCode, judged: Judged) -> Judged:
        """Return a page that has a serial, as it is or as one that was seen before."""
        seen, now = self._sheets.setdefault(code, []), _Seen.of(judged.reading)
        before = [one for one in seen if not one.says_nothing]
        if any(not now.contradicts(one) for one in (before or seen)):
            if before or now.says_nothing:
                return _again(judged, "duplicate", "same_serial")
            before = []
        seen.append(now)
        return _again(judged, "doubtful", "photocopied") if before else judged

    def _copy(self, image: PageImage, code: PageCode, judged: Judged) -> Judged:
        """Return a page without serial, as it is or as the same picture, packed anew."""
        mine = _place_and_ink(image, judged.reading)
        seen = self._copies.setdefault(code, [])
        if any(_is_same(mine, other) for other in seen):
            return _again(judged, "duplicate", "same_picture")
        seen.append(mine)
        return judged


def _again(judged: Judged, status: str, why: PileReason) -> Judged:
    return replace(judged, status=status, reasons=(why, *judged.reasons))


def _place_and_ink(image: PageImage, reading: PageReading) -> tuple[np.ndarray, np.ndarray]:
    """Return where a page lies, as a share of its picture, and the ink of its boxes and zones."""
    corners = np.asarray(reading.corners) / max(image.grey.shape)
    ink = [box.measures["cover"] for box in reading.boxes]
    return corners, np.array(ink + [zone.ink_ratio * 10 for zone in reading.zones])


def _is_same(one: tuple[np.ndarray, np.ndarray], other: tuple[np.ndarray, np.ndarray]) -> bool:
    return one[1].shape == other[1].shape and bool(
        np.abs(one[0] - other[0]).max() < _SAME_PLACE
        and np.abs(one[1] - other[1]).max(initial=0) < _SAME_INK
    )
