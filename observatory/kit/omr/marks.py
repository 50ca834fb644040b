"""Corner marks in a picture: where their corners lie, to a fraction of a pixel."""

from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np

from .images import Grey
from .layout import MARK_DICTIONARY
from .squares import Square

# What belongs to a page; the dictionary has 46 more, which are nobody's.
NUMBERS = range(4)
# Cells of a mark's side: four of its number, and a black border around.
_CELLS = 6


@dataclass(frozen=True)
class FoundMark(Square):
    """A mark in a picture: `corners` 4 x 2 in pixels, clockwise from its own top left."""

    number: int
    corners: np.ndarray


def _detector(window: int, least: float = 0.02) -> cv2.aruco.ArucoDetector:
    settings = cv2.aruco.DetectorParameters()
    settings.adaptiveThreshWinSizeMin = settings.adaptiveThreshWinSizeMax = window
    # Of the picture's longer side: the mark of a card in a picture of a whole table.
    settings.minMarkerPerimeterRate = least
    settings.polygonalApproxAccuracyRate = 0.05
    # A border with a flaw is a border; a number with a flaw is none: no mark is better than a
    # wrong one (the four numbers used here differ in at least 4 bits).
    settings.errorCorrectionRate = 0.5
    dictionary = cv2.aruco.getPredefinedDictionary(getattr(cv2.aruco, MARK_DICTIONARY))
    return cv2.aruco.ArucoDetector(dictionary, settings)


# Windows of the threshold, in pixels: one does for even light, the others for the rest.
_QUICK, _THOROUGH = _detector(23), [_detector(window) for window in (11, 23, 45)]
# In windows what is looked at is not much larger than a mark: its border is longer than this.
_IN_WINDOWS = _detector(23, least=0.2)


def find_marks(grey: Grey, *, is_thorough: bool = False) -> list[FoundMark]:
    """Return the marks with a page's numbers anywhere in the picture."""
    found: list[FoundMark] = []
    for detector in _THOROUGH if is_thorough else [_QUICK]:
        for mark in _detect(detector, grey):
            if all(np.hypot(*(mark.middle - other.middle)) > mark.side / 2 for other in found):
                found.append(mark)
    return found


def find_in_windows(grey: Grey, windows: Iterable[tuple[float, float, float]]) -> list[FoundMark]:
    """Return the marks in square windows, each (middle x, middle y, half side) in pixels.

    The windows are looked at as one small picture, which costs less than each alone.
    """
    cuts = [_cut(grey, *window) for window in windows]
    cuts = [(piece, x, y) for piece, x, y in cuts if min(piece.shape) > 2 * _CELLS]
    if not cuts:
        return []
    side = max(max(piece.shape) for piece, _, _ in cuts) + 4
    across = 2 if len(cuts) > 1 else 1
    down = -(-len(cuts) // across)
    mosaic = np.full((down * side, across * side), 255, np.uint8)
    for place, (piece, _, _) in enumerate(cuts):
        top, left = place // across * side, place % across * side
        mosaic[top : top + piece.shape[0], left : left + piece.shape[1]] = piece
    found = []
    for mark in _detect(_IN_WINDOWS, mosaic):
        column, row = (mark.middle // side).astype(int)
        _, x, y = cuts[row * across + column]
        shift = np.array([x - column * side, y - row * side])
        found.append(FoundMark(mark.number, mark.corners + shift))
    return found


def sharpen_corners(grey: Grey, marks: list[FoundMark]) -> list[FoundMark]:
    """Return the marks with their corners moved to where the picture's edges meet."""
    sharp = []
    for mark in marks:
        half = int(np.clip(mark.side / _CELLS * 0.6, 2, 9))
        corners = mark.corners.astype(np.float32).reshape(-1, 1, 2).copy()
        stop = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 20, 0.02)
        cv2.cornerSubPix(grey, corners, (half, half), (-1, -1), stop)
        moved = corners.reshape(4, 2).astype(np.float64)
        away = np.hypot(*(moved - mark.corners).T)
        # Ink at a corner pulls it astray: there the first place is the better one.
        moved = np.where((away > 1.5 * half)[:, None], mark.corners, moved)
        sharp.append(FoundMark(mark.number, moved))
    return sharp


def _detect(detector: cv2.aruco.ArucoDetector, grey: Grey) -> list[FoundMark]:
    corners, numbers, _ = detector.detectMarkers(grey)
    if numbers is None:
        return []
    return [
        FoundMark(int(number), quad.reshape(4, 2).astype(np.float64))
        for number, quad in zip(numbers.ravel(), corners, strict=True)
        if int(number) in NUMBERS
    ]


def _cut(grey: Grey, x: float, y: float, half: float) -> tuple[Grey, int, int]:
    """Return the window as far as the picture goes, and where its top left lies."""
    height, width = grey.shape
    left, top = max(0, int(x - half)), max(0, int(y - half))
    right, bottom = min(width, int(x + half) + 1), min(height, int(y + half) + 1)
    if right <= left or bottom <= top:
        return grey[:0, :0], 0, 0
    return grey[top:bottom, left:right], left, top
