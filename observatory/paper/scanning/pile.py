"""Is this page here for the second time? What is known of the pages of one run."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from observatory.kit.omr.page_images import PageImage
from observatory.kit.omr.readings import PageReading
from observatory.paper.page_codes import PageCode

from .identify import Judged, PileReason, judge

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
