"""A picture of filled pages is read: found, straightened, identified, each box decided."""

import time
from dataclasses import replace

import cv2
import numpy as np

from .align import Placed, place_boxes
from .blanks import find_blanks
from .crops import crop, crop_box
from .decide import DOUBTFUL, Decision, decide_box, decide_page, may_be_passed
from .images import Grey
from .ink import measure, printed_black
from .layout import PageLayout
from .marks import FoundMark
from .one_core import use_one_core
from .page_images import PageImage
from .passing import measure_without_lines
from .pose import Pose, pose_from_marks
from .readings import BoxReading, PageReading, ZoneReading
from .reasons import Note, PageReason, Reason
from .sheets import Identify, Look, Sheet, Sight, group_marks, look, quad_of
from .streaks import without_streaks
from .warp import Warp
from .zones import zone_ink

__all__ = ["BoxReading", "PageReading", "ZoneReading", "crop", "crop_box", "read_as", "read_pages"]

# A picture this coarse, in dots per inch, is not believed; below the second it is not read.
COARSE_DPI, UNREADABLE_DPI = 95, 45
# Paper whose printed black is this near to white shows nothing for certain.
PALE = 0.7
# A page with less dark than this, as a share, is blank.
BLANK_SHARE = 0.0005
# A fold goes through so many boxes of a page at most.
FOLD_MEETS = 4
MM_PER_INCH = 25.4


def read_pages(image: PageImage, identify: Identify) -> list[PageReading]:
    """Return the pages that a picture shows: one, or several sheets or cards; never none.

    `identify` is given the text of a code, and returns the layout of the page or
    None when it is not ours. Decides only what can be told for certain.
    """
    use_one_core()
    began = time.perf_counter()
    if image.problem:
        return [PageReading("unreadable", reasons=(image.problem,))]
    found = _read(image, identify)
    if not image.is_bilevel and any(map(_may_be_streaked, found)):
        clean = without_streaks(image.grey)
        if clean is not None:
            again = _read(replace(image, grey=clean), identify)
            found = again if _marks_seen(again) >= _marks_seen(found) else found
    spent = (time.perf_counter() - began) * 1000 / len(found)
    return [_timed(reading, spent) for reading in found]


def _read(image: PageImage, identify: Identify) -> list[PageReading]:
    sight = look(image.grey, identify)
    if sight.is_mirrored:
        image = _mirrored(image)
    found = [_read_sheet(image, sheet, sight) for sheet in sight.sheets]
    found += [_lost(image, group, sight) for group in sight.lost]
    return found or [_nothing(image, sight)]


def _may_be_streaked(reading: PageReading) -> bool:
    """Tell whether a streak of the scanner's glass may be what is wrong with a page."""
    if reading.warp is None:
        return reading.status == "unreadable"
    pose = reading.warp.pose
    return len(pose.marks) < len(pose.layout.marks) or any(
        box.reason in {"line", "beside"} for box in reading.boxes
    )


def _marks_seen(readings: list[PageReading]) -> int:
    return sum(len(one.warp.pose.marks) for one in readings if one.warp is not None)


def read_as(image: PageImage, layout: PageLayout, corners: np.ndarray | None = None) -> PageReading:
    """Read a page that a person named, by its corner marks alone.

    `corners`: of the reading that could not be identified, to tell one card of a
    picture from another. The reading has no code.
    """
    use_one_core()
    began = time.perf_counter()
    if image.problem:
        return PageReading("unreadable", reasons=(image.problem,))
    best: tuple[Pose, PageImage, bool] | None = None
    for picture, is_mirrored in ((image, False), (_mirrored(image), True)):
        pose = _pose_by_marks(picture, layout, corners)
        if pose is not None and (best is None or len(pose.marks) > len(best[0].marks)):
            best = pose, picture, is_mirrored
        if best is not None and len(best[0].marks) >= 3:
            break
    if best is None:
        reading = PageReading("unreadable", reasons=("few_marks",))
    else:
        pose, picture, is_mirrored = best
        sight = Sight(picture.grey, 1, sheets=[Sheet("", pose)], is_mirrored=is_mirrored)
        reading = _read_sheet(picture, sight.sheets[0], sight)
    return _timed(reading, (time.perf_counter() - began) * 1000)


