"""Corner marks and page codes as vector pictures: exact, and sharp on any printer."""

from collections.abc import Sequence
from functools import cache
from itertools import groupby

import segno

from observatory.kit.omr.layout import MARK_DICTIONARY

# Cells a side of a mark: four of the pattern and its black border.
MARK_CELLS = 6
CODE_MODULES = 21


@cache
def mark_svg(number: int) -> str:
    """Return the corner mark of an identifier."""
    # Whoever answers people prints now and then, and does without the library until then.
    import cv2

    dictionary = cv2.aruco.getPredefinedDictionary(getattr(cv2.aruco, MARK_DICTIONARY))
    picture = cv2.aruco.generateImageMarker(dictionary, number, MARK_CELLS)
    return _svg((picture < 128).tolist())


def code_svg(text: str) -> str:
    """Return the QR code of a page: version 1 (21 modules), level M, without margin.

    Raises `segno.DataOverflowError` for more than 20 characters or small letters.
    """
    code = segno.make(text, version=1, error="m", mode="alphanumeric", boost_error=False)
    return _svg([[bool(cell) for cell in row] for row in code.matrix])


def _svg(dark: Sequence[Sequence[bool]]) -> str:
    """Return a square picture of dark cells as one path: rows of neighbours without a seam."""
    path = []
    for y, row in enumerate(dark):
        x = 0
        for is_dark, cells in groupby(row):
            width = len(list(cells))
            if is_dark:
                path.append(f"M{x} {y}h{width}v1h-{width}z")
            x += width
    size = len(dark)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}">'
        f'<path d="{"".join(path)}"/></svg>'
    )
