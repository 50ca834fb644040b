"""Printed pages as pictures: from a PDF and its layout, or drawn here from a layout.

A page is uint8, height x width, 300 dots per inch, 255 where the paper is bare.
"""

import json
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import pypdfium2
import segno
from PIL import Image, ImageDraw, ImageFont

from observatory.kit.omr.layout import (
    BOX_LINE_MM,
    CODE_MM,
    MARK_DICTIONARY,
    Box,
    Mark,
    PageLayout,
    Zone,
    corner_marks,
)

Grey = np.ndarray

DPI = 300
# Pixels to a millimetre of every printed page.
PX = DPI / 25.4
# Black as a laser printer leaves it.
TONER = 22
A4_MM = (210.0, 297.0)
# A QR code wants four clear modules around; one more may be printed on.
_QUIET = 3


@dataclass(frozen=True)
class PrintedPage:
    """A page before anyone writes on it. `code`: the text in its QR codes."""

    grey: Grey
    layout: PageLayout
    code: str

    def with_code(self, code: str, serial: str | None) -> "PrintedPage":
        """Return the same page as another sheet: other codes, another serial."""
        grey = self.grey.copy()
        for place in self.layout.codes:
            print_code(grey, place, code)
        return PrintedPage(grey, replace(self.layout, serial=serial), code)

    def cut(self) -> "PrintedPage":
        """Return the page without what is cut off and never travels with the answers."""
        if self.layout.cut_mm is None:
            return self
        return replace(self, grey=self.grey[: round(self.layout.cut_mm * PX)])


def printed_pages(pdf: Path, layout_json: Path) -> list[PrintedPage]:
    """Return the pages that `manage.py print_form` wrote; `code` is empty, for it is only in the picture.

    A page may be a part of a sheet: four cards lie on one. Raises `ValueError` when
    the PDF and its layout disagree about how many sheets there are.
    """
    found = json.loads(Path(layout_json).read_text())
    layouts = [PageLayout.from_json(page) for page in found["pages"]]
    places = found.get("places") or [
        {"sheet": number, "x_mm": 0.0, "y_mm": 0.0} for number in range(1, len(layouts) + 1)
    ]
    with pypdfium2.PdfDocument(pdf) as document:
        sheets = {place["sheet"] for place in places}
        if sheets != set(range(1, len(document) + 1)):
            raise ValueError(f"{len(document)} pages in the PDF, {len(sheets)} in its layout")
        rasters = {number: _raster(document[number - 1]) for number in sheets}
    return [
        PrintedPage(_part(rasters[place["sheet"]], place, layout), layout, "")
        for place, layout in zip(places, layouts, strict=True)
    ]


def _part(sheet: Grey, place: dict[str, float], layout: PageLayout) -> Grey:
    """Return the page that lies somewhere on a sheet."""
    left, top = round(place["x_mm"] * PX), round(place["y_mm"] * PX)
    right, bottom = left + round(layout.width_mm * PX), top + round(layout.height_mm * PX)
    return np.ascontiguousarray(sheet[top:bottom, left:right])


def _raster(page: pypdfium2.PdfPage) -> Grey:
    bitmap = page.render(scale=DPI / 72, grayscale=True)
    try:
        return np.maximum(bitmap.to_numpy().copy(), TONER)
    finally:
        bitmap.close()


def print_code(grey: Grey, place: Zone, text: str) -> None:
    """Print a QR code (version 1, level M) over what is there."""
    matrix = np.array(segno.make(text, version=1, error="m", micro=False).matrix, np.uint8)
    side = round(place.w_mm * PX)
    picture = cv2.resize(
        255 - (255 - TONER) * matrix, (side, side), interpolation=cv2.INTER_NEAREST
    )
    x, y = round(place.x_mm * PX), round(place.y_mm * PX)
    clear = round(_QUIET * place.w_mm / len(matrix) * PX)
    grey[max(0, y - clear) : y + side + clear, max(0, x - clear) : x + side + clear] = 255
    grey[y : y + side, x : x + side] = picture


# ---- Pages of our own, for runs that need no printed form.


def sample_layout(number: int = 0) -> PageLayout:
    """Return a page of A4 with 32 boxes: four single choices, two multiple ones, two zones.

    `number` moves things about, so that layouts differ. No box lies on a fold line.
    """
    width, height = A4_MM
    boxes: list[Box] = []
    shift = number % 3
    for column, x in enumerate((24.0 + shift, 112.0 + shift)):
        y = 52.0
        for row in range(3):
            question = f"q{column * 3 + row + 1}"
            for option in range((4, 5, 7)[row]):
                while any(y - 2 < fold < y + 7 for fold in (74.25, 99.0, 148.5, 198.0, 222.75)):
                    y += 1.0
                boxes.append(Box(question, f"o{option + 1}", x, y, 5.0, 5.0))
                y += 8.0
            y += 9.0
    return PageLayout(
        form=f"Z{number % 10}",
        version="01",
        page=1,
        serial=None,
        width_mm=width,
        height_mm=height,
        boxes=tuple(boxes),
        zones=(Zone("story", 22.0, 240.0, 130.0, 24.0), Zone("place", 52.0, 35.0, 100.0, 9.0)),
        marks=corner_marks(width, height),
        codes=(
            Zone("", 28.0, 12.0, CODE_MM, CODE_MM),
            Zone("", width - 28.0 - CODE_MM, height - 12.0 - CODE_MM, CODE_MM, CODE_MM),
        ),
        multiple=frozenset({"q3", "q6"}),
    )


