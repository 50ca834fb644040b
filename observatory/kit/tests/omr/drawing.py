"""A filled page, drawn from its layout: just enough of print and pen to try the reader on.

Independent of the generator of the measures (`ops/bench`), so that the reader is
not tuned to one hand.
"""

import math

import cv2
import numpy as np
import segno

from observatory.kit.omr.layout import Box, PageLayout, Zone, corner_marks

# Pixels to a millimetre of the drawn page: 254 dots per inch.
SCALE = 10.0
PAPER, INK, PENCIL = 245, 45, 165
CODE = "OR0101A7K2QXZ9ABCDEF"


def make_layout(*, rows=8, per_row=4, multiple=("q7", "q8"), serial="7K2QXZ9"):
    """Return an A4 page of `rows` questions with `per_row` boxes each, and one zone."""
    boxes = tuple(
        Box(f"q{row + 1}", f"o{column + 1}", 25.0 + 42 * column, 60.0 + 16 * row, 5.0, 5.0)
        for row in range(rows)
        for column in range(per_row)
    )
    return PageLayout(
        form="01",
        version="01",
        page=1,
        serial=serial,
        width_mm=210.0,
        height_mm=297.0,
        boxes=boxes,
        zones=(Zone("story", 20.0, 195.0, 140.0, 45.0),),
        marks=corner_marks(210.0, 297.0),
        codes=(Zone("", 30.0, 25.0, 18.0, 18.0), Zone("", 160.0, 252.0, 18.0, 18.0)),
        multiple=frozenset(multiple),
    )


def make_card_layout(serial="7K2QXZ9"):
    """Return a card of an urn, a quarter of A4, with small marks and one question."""
    boxes = tuple(Box("q1", f"o{row + 1}", 14.0, 45.0 + 12 * row, 5.0, 5.0) for row in range(5))
    width, height = 105.0, 148.5
    marks = corner_marks(width, height)
    marks = tuple(
        type(mark)(mark.number, x, y, 6.0)
        for mark, (x, y) in zip(
            marks,
            [(8, 8), (width - 14, 8), (width - 14, height - 14), (8, height - 14)],
            strict=True,
        )
    )
    return PageLayout(
        "C1", "01", 1, serial, width, height, boxes, (), marks,
        (Zone("", 20.0, 18.0, 15.0, 15.0), Zone("", 68.0, 110.0, 15.0, 15.0)),
    )  # fmt: skip


class Paper:
    """A printed page to draw on. `grey` is the picture, `SCALE` pixels to a millimetre."""

    def __init__(self, layout, code=CODE):
        self.layout = layout
        height, width = round(layout.height_mm * SCALE), round(layout.width_mm * SCALE)
        self.grey = np.full((height, width), PAPER, np.uint8)
        dictionary = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)
        for mark in layout.marks:
            side = round(mark.size_mm * SCALE)
            self._paste(cv2.aruco.generateImageMarker(dictionary, mark.number, side), mark)
        for place in layout.codes if code else ():
            matrix = np.array(segno.make(code, version=1, error="m", micro=False).matrix, np.uint8)
            side = round(place.w_mm * SCALE)
            picture = cv2.resize(255 * (1 - matrix), (side, side), interpolation=cv2.INTER_NEAREST)
            self._paste(picture, place)
        for box in layout.boxes:
            self.rectangle(box, 0.25, INK)
            self.words(box.x_mm + box.w_mm + 2.2, box.y_mm + box.h_mm - 1, box.option)
        for zone in layout.zones:
            self.rectangle(zone, 0.25, INK)

    def _paste(self, picture, place):
        x, y = round(place.x_mm * SCALE), round(place.y_mm * SCALE)
        height, width = picture.shape
        self.grey[y : y + height, x : x + width] = np.maximum(picture, 40)

    def rectangle(self, box, line_mm, tone):
        """Draw the outline of a box, the line inside its outer size."""
        half = line_mm / 2
        x0, y0 = box.x_mm + half, box.y_mm + half
        x1, y1 = box.x_mm + box.w_mm - half, box.y_mm + box.h_mm - half
        self.stroke([(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)], line_mm, tone)

    def words(self, x_mm, y_mm, text):
        at = (round(x_mm * SCALE), round(y_mm * SCALE))
        cv2.putText(self.grey, text, at, cv2.FONT_HERSHEY_SIMPLEX, 1.2, INK, 3, cv2.LINE_AA)

    def stroke(self, points_mm, width_mm, tone=INK):
        """Draw a line through points, in millimetres of the page; ink never lightens ink."""
        points = np.array(points_mm) * SCALE
        thick = max(1, round(width_mm * SCALE))
        # Only what the stroke can touch is drawn on: a whole page costs a hundred times that.
        low = np.maximum(np.floor(points.min(axis=0)).astype(int) - thick - 2, 0)
        high = np.ceil(points.max(axis=0)).astype(int) + thick + 3
        part = self.grey[low[1] : high[1], low[0] : high[0]]
        layer = np.full_like(part, 255)
        inner = np.round((points - low) * 16).astype(np.int32)
        cv2.polylines(layer, [inner], False, int(tone), thick, cv2.LINE_AA, 4)
        np.minimum(part, layer, out=part)

    def box(self, question, option):
        return next(
            box for box in self.layout.boxes if (box.question, box.option) == (question, option)
        )

    def cross(self, question, option, *, width_mm=0.5, tone=INK, size=0.8, shift=(0.0, 0.0)):
        """Cross a box; `size` is a fraction of it, `shift` in millimetres."""
        box = self.box(question, option)
        x, y = box.x_mm + box.w_mm / 2 + shift[0], box.y_mm + box.h_mm / 2 + shift[1]
        half = size * box.w_mm / 2
        self.stroke([(x - half, y - half), (x + half, y + half * 0.9)], width_mm, tone)
        self.stroke([(x + half * 0.9, y - half), (x - half, y + half)], width_mm, tone)

    def tick(self, question, option, *, width_mm=0.5, tone=INK):
        box = self.box(question, option)
        x, y = box.x_mm, box.y_mm
        points = [(x + 1, y + 2.4), (x + 2.1, y + 4), (x + 5.6, y - 1.5)]
        self.stroke(points, width_mm, tone)

    def fill(self, question, option, *, tone=INK, over=0.3):
        """Black a box out, `over` millimetres beyond its line."""
        box = self.box(question, option)
        lines = int((box.h_mm + 2 * over) / 0.5)
        points = []
        for line in range(lines + 1):
            y = box.y_mm - over + line * (box.h_mm + 2 * over) / lines
            ends = (box.x_mm - over, box.x_mm + box.w_mm + over)
            points += [(end, y) for end in (ends if line % 2 else ends[::-1])]
        self.stroke(points, 0.7, tone)

    def scribble(self, question, option, *, tone=INK, turns=9):
        """Strike a box out with a pen that goes to and fro."""
        box = self.box(question, option)
        points = [
            (
                box.x_mm - 0.4 + (box.w_mm + 0.8) * turn / turns,
                box.y_mm + (-0.4 if turn % 2 else box.h_mm + 0.4),
            )
            for turn in range(turns + 1)
        ]
        self.stroke(points, 0.5, tone)

    def write(self, question, text="Le guichet est ferme"):
        zone = next(zone for zone in self.layout.zones if zone.question == question)
        at = (round((zone.x_mm + 5) * SCALE), round((zone.y_mm + 15) * SCALE))
        cv2.putText(self.grey, text, at, cv2.FONT_HERSHEY_SCRIPT_SIMPLEX, 2.4, INK, 4, cv2.LINE_AA)


