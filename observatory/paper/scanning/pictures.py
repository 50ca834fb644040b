"""What is shown of a page: always drawn anew from what is kept, whole or the part that is asked about."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw

from observatory.kit.omr.layout import Box, PageLayout, Zone
from observatory.paper.models import Doubt

MEDIA_TYPE = "image/jpeg"
QUALITY = 75
# The longer side of a whole page on screen, in pixels.
LONGEST = 1600
# What is shown of a box: before it, behind it where its words stand (on the left in
# Arabic), above and below; and around handwriting.
BEFORE_BOX_MM, BEHIND_BOX_MM, ABOVE_BOX_MM, AROUND_MM = 12.0, 58.0, 9.0, 4.0
# A question with more boxes than this is shown where something is marked.
MANY_BOXES = 9
BRICK = (163, 41, 28)
# So far outside the box the frame is drawn: it hides nothing of a mark.
FRAME_MM = 1.6


@dataclass(frozen=True)
class Part:
    """A rectangle of a page, in millimetres, and the boxes in it to point at."""

    x_mm: float
    y_mm: float
    w_mm: float
    h_mm: float
    boxes: tuple[Box, ...] = ()


def part_of(
    doubt: Doubt, layout: PageLayout, *, touched: Sequence[str] = (), is_rtl: bool = False
) -> Part | None:
    """Return the part of the page that a doubt is about; None for the whole page.

    `touched`: the options of a question whose boxes have something in them; of a long
    list only these are shown, and pointed at.
    """
    boxes = [one for one in layout.boxes if one.question == doubt.question]
    zones = [one for one in layout.zones if one.question == doubt.question]
    if doubt.kind == Doubt.Kind.PAGE:
        return None
    if doubt.kind == Doubt.Kind.BOX:
        box = next((one for one in boxes if one.option == doubt.option), None)
        return _around([box], [], is_rtl, [box]) if box else None
    if doubt.kind == Doubt.Kind.TEXT:
        return _around([], zones, is_rtl) if zones else None
    return question_part(doubt.question, layout, touched=touched, is_rtl=is_rtl)


def question_part(
    question: str, layout: PageLayout, *, touched: Sequence[str] = (), is_rtl: bool = False
) -> Part | None:
    """Return the part of a page that holds a question: its boxes and its handwriting.

    `touched` as for `part_of`.
    """
    boxes = [one for one in layout.boxes if one.question == question]
    zones = [one for one in layout.zones if one.question == question]
    near = [one for one in boxes if one.option in touched]
    if near and len(boxes) > MANY_BOXES:
        return _around(near, [], is_rtl, near)
    return _around(boxes, zones, is_rtl) if boxes or zones else None


def letters_part(question: str, layout: PageLayout) -> Part | None:
    """Return the rectangle of a question that is written in, and nothing beside it."""
    zone = next((one for one in layout.zones if one.question == question), None)
    return Part(zone.x_mm, zone.y_mm, zone.w_mm, zone.h_mm) if zone is not None else None


def _around(boxes: list[Box], zones: list[Zone], is_rtl: bool, shown: Sequence[Box] = ()) -> Part:
    before, behind = BEFORE_BOX_MM, BEHIND_BOX_MM
    if is_rtl:
        before, behind = behind, before
    edges = [
        (
            one.x_mm - before,
            one.y_mm - ABOVE_BOX_MM,
            one.x_mm + one.w_mm + behind,
            one.y_mm + one.h_mm + ABOVE_BOX_MM,
        )
        for one in boxes
    ] + [
        (
            one.x_mm - AROUND_MM,
            one.y_mm - AROUND_MM,
            one.x_mm + one.w_mm + AROUND_MM,
            one.y_mm + one.h_mm + AROUND_MM,
        )
        for one in zones
    ]
    left, top = max(0.0, min(e[0] for e in edges)), max(0.0, min(e[1] for e in edges))
    right, bottom = max(e[2] for e in edges), max(e[3] for e in edges)
    return Part(left, top, right - left, bottom - top, tuple(shown))


def draw_page(picture: bytes) -> bytes:
    """Return a whole page as a JPEG for the screen."""
    image = _open(picture)
    image.thumbnail((LONGEST, LONGEST), Image.Resampling.BOX)
    return _encode(image)


def draw_part(picture: bytes, dpi: int, part: Part) -> bytes:
    """Return a part of a straightened page as a JPEG, with a thin frame around the boxes it is about."""
    image = _open(picture)
    scale = dpi / 25.4
    left, top = round(part.x_mm * scale), round(part.y_mm * scale)
    right = min(image.width, round((part.x_mm + part.w_mm) * scale))
    bottom = min(image.height, round((part.y_mm + part.h_mm) * scale))
    cut = image.crop((left, top, max(right, left + 1), max(bottom, top + 1))).convert("RGB")
    gap = FRAME_MM
    for box in part.boxes:
        frame = (
            round((box.x_mm - gap) * scale) - left,
            round((box.y_mm - gap) * scale) - top,
            round((box.x_mm + box.w_mm + gap) * scale) - left,
            round((box.y_mm + box.h_mm + gap) * scale) - top,
        )
        ImageDraw.Draw(cut).rectangle(frame, outline=BRICK, width=max(2, round(0.4 * scale)))
    return _encode(cut)


def _open(picture: bytes) -> Image.Image:
    # Our own JPEG, drawn by the reader: nothing that a stranger made is opened here.
    image = Image.open(io.BytesIO(picture), formats=["JPEG"])
    image.load()
    return image


def _encode(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.save(file, "JPEG", quality=QUALITY)
    return file.getvalue()
