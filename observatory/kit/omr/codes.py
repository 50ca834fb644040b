"""QR codes in a picture, whichever way they lie."""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
import zxingcpp

from .images import Grey
from .squares import Square

_QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


@dataclass(frozen=True)
class FoundCode(Square):
    """A code: its text, and its corners in pixels (4 x 2), clockwise from its own top left.

    Of a mirrored code the corners are those of its diagonal mirror image.
    """

    text: str
    corners: np.ndarray


def find_codes(grey: Grey, *, is_thorough: bool = False) -> list[FoundCode]:
    """Return the QR codes in the picture; `is_thorough` costs ten times as much."""
    found = _read(grey, zxingcpp.Binarizer.LocalAverage, is_thorough=is_thorough)
    if not found and is_thorough:
        found = _read(grey, zxingcpp.Binarizer.GlobalHistogram, is_thorough=True)
    return found


def find_codes_in_even_light(grey: Grey) -> list[FoundCode]:
    """Return the QR codes that are seen at a glance, at a third of the cost; not all in a shadow."""
    return _read(grey, zxingcpp.Binarizer.GlobalHistogram)


def _read(
    grey: Grey, binarizer: zxingcpp.Binarizer, *, is_thorough: bool = False
) -> list[FoundCode]:
    found = zxingcpp.read_barcodes(
        grey,
        formats=_QR,
        try_rotate=False,  # a QR code is found turned any way without it
        try_downscale=is_thorough,
        try_invert=is_thorough,
        binarizer=binarizer,
    )
    return [FoundCode(code.text, _corners(code.position)) for code in found]


def find_codes_in(
    grey: Grey, quad: np.ndarray, is_wanted: Callable[[str], bool]
) -> list[FoundCode]:
    """Return the codes within four corners (pixels), looked for with all means.

    The stretch is straightened, its light made even, and looked at in three
    sizes and twice as sharp, until a code is one that is wanted.
    """
    side = int(np.clip(np.hypot(*(quad[1] - quad[0])) * 1.1, 400, 1400))
    tall = int(np.clip(np.hypot(*(quad[3] - quad[0])) * 1.1, 400, 2000))
    flat = np.array([[0, 0], [side, 0], [side, tall], [0, tall]], np.float32)
    matrix = cv2.getPerspectiveTransform(flat, quad.astype(np.float32))
    cut = cv2.warpPerspective(
        grey, matrix, (side, tall), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    )
    light = cv2.resize(cut, None, fx=0.05, fy=0.05, interpolation=cv2.INTER_AREA)
    light = cv2.resize(cv2.blur(light, (5, 5)), (side, tall)).astype(np.float32)
    even = np.clip(cut / np.maximum(light, 1) * 200, 0, 255).astype(np.uint8)
    sharp = cv2.addWeighted(even, 2.0, cv2.GaussianBlur(even, (0, 0), 2), -1.0, 0)
    others: list[FoundCode] = []
    for picture, scale in ((even, 1.0), (sharp, 1.0), (even, 0.6), (sharp, 1.5)):
        sized = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
        found = [_back(code, scale, matrix) for code in find_codes(sized, is_thorough=True)]
        if any(is_wanted(code.text) for code in found):
            return found
        others = others or found
    return others


def _back(code: FoundCode, scale: float, matrix: np.ndarray) -> FoundCode:
    """Return a code found in a straightened stretch with its corners in the picture."""
    corners = cv2.perspectiveTransform(code.corners.reshape(1, 4, 2) / scale, matrix)
    return FoundCode(code.text, corners[0])


def _corners(position: zxingcpp.Position) -> np.ndarray:
    corners = (position.top_left, position.top_right, position.bottom_right, position.bottom_left)
    return np.array([[corner.x, corner.y] for corner in corners], np.float64)
