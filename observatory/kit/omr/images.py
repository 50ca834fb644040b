"""One picture as grey pixels, whatever it came as: JPEG, PNG, TIFF or HEIC.

Which way up a picture lies does not matter here: the reader finds the page
whichever way it lies, so what a camera noted about it is left aside.
"""

import io
from collections.abc import Iterator

import cv2
import numpy as np
import pillow_heif
from PIL import Image

from .page_images import FileProblem, PageImage, lost_page

# What may be decoded, in pixels: A3 in 600 dots per inch passes, a bomb does not.
MAX_PIXELS = 80_000_000
# A picture is halved as long as its longer side stays above this: A4 keeps at least 196 dots
# per inch, and a 12-megapixel photo all its pixels.
LONGEST_KEPT = 2300
# One bit a pixel, even if it was kept as grey: the paper is pure white, and next to what is
# dark there is hardly anything between dark and light, as at the edges of a grey scan.
_WHITE, _BETWEEN, _BETWEEN_SHARE = 250, (48, 208), 0.12

Grey = np.ndarray


def is_picture(data: bytes) -> bool:
    """Tell whether the first bytes are those of a picture that `pictures_of` reads."""
    return bool(_kind(data))


def pictures_of(data: bytes, *, most: int) -> Iterator[PageImage]:
    """Yield the picture, or each picture of a TIFF. Raises `FileProblem`."""
    kind = _kind(data)
    if not kind:
        raise FileProblem("not_a_picture")
    if kind != "TIFF":
        yield _single(data, kind)
        return
    with _open_tiff(data) as image:
        pages = _frames(image)
        if pages > most:
            raise FileProblem("too_many_pages")
        for number in range(1, pages + 1):
            yield _frame(image, number)


def count_pictures(data: bytes) -> int:
    """Return how many pictures the file holds, without decoding one. Raises `FileProblem`."""
    if _kind(data) != "TIFF":
        return 1
    with _open_tiff(data) as image:
        return _frames(image)


def grey_of_jpeg(data: bytes | memoryview, size: tuple[int, int]) -> Grey:
    """Decode a JPEG of `size` (width, height) straight to grey, reduced when it is very large."""
    _refuse_large(size)
    reduced, longest = 1, max(size)
    while longest // 2 >= LONGEST_KEPT and reduced < 8:
        reduced, longest = reduced * 2, longest // 2
    flag = {
        1: cv2.IMREAD_GRAYSCALE,
        2: cv2.IMREAD_REDUCED_GRAYSCALE_2,
        4: cv2.IMREAD_REDUCED_GRAYSCALE_4,
        8: cv2.IMREAD_REDUCED_GRAYSCALE_8,
    }[reduced]
    buffer = np.frombuffer(data, np.uint8)
    grey = cv2.imdecode(buffer, flag | cv2.IMREAD_IGNORE_ORIENTATION)
    if grey is None:
        raise FileProblem("broken")
    return grey


