"""One picture of a page, looked at: what is on it, and the picture that is kept of it.

What is kept is the page straightened, so that any part of it can be cut out by
its place in millimetres; of a page that could not be made out, the picture as
it came, large enough to be read once a person has said what it is.
"""

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.conf import settings

from observatory.kit.keys import keyed_hash, load_key
from observatory.kit.omr.layout import PageLayout, Zone
from observatory.kit.omr.page_images import PageImage
from observatory.paper.page_codes import PageCode

from .blanking import without_tear_off
from .identify import code_of, identify, judge
from .marks import ReadBox, ReadPage

# The reader and its libraries are imported where a picture is looked at: actions that only know
# what was found run in processes that answer people.
if TYPE_CHECKING:
    import numpy as np

    from observatory.kit.omr import read

# Enough for handwriting and for looking at a box; about 400 kB a page.
PICTURE_DPI = 200
QUALITY = 80
# Longer side in pixels of a page kept as it came: A4 at 300 dots per inch.
LONGEST = 3508


@dataclass(frozen=True)
class FoundPage:
    """What was made out of a page. `status`: "read", "doubtful", "unreadable", "foreign".

    `picture` is a JPEG, b"" of a page that must not be kept. `picture_hash` is the
    same for the very same pixels, `likeness` nearly the same for nearly the same page.
    """

    status: str
    reason: str = ""
    code: PageCode | None = None
    layout: PageLayout | None = None
    read: ReadPage | None = None
    # Of a page that could not be read: where it lies.
    lost: ReadPage | None = None
    picture: bytes = b""
    picture_hash: str = ""
    likeness: str = ""
    # The part with name and contact hangs on it: its file is not kept, nor that part of its picture.
    has_tear_off: bool = False


def scans_key() -> bytes:
    """Return the secret that serials and pictures are hashed with."""
    return load_key(settings.KEYS_DIR, "scans")


def hash_serial(serial: str | None) -> str:
    """Return what is stored of a serial; "" without one."""
    return keyed_hash(scans_key(), "serial", serial) if serial else ""


def look_at(image: PageImage) -> list[FoundPage]:
    """Return what is on a picture: one page, or several sheets or cards; a picture of nothing is one too.

    Whatever the picture holds; only what breaks the reader itself is raised. Two pages
    that could not be decoded are not the same picture: they have no hash.
    """
    from observatory.kit.omr import read

    readings = read.read_pages(image, identify)
    if not image.grey.size:
        return [_found(image, one) for one in readings]
    digest = hashlib.sha256(image.grey.tobytes()).hexdigest()
    return [
        replace(
            _found(image, one), picture_hash=keyed_hash(scans_key(), "picture", digest, str(part))
        )
        for part, one in enumerate(readings)
    ]


def look_as(picture: bytes, layout: PageLayout, before: ReadPage | None = None) -> FoundPage:
    """Read a kept picture as the page that a person says it is.

    `before`: what was read of it, to tell one of several cards on a picture from another.
    """
    import cv2
    import numpy as np

    from observatory.kit.omr import read

    grey = cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_GRAYSCALE)
    if grey is None:
        return FoundPage("unreadable", "broken", picture=picture)
    image = PageImage(number=1, grey=grey, dpi=None, is_bilevel=False)
    corners = np.array(before.corners) if before is not None and before.corners else None
    return _found(image, read.read_as(image, layout, corners))


def _found(image: PageImage, reading: "read.PageReading") -> FoundPage:
    from observatory.kit.omr.crops import crop

    judged = judge(reading)
    code, reason = judged.code, judged.reasons[0] if judged.reasons else ""
    if reason == "tear_off":
        return FoundPage("read", reason, code=code)
    layout = reading.layout
    if judged.status in {"unreadable", "foreign"} or layout is None:
        # A code that is not the page's own is that of the part which still hangs on it.
        has_tear_off = code is None and code_of(reading.code) is not None
        grey: np.ndarray | None = image.grey
        if has_tear_off or (layout is not None and layout.cut_mm is not None):
            grey = without_tear_off(image.grey, reading)
        picture, scale = _as_it_came(grey) if grey is not None else (b"", 1.0)
        lost = _lost(replace(reading, status=judged.status), scale)
        return FoundPage(
            judged.status, reason, code, lost=lost, picture=picture, has_tear_off=has_tear_off
        )
    # What lies below the cut never stands with the story.
    whole = Zone("", 0, 0, layout.width_mm, layout.cut_mm or layout.height_mm)
    picture = crop(image, reading, whole, PICTURE_DPI)
    return FoundPage(
        reading.status,
        reason if reading.status == "doubtful" else "",
        code,
        layout,
        _kept(reading),
        picture=picture,
        likeness=likeness_of(picture),
        has_tear_off=_has_tear_off(image, reading, layout),
    )