def _pose_by_marks(image: PageImage, layout: PageLayout, corners: np.ndarray | None) -> Pose | None:
    seen = Look(image.grey, lambda text: None)
    groups = group_marks(seen.all_marks) or group_marks(seen.all_scales())
    if corners is not None and groups:
        near = np.asarray(corners).mean(axis=0)
        groups.sort(key=lambda group: float(np.hypot(*(quad_of(group).mean(axis=0) - near))))
    for group in groups:
        pose = pose_from_marks(layout, seen.sharp(group))
        if pose is not None:
            return pose
    return None


def _read_sheet(image: PageImage, sheet: Sheet, sight: Sight) -> PageReading:
    """Read one page whose place and layout are known."""
    grey, pose = image.grey, sheet.pose
    dpi = pose.pixels_per_mm * MM_PER_INCH
    notes = _notes(image, sight)
    reading = PageReading(
        "unreadable",
        code=sheet.code or None,
        layout=pose.layout,
        corners=pose.corners,
        reasons=("low_resolution", *notes),
        is_mirrored=sight.is_mirrored,
        dpi=round(dpi, 1),
    )
    if dpi < UNREADABLE_DPI:
        return reading
    black = printed_black(grey, pose)
    picture = sight.picture_for(pose, grey)
    placed = place_boxes(picture, pose)
    outside = _outside(placed, grey.shape)
    decisions, measures = _decide(image, picture, pose, placed, black)
    decisions, doubts = decide_page(pose.layout, decisions)
    whole = _page_doubts(pose, dpi, black, outside, sight)
    if whole:
        decisions = [Decision(DOUBTFUL, 0.5, one.reason or whole[0]) for one in decisions]
    boxes = tuple(
        BoxReading(box, decision.state, round(decision.confidence, 3), found, decision.reason)
        for box, decision, found in zip(pose.layout.boxes, decisions, measures, strict=True)
    )
    unsure = [box.reason for box in boxes if box.state == DOUBTFUL and box.reason]
    return replace(
        reading,
        status="doubtful" if whole or doubts or unsure else "read",
        boxes=boxes,
        zones=tuple(
            ZoneReading(zone, *zone_ink(grey, pose, zone, black)) for zone in pose.layout.zones
        ),
        reasons=tuple(dict.fromkeys([*whole, *doubts, *unsure, *notes])),
        warp=Warp(pose, placed.field),
    )


def _decide(
    image: PageImage, picture: tuple[Grey, int], pose: Pose, placed: Placed, black: float
) -> tuple[list[Decision], list[dict[str, float]]]:
    """Return a decision for each box by itself, and its measures."""
    decisions, boxes, blanks = [], pose.layout.boxes, None
    if picture[1] > 1 and not image.is_bilevel:
        blanks = find_blanks(picture, placed.middles, placed.steps, boxes, black)
    outside = _outside(placed, image.grey.shape)
    measures = measure(image.grey, placed, boxes, black, blanks).by_box()
    for place, found in enumerate(measures):
        found["outline"] = round(float(placed.outline[place]), 3)
        found["side"] = round(float(placed.side[place]), 3)
        if outside[place]:
            decisions.append(Decision(DOUBTFUL, 0.5, "half_sheet"))
        else:
            decisions.append(decide_box(found, is_bilevel=image.is_bilevel))
    if not image.is_bilevel:
        passed = [
            place for place, one in enumerate(measures) if may_be_passed(decisions[place], one)
        ]
        without_lines = measure_without_lines(image.grey, placed, boxes, black, passed)
        # A fold meets a row of boxes, and a person looks; creases that meet many are a crumpled sheet.
        if len(without_lines) <= FOLD_MEETS:
            without_lines = {}
        for place, found in without_lines.items():
            found |= {name: measures[place][name] for name in ("outline", "side")}
            without = decide_box(found)
            if without.state != DOUBTFUL:
                decisions[place], measures[place] = without, found
    return decisions, measures


