"""Is anything written in a zone? Ruled lines do not count, nor do specks."""

import cv2
import numpy as np

from .images import Grey
from .ink import WEAK
from .layout import Zone
from .pose import Pose

# Samples to a millimetre, and how far inside its frame a zone is looked at.
SCALE = 4
INSET_MM = 1.2
# A word by ballpoint covers about 10 mm²; a tick or a single letter 2 mm².
INK_MM2 = 1.5
# A stroke is at least so long; anything smaller is a speck.
STROKE_MM = 1.6
# A perspective that moves no corner by more pixels than this is none.
_ALIKE_PX = 0.5
# A printed line: ink in so many millimetres on end, or this share of a row.
_RULE_MM, _RULE_SHARE = 12.0, 0.5


def zone_ink(grey: Grey, pose: Pose, zone: Zone, black: float) -> tuple[bool, float]:
    """Return whether a zone holds handwriting, and the share of it that is ink.

    `black`: the printed black as a share of the paper's white.
    """
    width = round((zone.w_mm - 2 * INSET_MM) * SCALE)
    height = round((zone.h_mm - 2 * INSET_MM) * SCALE)
    if width < SCALE or height < SCALE:
        return False, 0.0
    left, top = zone.x_mm + INSET_MM, zone.y_mm + INSET_MM
    scale = np.array([[1 / SCALE, 0, left], [0, 1 / SCALE, top], [0, 0, 1]])
    cut = _straight(grey, pose.matrix @ scale, (width, height))
    # The paper is what is left when everything narrow is filled with what lies around it.
    small = cv2.resize(cut, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    paper = cv2.blur(cv2.dilate(small, np.ones((7, 7), np.uint8)), (9, 9))
    paper = cv2.resize(np.maximum(paper, 4), (width, height), interpolation=cv2.INTER_LINEAR)
    some = (1 - cut[::3, ::5] / paper[::3, ::5].astype(np.float32)) / (1 - black)
    grain = _middling(np.abs(some - _middling(some))) * 1.48
    darkness = max(WEAK + 0.08, 4 * grain)
    # As dark as that, in grey levels: whole numbers cost a quarter.
    limit = cv2.convertScaleAbs(paper, alpha=max(1 - darkness * (1 - black), 0.0))
    ink = (cut <= limit).view(np.uint8)
    ink = _without_rules(ink)
    left, top, width, height = cv2.boundingRect(ink)
    if not width:
        return False, 0.0
    ink = ink[top : top + height, left : left + width]
    # More than twice as fast as the usual way, with the same result.
    _, _, stats, _ = cv2.connectedComponentsWithStatsWithAlgorithm(
        ink, 8, cv2.CV_32S, cv2.CCL_GRANA
    )
    stats = stats[1:]
    long = np.hypot(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]) / SCALE
    area = float(stats[long >= STROKE_MM, cv2.CC_STAT_AREA].sum()) / SCALE**2
    return area >= INK_MM2, area / (zone.w_mm * zone.h_mm)


def _straight(grey: Grey, matrix: np.ndarray, size: tuple[int, int]) -> Grey:
    """Return what a perspective shows; where it is none, as on a scanner, at half the cost."""
    flags, edge = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, cv2.BORDER_REPLICATE
    corners = np.array([[[0.0, 0.0], [size[0], 0], [size[0], size[1]], [0, size[1]]]])
    seen = cv2.perspectiveTransform(corners, matrix)[0]
    if np.abs(seen[0] + seen[2] - seen[1] - seen[3]).max() < 2 * _ALIKE_PX:
        flat = cv2.getAffineTransform(
            corners[0, :3].astype(np.float32), seen[:3].astype(np.float32)
        )
        return cv2.warpAffine(grey, flat, size, flags=flags, borderMode=edge)
    return cv2.warpPerspective(grey, matrix, size, flags=flags, borderMode=edge)


def _middling(values: np.ndarray) -> float:
    """Return the median; `np.median` takes longer here."""
    low, high = (values.size - 1) // 2, values.size // 2
    ranked = np.partition(values, (low, high), axis=None)
    return float(ranked[low] + ranked[high]) / 2


def _without_rules(ink: np.ndarray) -> np.ndarray:
    """Return the ink without printed lines, dotted ones too, and without the frame's shadow."""
    run = round(_RULE_MM * SCALE)
    for axis in (0, 1):
        if ink.shape[1 - axis] <= run:
            # Across a zone that is lower than a line is long, a 1 may fill its whole height.
            continue
        kernel = np.ones((1, run) if axis == 0 else (run, 1), np.uint8)
        rules = cv2.erode(ink, kernel)
        if cv2.hasNonZero(rules):
            rules = cv2.dilate(cv2.dilate(rules, kernel), np.ones((3, 3), np.uint8))
            ink = cv2.subtract(ink, rules)
    counts = cv2.reduce(ink, 1, cv2.REDUCE_SUM, dtype=cv2.CV_32S)[:, 0]
    rows = counts > _RULE_SHARE * ink.shape[1]
    ink[np.convolve(rows, np.ones(3), mode="same") > 0] = 0
    return ink
