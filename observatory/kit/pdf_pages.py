"""Pages of a PDF as pictures, drawn by a process that may be lost.

A PDF is a program for a large reader written in C++. It is read by a process of
its own (`apart.py`) with little memory and little time; only pixels come back, and
they are cleaned like any picture. Scripts, links, forms, attachments and hidden
text of the file do not survive. What cannot be drawn is refused (fail closed).
"""

import sys
from dataclasses import dataclass
from typing import IO

from .apart import Apart, limit_resources
from .pictures import CleanPicture, PictureRefused, clean_picture

MAX_PAGES = 20
# Pixels on the longer side of a page: A4 at about 190 dots per inch.
LONGEST = 2200
SECONDS = 30
# What the drawing process may use: bytes of memory, and bytes it may hand back.
MEMORY = 1536 * 1024 * 1024
ANSWER = 96 * 1024 * 1024
START = b"%PDF-"
# How the drawing process ends.
_LOCKED, _BROKEN = 4, 5


class PdfRefused(ValueError):
    """The file cannot be taken. `reason`: "locked" (it wants a password), "too_large" or "broken"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class DrawnPages:
    """The first pages as pictures, and how many the file has in all."""

    pictures: list[CleanPicture]
    total: int


def is_pdf(data: bytes) -> bool:
    """Tell whether the file says that it is a PDF, in its first kilobyte as readers allow."""
    return START in data[:1024]


def draw_pages(data: bytes, *, most: int = MAX_PAGES) -> DrawnPages:
    """Return the first `most` pages of a PDF as pictures without metadata.

    Starts a process and waits for it, 30 seconds at most. Raises `PdfRefused`.
    """
    answer = _ask(data, most)
    if len(answer) < 4:
        raise PdfRefused("broken")
    total, place, pictures = int.from_bytes(answer[:4], "big"), 4, []
    while place < len(answer):
        length = int.from_bytes(answer[place : place + 4], "big")
        page = answer[place + 4 : place + 4 + length]
        place += 4 + length
        try:
            pictures.append(clean_picture(page, longest=LONGEST))
        except PictureRefused as error:
            raise PdfRefused("broken") from error
    if not pictures or len(pictures) > most:
        raise PdfRefused("broken")
    return DrawnPages(pictures, max(total, len(pictures)))


def _ask(data: bytes, most: int) -> bytes:
    """Give the file to a process of its own and return what it answers."""
    process = Apart(__name__, most, data=data)
    try:
        answer = process.read(ANSWER + 1, seconds=SECONDS)
        if process.was_late or len(answer) > ANSWER:
            raise PdfRefused("too_large")
        code = process.code(seconds=SECONDS)
    finally:
        process.end()
    if code:
        raise PdfRefused("locked" if code == _LOCKED else "broken")
    return answer


def _draw() -> int:
    """In the process of its own: read a PDF, write how many pages it has, then each as a JPEG."""
    import pypdfium2

    data = sys.stdin.buffer.read()
    limit_resources(memory=MEMORY, seconds=SECONDS)
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        return _LOCKED if getattr(error, "err_code", None) == _LOCKED else _BROKEN
    out = sys.stdout.buffer
    out.write(len(document).to_bytes(4, "big"))
    for number in range(min(len(document), int(sys.argv[1]))):
        page = document[number]
        bitmap = page.render(scale=LONGEST / max(page.get_width(), page.get_height(), 1))
        image = bitmap.to_pil().convert("RGB")
        page.close()
        _write(image, out)
    out.flush()
    return 0


def _write(image, out: IO[bytes]) -> None:  # type: ignore[no-untyped-def]
    import io

    file = io.BytesIO()
    image.save(file, "JPEG", quality=90)
    out.write(file.tell().to_bytes(4, "big"))
    out.write(file.getvalue())


if __name__ == "__main__":
    sys.exit(_draw())