def sample_card(number: int = 0) -> PageLayout:
    """Return an urn card, a quarter of A4, with one question."""
    width, height = A4_MM[0] / 2, A4_MM[1] / 2
    corners = [(8.0, 8.0), (width - 14, 8.0), (width - 14, height - 14), (8.0, height - 14)]
    return PageLayout(
        form=f"Y{number % 10}",
        version="01",
        page=1,
        serial=None,
        width_mm=width,
        height_mm=height,
        boxes=tuple(Box("q1", f"o{row + 1}", 14.0, 44.0 + 10 * row, 5.0, 5.0) for row in range(5)),
        zones=(),
        marks=tuple(Mark(at, x, y, 6.0) for at, (x, y) in enumerate(corners)),
        codes=(
            Zone("", 19.0, 8.0, 15.0, 15.0),
            Zone("", width - 34.0, height - 23.0, 15.0, 15.0),
        ),
    )


def draw_page(layout: PageLayout, code: str) -> PrintedPage:
    """Print a page from its layout alone: marks, codes, boxes, zones and words beside them."""
    size = (round(layout.width_mm * PX), round(layout.height_mm * PX))
    image = Image.new("L", size, 255)
    draw = ImageDraw.Draw(image)
    _words(draw, layout, code)
    for zone in layout.zones:
        _outline(draw, zone.x_mm, zone.y_mm, zone.w_mm, zone.h_mm)
    for box in layout.boxes:
        _outline(draw, box.x_mm, box.y_mm, box.w_mm, box.h_mm)
    grey = np.array(image)
    dictionary = cv2.aruco.getPredefinedDictionary(getattr(cv2.aruco, MARK_DICTIONARY))
    for mark in layout.marks:
        side = round(mark.size_mm * PX)
        x, y = round(mark.x_mm * PX), round(mark.y_mm * PX)
        picture = cv2.aruco.generateImageMarker(dictionary, mark.number, side)
        grey[y : y + side, x : x + side] = np.maximum(picture, TONER)
    for place in layout.codes:
        print_code(grey, place, code)
    return PrintedPage(grey, layout, code)


def _outline(draw: ImageDraw.ImageDraw, x: float, y: float, w: float, h: float) -> None:
    """Draw a frame whose line lies inside its outer size."""
    corners = [round(x * PX), round(y * PX), round((x + w) * PX) - 1, round((y + h) * PX) - 1]
    draw.rectangle(corners, outline=TONER, width=round(BOX_LINE_MM * PX))


def _words(draw: ImageDraw.ImageDraw, layout: PageLayout, code: str) -> None:
    font, small, bold = _font(4.2), _font(3.2), _font(4.9)
    asked = ""
    for box in layout.boxes:
        if box.question != asked:
            asked = box.question
            title = f"{asked.upper()}. Que dit-on au guichet ?"
            draw.text((box.x_mm * PX, (box.y_mm - 7.4) * PX), title, TONER, bold)
        middle = (box.y_mm + box.h_mm / 2) * PX
        _pictogram(draw, (box.x_mm + box.w_mm + 3.0) * PX, middle, sum(box.option.encode()))
        left = (box.x_mm + box.w_mm + 11.5) * PX
        draw.text((left, middle), f"Au bureau {box.option}", TONER, font, anchor="lm")
    for zone in layout.zones:
        draw.text((zone.x_mm * PX, (zone.y_mm - 4.6) * PX), zone.question, TONER, small)
    foot = ((layout.width_mm / 2) * PX, (layout.height_mm - 14) * PX)
    draw.text(foot, code, TONER, small, anchor="mm")


def _pictogram(draw: ImageDraw.ImageDraw, left: float, middle: float, kind: int) -> None:
    """Draw one of a few simple signs, six millimetres high."""
    side, line = 6 * PX, round(0.45 * PX)
    frame = [left, middle - side / 2, left + side, middle + side / 2]
    if kind % 3 == 0:
        draw.ellipse(frame, outline=TONER, width=line)
        draw.line([left + side / 2, middle, left + side / 2, frame[1] + 8], TONER, line)
        draw.line([left + side / 2, middle, left + side * 0.8, middle + 6], TONER, line)
    elif kind % 3 == 1:
        draw.rounded_rectangle(
            [left + 14, frame[1], left + side - 14, frame[3]], 8, None, TONER, line
        )
        draw.ellipse([left + side / 2 - 5, frame[3] - 14, left + side / 2 + 5, frame[3] - 4], TONER)
    else:
        draw.polygon([(left, middle), (left + side / 2, frame[1]), (left + side, middle)], TONER)
        draw.rectangle([left + 10, middle, left + side - 10, frame[3]], None, TONER, line)


@cache
def _font(height_mm: float) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(height_mm * PX)