def reduce(grey: Grey) -> Grey:
    """Halve a picture as long as it is very large."""
    while max(grey.shape) // 2 >= LONGEST_KEPT:
        grey = cv2.resize(grey, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    return grey


def looks_bilevel(grey: Grey) -> bool:
    """Tell whether the pixels are black or white and hardly anything between."""
    few = grey[::64, ::16]
    if not few.size or np.count_nonzero(few >= _WHITE) < few.size / 4:
        return False
    some = np.ascontiguousarray(grey[::8, ::4])
    counts = cv2.calcHist([some], [0], None, [256], [0, 256]).ravel()
    dark, between = counts[: _BETWEEN[0]].sum(), counts[_BETWEEN[0] : _BETWEEN[1]].sum()
    white = counts[_WHITE:].sum()
    return bool(white > some.size / 2 and dark > 0 and between < _BETWEEN_SHARE * dark)


def _kind(data: bytes) -> str:
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data[:4] in {b"II*\0", b"MM\0*"}:
        return "TIFF"
    brands = {b"heic", b"heix", b"heim", b"heis", b"mif1"}
    return "HEIF" if data[4:8] == b"ftyp" and data[8:12] in brands else ""


def _single(data: bytes, kind: str) -> PageImage:
    try:
        if kind == "HEIF":
            grey, dpi, bilevel = _heif(data), None, False
        else:
            grey, dpi, bilevel = _flat(data, kind)
    except FileProblem:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise FileProblem("too_large") from error
    except Exception as error:  # whatever a damaged file breaks: it is one file of many
        raise FileProblem("broken") from error
    return PageImage(1, grey, dpi, bilevel or looks_bilevel(grey))


def _flat(data: bytes, kind: str) -> tuple[Grey, float | None, bool]:
    """Decode a JPEG or PNG; only its head is read by Pillow."""
    with Image.open(io.BytesIO(data), formats=[kind]) as image:
        size, mode, dpi = image.size, image.mode, _dpi(image)
        _refuse_large(size)
        if image.has_transparency_data:
            reduced = reduce(_on_white(image))
            return reduced, _reduced(dpi, size, reduced), False
    if kind == "JPEG":
        grey = grey_of_jpeg(data, size)
        return grey, _reduced(dpi, size, grey), False
    whole = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_GRAYSCALE)
    if whole is None:
        raise FileProblem("broken")
    reduced = reduce(whole)
    return reduced, _reduced(dpi, size, reduced), mode == "1"


def _on_white(image: Image.Image) -> Grey:
    """Lay a picture with holes in it on white paper."""
    seen = image.convert("RGBA")
    paper = Image.new("RGBA", seen.size, "white")
    return np.asarray(Image.alpha_composite(paper, seen).convert("L"))


def _heif(data: bytes) -> Grey:
    file = pillow_heif.open_heif(io.BytesIO(data), convert_hdr_to_8bit=True)
    picture = file[file.primary_index]
    _refuse_large(picture.size)
    return reduce(np.asarray(picture.to_pillow().convert("L")))


def _open_tiff(data: bytes) -> Image.Image:
    try:
        return Image.open(io.BytesIO(data), formats=["TIFF"])
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise FileProblem("too_large") from error
    except Exception as error:  # whatever a damaged file breaks
        raise FileProblem("broken") from error


def _frames(image: Image.Image) -> int:
    try:
        return int(getattr(image, "n_frames", 1))
    except Exception as error:  # the list of its pages is damaged
        raise FileProblem("broken") from error


def _frame(image: Image.Image, number: int) -> PageImage:
    try:
        image.seek(number - 1)
        _refuse_large(image.size)
        size, bilevel, dpi = image.size, image.mode == "1", _dpi(image)
        if image.mode.startswith("I"):  # 16 bits of grey
            grey = np.asarray(
                image.convert("I").point(lambda value: value * (1 / 257)).convert("L")
            )
        else:
            grey = np.asarray(image.convert("L"))
    except (FileProblem, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return lost_page(number, "too_large")
    except Exception:  # the other pages are read all the same
        return lost_page(number, "broken")
    reduced = reduce(grey)
    return PageImage(
        number, reduced, _reduced(dpi, size, reduced), bilevel or looks_bilevel(reduced)
    )


def _dpi(image: Image.Image) -> float | None:
    """Return the dots per inch that the file gives, if they make sense."""
    try:
        dpi = float(image.info["dpi"][0])
    except (KeyError, TypeError, ValueError, IndexError, ZeroDivisionError):
        return None
    return dpi if 30 <= dpi <= 2400 else None


def _reduced(dpi: float | None, size: tuple[int, int], grey: Grey) -> float | None:
    return dpi and dpi * grey.shape[1] / size[0]


def _refuse_large(size: tuple[int, int]) -> None:
    if size[0] * size[1] > MAX_PIXELS:
        raise FileProblem("too_large")