def _kept(reading: "read.PageReading") -> ReadPage:
    return ReadPage(
        status=reading.status,
        reasons=tuple(reading.reasons),
        boxes=tuple(
            ReadBox(
                one.box.question,
                one.box.option,
                one.state,
                round(float(one.confidence), 4),
                {name: round(float(value), 4) for name, value in one.measures.items()},
                one.reason,
            )
            for one in reading.boxes
        ),
        ink={one.zone.question: bool(one.has_ink) for one in reading.zones},
        dpi=PICTURE_DPI,
    )


def _lost(reading: "read.PageReading", scale: float) -> ReadPage | None:
    """Return what is known of a page that could not be read: where it lies in the picture."""
    if reading.corners is None:
        return None
    corners = tuple((float(x * scale), float(y * scale)) for x, y in reading.corners)
    return ReadPage(reading.status, tuple(reading.reasons), corners=corners)


# Below the cut: so coarse a look is enough, and so much print is no empty scanner lid.
GLANCE_DPI, PRINT_SHARE = 60, 0.004


def _has_tear_off(image: PageImage, reading: "read.PageReading", layout: PageLayout) -> bool:
    """Tell whether the part with name and contact still hangs on the page."""
    import cv2
    import numpy as np

    from observatory.kit.omr.crops import crop

    if layout.cut_mm is None:
        return False
    below = Zone("", 0, layout.cut_mm, layout.width_mm, layout.height_mm - layout.cut_mm)
    grey = cv2.imdecode(
        np.frombuffer(crop(image, reading, below, GLANCE_DPI), np.uint8), cv2.IMREAD_GRAYSCALE
    )
    if grey is None or not grey.size:
        return False
    paper = max(float(np.percentile(grey, 90)), 1.0)
    return float((grey < 0.6 * paper).mean()) > PRINT_SHARE


def _as_it_came(grey: "np.ndarray") -> tuple[bytes, float]:
    """Return the picture as a JPEG, no larger than it must be to be read later, and how much it
    was reduced."""
    import cv2

    if not grey.size:
        return b"", 1.0
    scale = min(1.0, LONGEST / max(grey.shape[:2]))
    if scale < 1:
        size = (max(1, round(grey.shape[1] * scale)), max(1, round(grey.shape[0] * scale)))
        grey = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    done, data = cv2.imencode(".jpg", grey, [cv2.IMWRITE_JPEG_QUALITY, 92])
    return (data.tobytes() if done else b""), scale


# Cells a side; neighbours are compared, so that light and contrast do not matter.
CELLS = 16
# Of 256 comparisons, how many may differ between two pictures of one paper.
ALIKE_BITS = 14


def likeness_of(picture: bytes) -> str:
    """Return 256 bits in hexadecimal that are nearly the same for nearly the same page.

    A difference hash: each of 16 x 16 cells is lighter than its neighbour or not.
    """
    import cv2
    import numpy as np

    grey = cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_REDUCED_GRAYSCALE_4)
    if grey is None:
        return ""
    small = cv2.resize(grey, (CELLS + 1, CELLS), interpolation=cv2.INTER_AREA).astype(np.int16)
    return bytes(np.packbits(small[:, 1:] > small[:, :-1] + 2)).hex()


def is_alike(one: str, other: str) -> bool:
    """Tell whether two pages look like pictures of one paper."""
    if not one or not other:
        return False
    return (int(one, 16) ^ int(other, 16)).bit_count() <= ALIKE_BITS
