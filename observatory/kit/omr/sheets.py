"""Which printed pages a picture shows, and how they lie in it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import permutations

import cv2
import numpy as np

from .codes import FoundCode, find_codes, find_codes_in, find_codes_in_even_light
from .images import Grey
from .layout import Mark, PageLayout
from .marks import FoundMark, find_in_windows, find_marks, sharpen_corners
from .pose import Pose, corners_mm, misfit, pose_from_codes, pose_from_marks

Identify = Callable[[str], PageLayout | None]

# Codes and marks are looked for in a picture of about this size (longer side, pixels).
LOOK_AT = 1100
# Boxes are looked for there too, when it has so many pixels to a millimetre.
LEAST_PER_MM = 3.0
# Around where a mark should lie, in millimetres: on flat paper told by two codes, on any, and
# told by one code alone.
FLAT_MM, NEAR_MM, FAR_MM = 3.5, 7.0, 16.0
# With so many marks it is known how a page lies.
SURE = 3
# A page that covers this share of the picture leaves no room for another one of its size.
FILLS = 0.55


@dataclass(frozen=True)
class Sheet:
    """A page found in a picture: its code, how it lies there, and the middle of the code it was told by."""

    code: str
    pose: Pose
    told_at: tuple[float, float] = (0.0, 0.0)

    def holds(self, other: "Sheet") -> bool:
        """Tell whether the other one is the same paper, placed no better, by a code that lies on this one."""
        mine, others = self.pose.marks, other.pose.marks
        shared = [mark for number, mark in mine.items() if number in others]
        return (
            other.code == self.code
            and SURE <= len(mine) >= len(others)
            and (len(others) < SURE or any(_same(mark, others[mark.number]) for mark in shared))
            and _is_within(other.told_at, self.pose.corners)
        )


@dataclass
class Sight:
    """What a picture shows. `lost`: corners (4 x 2) of pages by their marks, without a code.

    `foreign`: the text of a code, when no code is one of ours. `is_mirrored`: what
    was found was found in the mirror image of the picture. `small`: the picture (or
    its mirror image) reduced by `factor`. `stray`: how many marks stand alone.
    """

    small: Grey
    factor: int
    sheets: list[Sheet] = field(default_factory=list)
    lost: list[dict[int, FoundMark]] = field(default_factory=list)
    foreign: str = ""
    is_mirrored: bool = False
    stray: int = 0

    def picture_for(self, pose: Pose, grey: Grey) -> tuple[Grey, int]:
        """Return the picture in which boxes are looked for, and by how much it is reduced."""
        if pose.pixels_per_mm / self.factor >= LEAST_PER_MM:
            return self.small, self.factor
        return grey, 1

    def add(self, sheet: Sheet) -> None:
        """Add a sheet, unless its paper is there already; it takes the place of a poorer look at its paper."""
        if not any(known.holds(sheet) for known in self.sheets):
            self.sheets = [known for known in self.sheets if not sheet.holds(known)] + [sheet]

    @property
    def marks(self) -> int:
        """Return how many corner marks were found in all."""
        return sum(len(sheet.pose.marks) for sheet in self.sheets) + sum(map(len, self.lost))


def look(grey: Grey, identify: Identify) -> Sight:
    """Return what the picture shows; looked at in the mirror too, if that helps."""
    sight = Look(grey, identify).sight()
    if sight.marks >= 3 and not sight.lost:
        return sight
    mirrored = Look(cv2.flip(grey, 1), identify).sight()
    if mirrored.marks > sight.marks or (mirrored.sheets and not sight.sheets):
        mirrored.is_mirrored = True
        return mirrored
    return sight


class Look:
    """A look at one picture: `grey` in full, `small` for codes and marks, a factor between."""

    def __init__(self, grey: Grey, identify: Identify) -> None:
        self.grey, self.identify = grey, identify
        self.factor = max(1, max(grey.shape) // LOOK_AT)
        self.small = grey
        if self.factor > 1:
            size = (grey.shape[1] // self.factor, grey.shape[0] // self.factor)
            cut = grey[: size[1] * self.factor, : size[0] * self.factor]
            self.small = cv2.resize(cut, size, interpolation=cv2.INTER_AREA)

    def sight(self) -> Sight:
        """Find codes first, marks where they tell, and the rest where something is missing."""
        glance = self._glance()
        if glance is not None:
            return glance
        sight = Sight(self.small, self.factor)
        codes = [self._in_full(code) for code in find_codes(self.small)]
        if not codes and self.factor > 1:
            codes = find_codes(self.grey)
        self._take(sight, codes)
        if self._may_hold_more(sight):
            self._rescue(sight)
        return sight

    def _glance(self) -> Sight | None:
        """Return what is seen at a glance: one page that fills the picture; None if anything else may be there."""
        codes = [self._in_full(code) for code in find_codes_in_even_light(self.small)]
        if len({code.text for code in codes}) == len(codes):
            return None
        sight = Sight(self.small, self.factor)
        self._take(sight, codes)
        return sight if sight.sheets and not self._may_hold_more(sight) else None

    def _take(self, sight: Sight, codes: list[FoundCode]) -> None:
        """Add the sheets that these codes name."""
        named = [(code, self.identify(code.text)) for code in codes]
        if named and not sight.sheets and all(layout is None for _, layout in named):
            sight.foreign = sight.foreign or named[0][0].text
        waiting = [(code, layout) for code, layout in named if layout is not None]
        while waiting:
            code, layout = waiting.pop(0)
            partners = [other for other, _ in waiting if other.text == code.text]
            pose, used = self._place(layout, code, partners)
            waiting = [pair for pair in waiting if not any(pair[0] is other for other in used)]
            if pose is not None:
                sight.add(Sheet(code.text, pose, tuple(code.middle.tolist())))

    def _may_hold_more(self, sight: Sight) -> bool:
        """Tell whether a page could be there of which no code was read, or none well enough to place it."""
        covered = sum(
            cv2.contourArea(sheet.pose.corners.astype(np.float32))
            for sheet in sight.sheets
            if len(sheet.pose.marks) >= SURE
        )
        return covered < FILLS * self.grey.size

    def _rescue(self, sight: Sight) -> None:
        """Look for marks that no code explains, and for the code that belongs to them."""
        sure = [sheet for sheet in sight.sheets if len(sheet.pose.marks) >= SURE]
        used = [mark for sheet in sure for mark in sheet.pose.marks.values()]
        free = [mark for mark in self.all_marks if not any(_same(mark, other) for other in used)]
        if len(free) < 3 and not sight.sheets:
            free = self.all_scales()
        groups = group_marks(free)
        sight.stray = len(free) - sum(map(len, groups))
        for group in groups:
            codes = find_codes_in(self.grey, quad_of(group), self._is_ours)
            before = sight.sheets
            sheet = self._told_by(group, codes)
            if sheet is not None:
                sight.add(sheet)
            elif codes:
                self._take(sight, codes)
            if sight.sheets is before:
                sight.lost.append(group)

    def _told_by(self, group: dict[int, FoundMark], codes: list[FoundCode]) -> Sheet | None:
        """Return the sheet whose corners these marks are, when a code stands where it should between them."""
        for code in codes:
            layout = self.identify(code.text)
            pose = layout and pose_from_marks(layout, self.sharp(group))
            if not layout or not pose:
                continue
            middles = pose.pixels(
                np.array([corners_mm(zone).mean(axis=0) for zone in layout.codes])
            )
            away = np.hypot(*(middles - code.middle).T).min()
            if away < code.side / 2:
                return Sheet(code.text, pose, tuple(code.middle.tolist()))
        return None

    def _is_ours(self, text: str) -> bool:
        return self.identify(text) is not None

    @cached_property
    def all_marks(self) -> list[FoundMark]:
        """Return the marks anywhere in the picture, in full pixels."""
        return [self._mark_in_full(mark) for mark in find_marks(self.small)]

    def all_scales(self) -> list[FoundMark]:
        """Return the marks, looked for in the whole picture with all means."""
        found = [self._mark_in_full(mark) for mark in find_marks(self.small, is_thorough=True)]
        if len(found) < 3 and self.factor > 1:
            found = find_marks(self.grey, is_thorough=True)
        return found

    def sharp(self, marks: dict[int, FoundMark]) -> dict[int, FoundMark]:
        """Return the marks with their corners found to a fraction of a pixel."""
        return dict(zip(marks, sharpen_corners(self.grey, list(marks.values())), strict=True))

    def _place(
        self, layout: PageLayout, code: FoundCode, partners: list[FoundCode]
    ) -> tuple[Pose | None, list[FoundCode]]:
        """Return the pose of the sheet that a code lies on, and the other codes on that sheet."""
        best: Pose | None = None
        others: list[FoundCode] = []
        for pose, codes in _readings(layout, code, partners):
            found = self._with_marks(pose, codes, NEAR_MM if len(codes) > 1 else FAR_MM)
            if best is None or len(found.marks) > len(best.marks):
                best = found
                others = [other for other in codes.values() if other is not code]
            if len(best.marks) == len(layout.marks):
                break
        return best, others

    def _with_marks(self, pose: Pose, codes: dict[int, FoundCode], within: float) -> Pose:
        """Return the pose by the marks found where it has them."""
        wanted = len(pose.layout.marks)
        found: dict[int, FoundMark] = {}
        if len(codes) > 1:
            found = match_marks(pose, self._in_windows(pose, FLAT_MM), FLAT_MM)
            if len(found) == wanted:
                return self._settle(pose, found, codes) or pose
        for attempt in ("windows", "again", "everywhere"):
            is_last = attempt == "everywhere"
            seen = self.all_marks if is_last else self._in_windows(pose, within)
            found = match_marks(pose, seen, 2 * within if is_last else within)
            better = self._settle(pose, found, codes)
            if better is not None:
                pose, within = better, min(within, NEAR_MM)
            if len(found) == wanted or (attempt == "windows" and not found):
                break
        return pose

    def _settle(
        self, pose: Pose, found: dict[int, FoundMark], codes: dict[int, FoundCode]
    ) -> Pose | None:
        """Return the pose by these marks, if there are more of them than it rests on."""
        if len(found) <= len(pose.marks):
            return None
        return pose_from_marks(pose.layout, self.sharp(found), codes)

    def _in_windows(self, pose: Pose, within: float) -> list[FoundMark]:
        windows = []
        for mark in pose.layout.marks:
            x, y = pose.pixels(_middle(mark))[0] / self.factor
            scale = _scale_at(pose, mark) / self.factor
            windows.append((x, y, (mark.size_mm * 0.75 + within) * scale))
        return [self._mark_in_full(mark) for mark in find_in_windows(self.small, windows)]

    def _in_full(self, code: FoundCode) -> FoundCode:
        return FoundCode(code.text, (code.corners + 0.5) * self.factor - 0.5)

    def _mark_in_full(self, mark: FoundMark) -> FoundMark:
        return FoundMark(mark.number, (mark.corners + 0.5) * self.factor - 0.5)


def _readings(
    layout: PageLayout, code: FoundCode, partners: list[FoundCode]
) -> Iterator[tuple[Pose, dict[int, FoundCode]]]:
    """Yield how a page can lie when this is one of its codes and a partner the other; then alone."""
    places = range(len(layout.codes))
    for partner in partners:
        for mine, other in permutations(places, 2):
            both = {mine: code, other: partner}
            pose = pose_from_codes(layout, both)
            if pose and max(misfit(pose, *placed) for placed in both.items()) < 0.1:
                yield pose, both
    for place in places:
        pose = pose_from_codes(layout, {place: code})
        if pose:
            yield pose, {place: code}


def match_marks(pose: Pose, seen: list[FoundMark], within: float) -> dict[int, FoundMark]:
    """Return for each mark of the layout the one that lies nearest to where it should.

    `within`: how many millimetres it may be away. It must have about the size and
    the direction that the pose gives it.
    """
    matched: dict[int, FoundMark] = {}
    marks = pose.layout.marks
    if not seen:
        return matched
    corners = pose.pixels(np.concatenate([corners_mm(mark) for mark in marks])).reshape(-1, 4, 2)
    for mark, expected in zip(marks, corners, strict=True):
        alike_numbers = [found for found in seen if found.number == mark.number]
        if not alike_numbers:
            continue
        middle, scale = expected.mean(axis=0), _scale_at(pose, mark)
        near = []
        for found in alike_numbers:
            away = float(np.hypot(*(found.middle - middle)))
            if away > within * scale:
                continue
            side, edge = found.corners[1] - found.corners[0], expected[1] - expected[0]
            lengths = max(np.hypot(*side) * np.hypot(*edge), 1e-6)
            alike = 0.6 < found.side / max(mark.size_mm * scale, 1e-6) < 1.6
            if alike and float(side @ edge) / lengths > 0.85:
                near.append((away, found))
        if near:
            matched[mark.number] = min(near, key=lambda pair: pair[0])[1]
    return matched


def group_marks(marks: list[FoundMark]) -> list[dict[int, FoundMark]]:
    """Return the sets of at least three marks that stand like the corners of one page."""
    groups: list[dict[int, FoundMark]] = []
    for mark in marks:
        group = {mark.number: mark}
        for _ in range(3):
            last = next(reversed(group.values()))
            following = _next_corner(last, marks)
            if following is None or following.number in group:
                break
            group[following.number] = following
        if len(group) >= 3:
            groups.append(group)
    kept: list[dict[int, FoundMark]] = []
    for group in sorted(groups, key=len, reverse=True):
        members = set(map(id, group.values()))
        if all(members.isdisjoint(map(id, other.values())) for other in kept):
            kept.append(group)
    return kept


def quad_of(group: dict[int, FoundMark]) -> np.ndarray:
    """Return the outer corners that three or four marks span, 4 x 2 in pixels."""
    middles = {number: mark.middle for number, mark in group.items()}
    for number in range(4):
        if number not in middles:  # where the fourth corner of a parallelogram lies
            before, after = middles[(number - 1) % 4], middles[(number + 1) % 4]
            middles[number] = before + after - middles[(number + 2) % 4]
    quad = np.array([middles[number] for number in range(4)])
    side = np.mean([mark.side for mark in group.values()])
    outward = quad - quad.mean(axis=0)
    return quad + outward / np.hypot(*outward.T)[:, None] * side


def _next_corner(mark: FoundMark, marks: list[FoundMark]) -> FoundMark | None:
    """Return the nearest mark that stands where the next number, clockwise, should."""
    corners = mark.corners
    right = corners[1] - corners[0]
    down = corners[3] - corners[0]
    way = (right, down, -right, -down)[mark.number]
    near = []
    for other in marks:
        step = other.middle - mark.middle
        away = float(np.hypot(*step))
        if other.number != (mark.number + 1) % 4 or away < mark.side:
            continue
        straight = float(step @ way) / (away * max(float(np.hypot(*way)), 1e-6))
        if straight > 0.93 and 0.6 < other.side / mark.side < 1.7:
            near.append((away, other))
    return min(near, key=lambda pair: pair[0])[1] if near else None


def _is_within(point: tuple[float, float], quad: np.ndarray) -> bool:
    return cv2.pointPolygonTest(quad.astype(np.float32), point, False) >= 0


def _same(mark: FoundMark, other: FoundMark) -> bool:
    return mark.number == other.number and bool(
        np.hypot(*(mark.middle - other.middle)) < mark.side / 2
    )


def _middle(mark: Mark) -> np.ndarray:
    return np.array([[mark.x_mm + mark.size_mm / 2, mark.y_mm + mark.size_mm / 2]])


def _scale_at(pose: Pose, mark: Mark) -> float:
    """Return the pixels to a millimetre where a mark stands."""
    return pose.scale_at(mark.x_mm + mark.size_mm / 2, mark.y_mm + mark.size_mm / 2)
