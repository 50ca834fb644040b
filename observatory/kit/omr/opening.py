"""Files as pages, in this process: for files whose loss costs nothing but a run."""

from collections.abc import Iterator
from pathlib import Path

import pypdfium2

from .images import count_pictures, is_picture, pictures_of
from .page_images import MOST_PAGES, FileProblem, PageImage
from .pdf_scans import is_pdf, open_pdf, pages_of_pdf


def pages_of(
    file: str | Path | bytes, *, start: int = 1, most: int = MOST_PAGES
) -> Iterator[PageImage]:
    """Return the pages of a PDF, JPEG, PNG, TIFF or HEIC, from page `start` on.

    The format is told by content, not by name. A page that cannot be decoded has
    a `problem` and no pixels, and the next ones follow. Raises `FileProblem` at
    once when the file as a whole cannot be read; a single picture is decoded, and
    may be refused, at the first step.
    """
    opened = _open(file)
    if isinstance(opened, bytes):
        pages = pictures_of(opened, most=most)
        return (page for page in pages if page.number >= start)
    if len(opened) > most:
        opened.close()
        raise FileProblem("too_many_pages")
    return pages_of_pdf(opened, start=start)


def count_pages(file: str | Path | bytes) -> int:
    """Return how many pages the file has, without decoding one. Raises `FileProblem`."""
    opened = _open(file)
    if isinstance(opened, bytes):
        return count_pictures(opened)
    with opened:
        return len(opened)


def _open(file: str | Path | bytes) -> pypdfium2.PdfDocument | bytes:
    """Return a document, or the bytes of a picture."""
    data = _first_bytes(file)
    if not data:
        raise FileProblem("empty")
    if is_pdf(data):
        return open_pdf(Path(file) if isinstance(file, str) else file)
    if is_picture(data):
        return file if isinstance(file, bytes) else Path(file).read_bytes()
    raise FileProblem("not_a_picture")


def _first_bytes(file: str | Path | bytes) -> bytes:
    if isinstance(file, bytes):
        return file[:1024]
    with Path(file).open("rb") as opened:
        return opened.read(1024)
