"""Pictures that people send: cleaned on arrival, blackened for good, or refused.

Nothing of the file that was sent survives except its pixels: they are drawn
into a new picture, which is encoded again. So there is no place left where a
position, a name of a device or a comment could stay. Whatever cannot be read
for certain is refused (fail closed), never passed on as it came.
"""

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass

import pillow_heif
from PIL import Image

MEDIA_TYPE = "image/jpeg"
# What a picture may weigh once cleaned, in bytes.
MAX_BYTES = 1_500_000
# What may be decoded, in pixels: a phone's 50-megapixel picture passes, a bomb does not.
MAX_PIXELS = 64_000_000
QUALITIES = (80, 70, 60, 50)
# JPEG stores blocks of 16 pixels (4:2:0): what lies at the edge of a block
# colours the rest of it, so black boxes are widened to whole blocks.
BLOCK = 16

Box = tuple[float, float, float, float]

_HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1"})
_HEIF_MOVING = frozenset({b"hevc", b"hevx", b"msf1"})
# EXIF orientation -> what puts the picture upright (CIPA DC-008, tag 0x0112).
_ORIENTATION_TAG = 0x0112
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class PictureRefused(ValueError):
    """The file cannot be taken. `reason`: "empty", "format", "animated", "too_large" or "broken"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class CleanPicture:
    """A JPEG without metadata; `width` and `height` in pixels."""

    data: bytes
    media_type: str
    width: int
    height: int


def clean_picture(data: bytes, *, longest: int = 1600) -> CleanPicture:
    """Return the picture upright, at most `longest` pixels a side, without any metadata.

    Takes JPEG, PNG, WebP and HEIC/HEIF, told apart by content and not by name.
    The result is a JPEG of at most `MAX_BYTES`. Raises `PictureRefused` for
    anything else: another format, an animation, more than `MAX_PIXELS`, a
    truncated or damaged file.
    """
    return _encode(_fit(_decode(data, longest), longest))


def blacken(data: bytes, boxes: Sequence[Box]) -> bytes:
    """Return the picture as a JPEG with the boxes painted black; what was there is gone.

    A box is (left, top, width, height) in fractions of the picture, 0 to 1. It
    is widened to whole blocks of the encoding. Raises `ValueError` for a box
    that is no such fraction and `PictureRefused` when the picture cannot be read.
    """
    for box in boxes:
        if not all(math.isfinite(part) and 0 <= part <= 1 for part in box):
            raise ValueError("a box is given in fractions from 0 to 1")
        if box[2] <= 0 or box[3] <= 0:
            raise ValueError("a box has a width and a height")
    image = _decode(data, None)
    for box in boxes:
        image.paste((0, 0, 0), _blocks(box, image.size))
    return _encode(image).data


def _blocks(box: Box, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """Return (left, top, right, bottom) in pixels, widened to whole blocks, within the picture."""
    left, top, width, height = box
    edges = []
    for start, length, side in ((left, width, size[0]), (top, height, size[1])):
        first = math.floor(start * side / BLOCK) * BLOCK
        last = math.ceil((start + length) * side / BLOCK) * BLOCK
        edges.append((max(0, min(first, side - 1)), min(side, max(last, first + 1))))
    return edges[0][0], edges[1][0], edges[0][1], edges[1][1]


def _decode(data: bytes, longest: int | None) -> Image.Image:
    """Return the pixels as a new RGB picture, upright, that carries nothing else."""
    if not data:
        raise PictureRefused("empty")
    kind = _kind(data)
    try:
        image = _open_heif(data) if kind == "HEIF" else _open(data, kind, longest)
        return _flatten(image)
    except PictureRefused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureRefused("too_large") from error
    except Exception as error:  # whatever a damaged file breaks: nothing passes unread
        raise PictureRefused("broken") from error


def _kind(data: bytes) -> str:
    """Tell the format from the first bytes."""
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    if data[4:8] == b"ftyp":
        brand = data[8:12]
        if brand in _HEIF_MOVING:
            raise PictureRefused("animated")
        if brand in _HEIF_BRANDS:
            return "HEIF"
    raise PictureRefused("format")


def _open(data: bytes, kind: str, longest: int | None) -> Image.Image:
    with Image.open(io.BytesIO(data), formats=[kind]) as image:
        _refuse_large(image.size)
        # A JPEG may carry a second picture (MPO: a preview, a depth map); the first one counts.
        if kind != "JPEG" and getattr(image, "is_animated", False):
            raise PictureRefused("animated")
        orientation = image.getexif().get(_ORIENTATION_TAG)
        if kind == "JPEG" and longest:
            image.draft(None, (longest, longest))
        image.load()
        turn = _UPRIGHT.get(orientation) if isinstance(orientation, int) else None
        return image.transpose(turn) if turn is not None else image.copy()


def _open_heif(data: bytes) -> Image.Image:
    # libheif has already turned the picture upright; its EXIF orientation is not applied again.
    file = pillow_heif.open_heif(io.BytesIO(data), convert_hdr_to_8bit=True)
    picture = file[file.primary_index]
    _refuse_large(picture.size)
    return picture.to_pillow()


def _refuse_large(size: tuple[int, int]) -> None:
    if size[0] * size[1] > MAX_PIXELS:
        raise PictureRefused("too_large")


def _flatten(image: Image.Image) -> Image.Image:
    """Draw the picture on white paper."""
    if image.mode.startswith("I"):  # 16 bits of grey
        image = image.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    paper = Image.new("RGB", image.size, (255, 255, 255))
    if image.mode in {"RGBA", "LA", "PA", "La", "RGBa"} or "transparency" in image.info:
        seen = image.convert("RGBA")
        paper.paste(seen, mask=seen.getchannel("A"))
    else:
        paper.paste(image.convert("RGB"))
    return paper


def _fit(image: Image.Image, longest: int) -> Image.Image:
    if max(image.size) <= longest:
        return image
    scale = longest / max(image.size)
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    return image.resize(size, Image.Resampling.LANCZOS)


def _encode(image: Image.Image) -> CleanPicture:
    """Encode as JPEG, with less quality and then smaller until it weighs little enough."""
    while True:
        for quality in QUALITIES:
            file = io.BytesIO()
            image.save(file, "JPEG", quality=quality, optimize=True, subsampling="4:2:0")
            data = file.getvalue()
            if len(data) <= MAX_BYTES:
                _refuse_metadata(data)
                return CleanPicture(data, MEDIA_TYPE, image.width, image.height)
        image = _fit(image, max(image.size) * 3 // 4)


def _refuse_metadata(data: bytes) -> None:
    """Read our own JPEG again: only APP0 (the JFIF header) may stand beside the pixels."""
    place = 2
    while data[place] == 0xFF and data[place + 1] != 0xDA:
        marker = data[place + 1]
        if 0xE1 <= marker <= 0xEF or marker == 0xFE:
            raise PictureRefused("broken")
        place += 2 + int.from_bytes(data[place + 2 : place + 4], "big")
