"""Pictures as the files in which people send them: PDFs of office scanners, JPEGs of phones."""

import io
import zlib
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image

from .pages import Grey
from .scanners import Scan

_STRIP_OFFSETS, _STRIP_BYTES, _ROWS_PER_STRIP = 273, 279, 278


def jpeg(picture: Grey, quality: int = 80, dpi: int | None = None) -> bytes:
    """Return a JPEG of a grey or BGR picture; `dpi` is written into its head."""
    done, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
    if not done:
        raise ValueError("no JPEG can hold this picture")
    found = bytearray(data.tobytes())
    if dpi and found[6:11] == b"JFIF\0":
        found[13:18] = bytes([1]) + dpi.to_bytes(2, "big") * 2
    return bytes(found)


def ccitt(grey: Grey) -> bytes:
    """Return a black-and-white picture as CCITT group 4, as a fax sends it: black is 0."""
    held = io.BytesIO()
    # Turned round, because Pillow writes what is white as the runs that a fax calls black.
    image = Image.fromarray(255 - grey).convert("1", dither=Image.Dither.NONE)
    image.save(held, "TIFF", compression="group4", tiffinfo={_ROWS_PER_STRIP: grey.shape[0]})
    with Image.open(held) as tiff:
        tags = tiff.tag_v2  # type: ignore[attr-defined]
        start, length = tags[_STRIP_OFFSETS][0], tags[_STRIP_BYTES][0]
        is_black_zero = tags[262] == 1
    if not is_black_zero:
        raise ValueError("the picture was written with its tones turned")
    return held.getvalue()[start : start + length]


def tiff(scans: Sequence[Scan]) -> bytes:
    """Return a TIFF with a page for each scan."""
    images = [Image.fromarray(scan.grey) for scan in scans]
    if all(scan.is_bilevel for scan in scans):
        images = [image.convert("1", dither=Image.Dither.NONE) for image in images]
    held, dpi = io.BytesIO(), scans[0].dpi
    packing = "group4" if images[0].mode == "1" else "tiff_lzw"
    images[0].save(
        held, "TIFF", save_all=True, append_images=images[1:], compression=packing, dpi=(dpi, dpi)
    )
    return held.getvalue()


def to_pdf(scans: Sequence[Scan | tuple[Scan, bytes]], *, is_flate: bool = False) -> bytes:
    """Return a PDF with one picture a page, as an office scanner makes it.

    Grey pages are JPEG, bilevel ones CCITT group 4 (or deflated with `is_flate`).
    A page may come with its JPEG, which is then not made again.
    """
    pdf = pikepdf.new()
    for one in scans:
        scan, data = one if isinstance(one, tuple) else (one, None)
        _add_page(pdf, scan, data, is_flate)
    held = io.BytesIO()
    pdf.save(held, static_id=True)
    return held.getvalue()


def _add_page(pdf: pikepdf.Pdf, scan: Scan, data: bytes | None, is_flate: bool) -> None:
    height, width = scan.grey.shape[:2]
    bits, space = 8, Name.DeviceRGB if scan.grey.ndim == 3 else Name.DeviceGray
    more: dict[str, object] = {}
    if not scan.is_bilevel:
        data = data or jpeg(scan.grey, scan.quality, scan.dpi)
        packing = Name.DCTDecode
    elif is_flate:
        data, bits = zlib.compress(np.packbits(scan.grey > 127, axis=1).tobytes(), 6), 1
        packing = Name.FlateDecode
    else:
        data, bits, packing = data or ccitt(scan.grey), 1, Name.CCITTFaxDecode
        more["/DecodeParms"] = Dictionary(K=-1, Columns=width, Rows=height)
    picture = pikepdf.Stream(
        pdf, data, Type=Name.XObject, Subtype=Name.Image, Width=width, Height=height,
        ColorSpace=space, BitsPerComponent=bits,
    )  # fmt: skip
    picture.Filter = packing
    for name, value in more.items():
        picture[name] = value
    wide, high = width * 72 / scan.dpi, height * 72 / scan.dpi
    drawn = pikepdf.Stream(pdf, f"q {wide:.4f} 0 0 {high:.4f} 0 0 cm /Im0 Do Q".encode())
    page = Dictionary(
        Type=Name.Page,
        MediaBox=Array([0, 0, round(wide, 4), round(high, 4)]),
        Resources=Dictionary(XObject=Dictionary(Im0=pdf.make_indirect(picture))),
        Contents=pdf.make_indirect(drawn),
    )
    pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))


def to_photos(pictures: Sequence[tuple[Grey, int]], folder: Path) -> list[Path]:
    """Write pictures (grey or BGR) with their quality as the JPEGs of a phone; return the paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for number, (picture, quality) in enumerate(pictures, 1):
        path = folder / f"IMG_{number:04}.jpg"
        path.write_bytes(jpeg(picture, quality, 72))
        paths.append(path)
    return paths
