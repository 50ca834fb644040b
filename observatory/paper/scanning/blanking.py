"""The part with name and contact, taken out of the picture of a page before anything is kept.

Of a page that was read, only what stands above the cut is kept (pages.py). Here
is what is done where the page could not be read: what was there is gone for good.
"""

from typing import TYPE_CHECKING

from observatory.paper.registry import TEAR_OFF

from .identify import code_of

# The reader's libraries come with the first picture that is looked at.
if TYPE_CHECKING:
    import numpy as np

    from observatory.kit.omr.codes import FoundCode
    from observatory.kit.omr.readings import PageReading

WHITE = 255
# Around what the corner marks span, as a share of its width: more than the paper at the sides and
# at the top, and clean paper below the lowest marks. The cut is 0.057 below them.
AROUND, BELOW = 0.2, 0.03
# The small code stands this far below the cut, as a share of its side; a little more is taken.
ABOVE_CODE = 0.45


def without_tear_off(grey: "np.ndarray", reading: "PageReading") -> "np.ndarray | None":
    """Return a picture of a page that could not be read, white where its tear-off part may be.

    Where the corner marks are known, all goes that is not of this page above them;
    else what lies below the upper edge of the small code. None when it is not sure
    which way the page lies: then no picture is kept.
    """
    import cv2

    if reading.corners is None:
        return _above_code(grey)
    layout = reading.layout
    if layout is None:
        quad = _widened(reading.corners)
    else:
        # Of a page that is known, the corners are those of the sheet.
        share = (layout.cut_mm or layout.height_mm) / layout.height_mm
        quad = _cut_at(reading.corners, share)
    # Its corners are those of the mirror image.
    seen = cv2.flip(grey, 1) if reading.is_mirrored else grey
    kept = _within(seen, quad)
    return cv2.flip(kept, 1) if reading.is_mirrored else kept


def _widened(corners: "np.ndarray") -> "np.ndarray":
    """Return the quadrangle a little around that of the corner marks, less below."""
    import cv2
    import numpy as np

    tall = float(np.hypot(*(corners[3] - corners[0])) / np.hypot(*(corners[1] - corners[0])))
    square = np.array([[0, 0], [1, 0], [1, tall], [0, tall]], np.float32)
    wider = square + np.array(
        [[-AROUND, -AROUND], [AROUND, -AROUND], [AROUND, BELOW], [-AROUND, BELOW]], np.float32
    )
    matrix = cv2.getPerspectiveTransform(square, np.asarray(corners, np.float32))
    return cv2.perspectiveTransform(wider.reshape(-1, 1, 2), matrix).reshape(-1, 2)


def _cut_at(corners: "np.ndarray", share: float) -> "np.ndarray":
    """Return the part of a sheet (4 x 2) from its top to a share of its height."""
    import cv2
    import numpy as np

    unit = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32)
    part = unit * np.array([1, share], np.float32)
    matrix = cv2.getPerspectiveTransform(unit, np.asarray(corners, np.float32))
    return cv2.perspectiveTransform(part.reshape(-1, 1, 2), matrix).reshape(-1, 2)


def _within(grey: "np.ndarray", quad: "np.ndarray") -> "np.ndarray":
    """Return the picture, white outside a quadrangle."""
    import cv2
    import numpy as np

    inside = np.zeros(grey.shape[:2], np.uint8)
    cv2.fillConvexPoly(inside, np.round(quad).astype(np.int32), 1)
    return np.where(inside == 1, grey, np.uint8(WHITE))


def _above_code(grey: "np.ndarray") -> "np.ndarray | None":
    """Return the picture, white from the small codes of tear-off parts down; None if unsure.

    The corner marks stand above: when none is seen there, the page may lie another way.
    """
    import numpy as np

    from observatory.kit.omr.marks import find_marks

    codes = _tear_off_codes(grey)
    marks = find_marks(grey, is_thorough=True)
    if not codes or not marks:
        return None
    kept = grey.copy()
    rows, columns = np.indices(grey.shape[:2], np.float32)
    for code in codes:
        top_left, _top_right, _bottom_right, bottom_left = code.corners
        down = bottom_left - top_left
        start = top_left - ABOVE_CODE * down
        if any(float((mark.middle - start) @ down) > 0 for mark in marks):
            return None
        below = (columns - start[0]) * down[0] + (rows - start[1]) * down[1] > 0
        kept[below] = WHITE
    return kept


def _tear_off_codes(grey: "np.ndarray") -> "list[FoundCode]":
    from observatory.kit.omr.codes import find_codes

    for is_thorough in (False, True):
        found = [
            one
            for one in find_codes(grey, is_thorough=is_thorough)
            if (code := code_of(one.text)) is not None and code.kind == TEAR_OFF
        ]
        if found:
            return found
    return []
