"""Parts of a page as small pictures, straight, for a person to look at."""

import cv2

from .images import Grey
from .layout import Box, Zone
from .page_images import PageImage
from .readings import PageReading

QUALITY = 85
# Paper around a box, enough to see what the mark belongs to, in millimetres.
AROUND_MM = 6.0


def crop(image: PageImage, reading: PageReading, zone: Zone, dpi: float = 150) -> bytes:
    """Return a part of a page as a JPEG, straightened. Raises `ValueError` for a page not found."""
    if reading.warp is None:
        raise ValueError("a page that was not found has no parts")
    return _jpeg(reading.warp.straighten(_as_read(image, reading), zone, dpi))


def crop_box(
    image: PageImage,
    reading: PageReading,
    box: Box,
    dpi: float = 200,
    around_mm: float = AROUND_MM,
) -> bytes:
    """Return a box with some paper around it as a JPEG, straightened. Raises `ValueError`."""
    zone = Zone(
        box.question,
        box.x_mm - around_mm,
        box.y_mm - around_mm,
        box.w_mm + 2 * around_mm,
        box.h_mm + 2 * around_mm,
    )
    return crop(image, reading, zone, dpi)


def _as_read(image: PageImage, reading: PageReading) -> Grey:
    return cv2.flip(image.grey, 1) if reading.is_mirrored else image.grey


def _jpeg(grey: Grey) -> bytes:
    done, data = cv2.imencode(".jpg", grey, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    if not done:
        raise ValueError("this part cannot be drawn")
    return data.tobytes()