def _outside(placed: Placed, shape: tuple[int, ...]) -> np.ndarray:
    """Tell of each box whether it lies, in whole or in part, outside the picture."""
    if not len(placed.middles):
        return np.zeros(0, bool)
    reach = 3.0 * np.abs(placed.steps).sum(axis=2)
    low, high = placed.middles - reach, placed.middles + reach
    return (low < 0).any(axis=1) | (high > np.array(shape[::-1])).any(axis=1)


def _page_doubts(
    pose: Pose, dpi: float, black: float, outside: np.ndarray, sight: Sight
) -> list[PageReason]:
    """Return why no box of a page is believed, what weighs most first."""
    doubts: list[PageReason] = []
    if len(pose.marks) < min(3, len(pose.layout.marks)):
        doubts += ["half_sheet", "few_marks"] if outside.any() else ["few_marks"]
    if dpi < COARSE_DPI:
        doubts.append("low_resolution")
    if black > PALE:
        doubts.append("pale")
    if _shares_marks(pose, sight):
        doubts.append("two_sheets")
    return doubts


def _shares_marks(pose: Pose, sight: Sight) -> bool:
    """Tell whether another sheet claims one of the same marks: two sheets lie on one another."""
    others = [
        mark.middle
        for sheet in sight.sheets
        if sheet.pose is not pose
        for mark in sheet.pose.marks.values()
    ]
    return bool(others) and any(
        np.hypot(*(mark.middle - other)) < 3 for mark in pose.marks.values() for other in others
    )


def _notes(image: PageImage, sight: Sight) -> list[Note]:
    """Return what is worth knowing of a page without making it doubtful."""
    notes: list[Note] = []
    if sight.is_mirrored:
        notes.append("mirrored")
    if len(sight.sheets) + len(sight.lost) > 1:
        notes.append("two_sheets")
    if image.is_bilevel:
        notes.append("bilevel")
    return notes


def _lost(image: PageImage, group: dict[int, FoundMark], sight: Sight) -> PageReading:
    """Return a page with corner marks and no code that could be read."""
    reason: PageReason = "foreign_code" if sight.foreign else "no_code"
    return PageReading(
        "foreign" if sight.foreign else "unreadable",
        code=sight.foreign or None,
        corners=quad_of(group),
        reasons=(reason, *_notes(image, sight)),
        is_mirrored=sight.is_mirrored,
    )


def _nothing(image: PageImage, sight: Sight) -> PageReading:
    """Return what a picture without a page of ours is."""
    if sight.foreign:
        notes: tuple[Reason, ...] = ("few_marks",) if sight.stray else ()
        return PageReading("foreign", code=sight.foreign, reasons=("foreign_code", *notes))
    if sight.stray >= 2:
        return PageReading("unreadable", reasons=("few_marks", *_notes(image, sight)))
    small = cv2.resize(image.grey, (400, 400), interpolation=cv2.INTER_AREA)
    paper = np.maximum(cv2.blur(cv2.dilate(small, np.ones((15, 15), np.uint8)), (31, 31)), 4)
    dark = float((small < 0.75 * paper)[8:-8, 8:-8].mean())
    return PageReading("foreign", reasons=("blank" if dark < BLANK_SHARE else "no_marks",))


def _mirrored(image: PageImage) -> PageImage:
    grey = cv2.flip(image.grey, 1)
    return PageImage(image.number, grey, image.dpi, image.is_bilevel, image.problem)


def _timed(reading: PageReading, spent: float) -> PageReading:
    return replace(reading, ms=round(spent, 2))
