"""Pages of a scanned PDF: the very pixels of the scanner where a page is one picture.

To render such a page costs four times as much as to take its picture out, and
blurs it. Only a page that is made of more (text, strips, layers) is rendered.
"""

import io
import logging
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pypdfium2
from pypdfium2 import raw

from .images import MAX_PIXELS, Grey, grey_of_jpeg, looks_bilevel, reduce
from .page_images import FileProblem, PageImage, lost_page
from .reasons import FileReason

START = b"%PDF-"
# How a page is rendered: dots per inch, and pixels on its longer side at most.
RENDER_DPI = 200
RENDER_LONGEST = 4700
# A picture that covers this much of its page is the page.
FULL_PAGE = 0.75


def is_pdf(data: bytes) -> bool:
    """Tell whether the file says that it is a PDF, in its first kilobyte as readers allow."""
    return START in data[:1024]


def open_pdf(file: Path | bytes) -> pypdfium2.PdfDocument:
    """Open a PDF. Raises `FileProblem` "locked", "broken", or "empty" when it has no page."""
    try:
        document = pypdfium2.PdfDocument(file)
    except pypdfium2.PdfiumError as error:
        raise FileProblem(_why(file)) from error
    if not len(document):
        document.close()
        raise FileProblem("empty")
    return document


def _why(file: Path | bytes) -> FileReason:
    """Return why PDFium cannot open a file; its own word may be about the file before."""
    # It says good day in the log when it is imported.
    logging.getLogger("pikepdf").setLevel(logging.WARNING)
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(file) if isinstance(file, bytes) else file) as document:
            return "broken" if len(document.pages) else "empty"
    except pikepdf.PasswordError:
        return "locked"
    except (pikepdf.PdfError, OSError):
        return "broken"


def pages_of_pdf(document: pypdfium2.PdfDocument, *, start: int = 1) -> Iterator[PageImage]:
    """Yield the pages from number `start` on; close the document at the end."""
    with document:
        for number in range(start, len(document) + 1):
            yield _page(document, number)


def _page(document: pypdfium2.PdfDocument, number: int) -> PageImage:
    page = None
    try:
        page = document[number - 1]
        image = _only_picture(page)
        grey, bilevel = _extract(image) if image is not None else (None, False)
        if grey is None:
            grey = _render(page, image)
        inches = max(page.get_size()) / 72
        dpi = max(grey.shape) / inches if inches > 0 else None
        return PageImage(number, grey, dpi, bilevel or looks_bilevel(grey))
    except FileProblem as problem:
        return lost_page(number, problem.reason)
    except (pypdfium2.PdfiumError, cv2.error, ValueError, MemoryError):
        return lost_page(number, "broken")  # the other pages are read all the same
    finally:
        if page is not None:
            page.close()


def _only_picture(page: pypdfium2.PdfPage) -> pypdfium2.PdfImage | None:
    """Return the picture that is the page, or None. Text that is not drawn (OCR) may lie on it."""
    image = None
    for found in page.get_objects(max_depth=1):
        if found.type == raw.FPDF_PAGEOBJ_TEXT:
            mode = raw.FPDFTextObj_GetTextRenderMode(found)
            if mode != raw.FPDF_TEXTRENDERMODE_INVISIBLE:
                return None
        elif found.type != raw.FPDF_PAGEOBJ_IMAGE or image is not None:
            return None
        else:
            image = found
    if image is None:
        return None
    matrix = image.get_matrix()
    covered = abs(matrix.a * matrix.d - matrix.b * matrix.c)
    width, height = page.get_size()
    return image if covered >= FULL_PAGE * width * height else None


def _extract(image: pypdfium2.PdfImage) -> tuple[Grey | None, bool]:
    """Return the pixels and whether they are one bit each; None when the page is to be rendered."""
    size = image.get_px_size()
    if size[0] * size[1] > MAX_PIXELS:
        raise FileProblem("too_large")
    metadata = image.get_metadata()
    if not metadata.bits_per_pixel:
        raise FileProblem("broken")
    # A stencil has no colour of its own, and CMYK is often stored inverted.
    if metadata.colorspace in {raw.FPDF_COLORSPACE_UNKNOWN, raw.FPDF_COLORSPACE_DEVICECMYK}:
        return None, metadata.bits_per_pixel == 1
    if image.get_filters(skip_simple=True) == ["DCTDecode"]:
        return grey_of_jpeg(memoryview(image.get_data(decode_simple=True)), size), False
    return reduce(_taken(image.get_bitmap())), metadata.bits_per_pixel == 1


def _render(page: pypdfium2.PdfPage, image: pypdfium2.PdfImage | None) -> Grey:
    """Draw the page: as fine as the picture that it is, if it is one."""
    longest = max(*page.get_size(), 1)
    wanted = max(image.get_px_size()) if image is not None else RENDER_DPI / 72 * longest
    scale = min(wanted, RENDER_LONGEST) / longest
    return _taken(page.render(scale=scale, grayscale=True))


def _taken(bitmap: pypdfium2.PdfBitmap) -> Grey:
    """Return a copy of the bitmap's pixels as grey, and free the bitmap."""
    # Nothing looks at its memory any more once it is closed: no need to warn of that.
    bitmap.warn_on_close = False
    try:
        return _grey(bitmap)
    finally:
        bitmap.close()


def _grey(bitmap: pypdfium2.PdfBitmap) -> Grey:
    """Return a copy of the bitmap's pixels as grey."""
    pixels = bitmap.to_numpy()
    if pixels.ndim == 2:
        return pixels.copy()
    if pixels.shape[2] == 1:
        return pixels[:, :, 0].copy()
    code = cv2.COLOR_BGR2GRAY if pixels.shape[2] == 3 else cv2.COLOR_BGRA2GRAY
    return cv2.cvtColor(np.ascontiguousarray(pixels), code)