def scanned(grey, *, dpi=200, turn=0.0, noise=3.0, seed=1):
    """Return the page as a scanner gives it: `turn` in degrees, on white."""
    height, width = grey.shape
    scale = dpi / 25.4 / SCALE
    size = (round(width * scale), round(height * scale))
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    matrix = cv2.getRotationMatrix2D((size[0] / 2, size[1] / 2), turn, 1.0)
    small = cv2.warpAffine(small, matrix, size, flags=cv2.INTER_LINEAR, borderValue=250)
    return _noisy(cv2.GaussianBlur(small, (0, 0), 0.5), noise, seed)


def photographed(grey, *, size=(1800, 2400), tilt=10.0, turn=4.0, curl_mm=0.0, seed=1, noise=5.0):
    """Return the page as a phone sees it on a dark table.

    `tilt` and `turn` in degrees; `curl_mm`: how far the paper's middle is pushed
    along it. Shadow from one side.
    """
    height, width = grey.shape
    if curl_mm:
        rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
        push = curl_mm * SCALE * np.sin(math.pi * columns / width)
        grey = cv2.remap(grey, columns, rows + push.astype(np.float32), cv2.INTER_LINEAR)
    span = 0.86 * min(size[0] / width, size[1] / height)
    corners = np.array([[-width, -height], [width, -height], [width, height], [-width, height]])
    corners = corners * span / 2
    angle, lean = math.radians(turn), math.radians(tilt)
    spun = corners @ np.array(
        [[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]]
    )
    depth = 1 + spun[:, 1] * math.sin(lean) / (1.3 * size[1])
    seen = np.stack([spun[:, 0] / depth, spun[:, 1] * math.cos(lean) / depth], axis=1)
    seen += np.array(size) / 2
    flat = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    matrix = cv2.getPerspectiveTransform(flat, seen.astype(np.float32))
    picture = cv2.warpPerspective(
        cv2.GaussianBlur(grey, (0, 0), 1.0), matrix, size, flags=cv2.INTER_AREA, borderValue=70
    )
    light = np.linspace(0.55, 1.0, size[0], dtype=np.float32)[None, :]
    picture = (picture * light).astype(np.uint8)
    return _noisy(cv2.GaussianBlur(picture, (0, 0), 0.7), noise, seed)


def _noisy(grey, noise, seed):
    cv2.setRNGSeed(seed)
    grain = cv2.randn(np.empty(grey.shape, np.int16), 0, noise)
    return cv2.add(grey, grain, dtype=cv2.CV_8U)


def jpeg(grey, quality=75):
    """Return the picture as the bytes of a JPEG."""
    done, data = cv2.imencode(".jpg", grey, [cv2.IMWRITE_JPEG_QUALITY, quality])
    assert done
    return data.tobytes()
