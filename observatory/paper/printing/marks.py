"""Corner marks and page codes as vector pictures: exact, and sharp on any printer."""

from functools import cache

import cv2
import numpy as np
import segno

from observatory.kit.omr.layout import MARK_DICTIONARY

# Cells a side of a mark: four of the pattern and its black border.
MARK_CELLS = 6
CODE_MODULES = 21


@cache
def mark_svg(number: int) -> str:
    """Return the corner mark of an identifier."""
    dictionary = cv2.aruco.getPredefinedDictionary(getattr(cv2.aruco, MARK_DICTIONARY))
    picture = cv2.aruco.generateImageMarker(dictionary, number, MARK_CELLS)
    return _svg(picture < 128)


def code_svg(text: str) -> str:
    """Return the QR code of a page: version 1 (21 modules), level M, without margin.

    Raises `segno.DataOverflowError` for more than 20 characters or small letters.
    """
    code = segno.make(text, version=1, error="m", mode="alphanumeric", boost_error=False)
    return _svg(np.array(code.matrix, dtype=bool))


def _svg(dark: np.ndarray) -> str:
    """Return a square picture of dark cells as one path: rows of neighbours without a seam."""
    path = []
    for y, row in enumerate(dark):
        edges = np.flatnonzero(np.diff(np.concatenate(([False], row, [False])).astype(int)))
        path += [f"M{x} {y}h{end - x}v1h{x - end}z" for x, end in edges.reshape(-1, 2)]
    size = len(dark)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}">'
        f'<path d="{"".join(path)}"/></svg>'
    )
