"""Forms as tests print them, and pictures of what was printed."""

from datetime import UTC, datetime

import cv2
import numpy as np
import pypdfium2

from observatory.paper.actions.printing import print_forms
from observatory.people.queries import system_actor
from observatory.questionnaires.queries import current_version

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
DPI = 300
PER_MM = DPI / 25.4


def printed(language="fr", *, version=None, **values):
    """Print forms of the report questionnaire, or of another version; return what came of it."""
    return print_forms(
        version=version or current_version("report"),
        language=language,
        by=values.pop("by", None) or system_actor("worker"),
        at=AT,
        **values,
    )


def pictures(done):
    """Yield (layout, grey picture of its page at 300 dpi, cut out of its sheet) for every page."""
    document = pypdfium2.PdfDocument(done.printed.pdf)
    sheets = {}
    for layout, (sheet, x, y) in zip(done.printed.pages, done.printed.places, strict=True):
        if sheet not in sheets:
            sheets = {sheet: document[sheet - 1].render(scale=DPI / 72, grayscale=True).to_numpy()}
        grey = np.squeeze(sheets[sheet])
        left, top = round(x * PER_MM), round(y * PER_MM)
        right = round((x + layout.width_mm) * PER_MM)
        bottom = round((y + layout.height_mm) * PER_MM)
        yield layout, grey[top:bottom, left:right]
    document.close()


def dark_edges(grey, x, y, w, h, *, around=1.5, share=0.5):
    """Return where a square's outline begins and ends, in millimetres: (left, top, right, bottom).

    The outermost column and row of which more than `share` is dark, in a window a
    little larger than the square.
    """
    x0, y0 = round((x - around) * PER_MM), round((y - around) * PER_MM)
    x1, y1 = round((x + w + around) * PER_MM), round((y + h + around) * PER_MM)
    dark = grey[y0:y1, x0:x1] < 128
    columns = np.flatnonzero(dark.sum(axis=0) > share * h * PER_MM)
    rows = np.flatnonzero(dark.sum(axis=1) > share * w * PER_MM)
    assert columns.size, f"nothing is drawn at {x}, {y}"
    assert rows.size, f"nothing is drawn at {x}, {y}"
    return (
        (x0 + columns[0]) / PER_MM,
        (y0 + rows[0]) / PER_MM,
        (x0 + columns[-1] + 1) / PER_MM,
        (y0 + rows[-1] + 1) / PER_MM,
    )


def found_marks(grey):
    """Return the corners of each corner mark on a picture, in millimetres, by its number."""
    dictionary = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)
    corners, numbers, _ = cv2.aruco.ArucoDetector(dictionary).detectMarkers(grey)
    # A corner is given by the middle of its pixel.
    return {
        int(number): (four[0] + 0.5) / PER_MM
        for four, number in zip(corners, np.ravel(numbers), strict=True)
    }


def text_of(done):
    """Return the text of every sheet of the PDF, without its line breaks."""
    document = pypdfium2.PdfDocument(done.printed.pdf)
    found = [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]
    document.close()
    return found
