"""Pages of files that strangers send, decoded by a process that may be lost.

The process (`kit/apart.py`) has little memory, and little time for each page; only
pixels come back. When a page makes it fall, that page is lost and another process
goes on with the next one.
"""

import struct
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, get_args

from observatory.kit.apart import Apart, limit_resources

from .page_images import MOST_PAGES, FileProblem, PageImage, lost_page
from .reasons import FileReason

# What the decoding process may use: bytes of memory, and seconds for each page.
MEMORY = 2048 * 1024 * 1024
SECONDS_A_PAGE = 20
# A file that makes the process fall more often than this is given up.
MOST_LOST = 20
# A line of the answer: what follows, number (of pages after OPEN), height, width, dots per inch
# (0: unknown), and whether a pixel is one bit, or the place of the reason.
_PAGE = struct.Struct(">4sIIIfB")
_OPEN, _MARK, _LOST, _END, _FAILED = b"OPEN", b"PAGE", b"LOST", b"DONE", b"FAIL"
_REASONS: tuple[FileReason, ...] = get_args(FileReason)


def isolated_pages_of(
    file: str | Path | bytes,
    *,
    start: int = 1,
    most: int = MOST_PAGES,
    opened: Callable[[int], None] = lambda total: None,
) -> Iterator[PageImage]:
    """Yield the pages as `opening.pages_of` does, decoded in a process of its own.

    `opened` is told how many pages the file has, before the first one comes. The
    file travels by a pipe, so that the other process opens nothing. Raises
    `FileProblem` like `pages_of`, also "broken" when not even the first step is
    survived. A page that takes more than 20 seconds, or makes the process fall,
    has the problem "too_large" or "broken", and the pages behind it follow.
    """
    data = file if isinstance(file, bytes) else Path(file).read_bytes()
    number, lost = start, 0
    while lost <= MOST_LOST:
        decoder = _Decoder(data, number, most)
        try:
            for page in decoder.pages(opened):
                number = page.number + 1
                yield page
            if decoder.is_done:
                return
        finally:
            decoder.apart.end()
        if not decoder.has_opened:
            raise FileProblem("too_large" if decoder.was_late else "broken")
        yield lost_page(number, "too_large" if decoder.was_late else "broken")
        number, lost = number + 1, lost + 1
    raise FileProblem("broken")


class _Decoder:
    """The other process. `has_opened`: the file could be opened; `is_done`: no page is left."""

    def __init__(self, data: bytes, start: int, most: int) -> None:
        self.has_opened = self.is_done = False
        self.apart = Apart(__name__, start, most, MEMORY, data=data)

    @property
    def was_late(self) -> bool:
        return self.apart.was_late

    def pages(self, opened: Callable[[int], None]) -> Iterator[PageImage]:
        """Yield pages until the process ends, falls, or takes too long over one."""
        import numpy as np

        while (head := self._read(_PAGE.size)) is not None:
            mark, number, height, width, dpi, flag = _PAGE.unpack(head)
            if mark == _FAILED:
                raise FileProblem(_REASONS[flag])
            self.has_opened = True
            if mark == _OPEN:
                opened(number)
            if mark == _END:
                self.is_done = True
                return
            if mark == _LOST:
                yield lost_page(number, _REASONS[flag])
            elif mark == _MARK:
                pixels = self._read(height * width)
                if pixels is None:
                    return
                grey = np.frombuffer(pixels, np.uint8).reshape(height, width)
                yield PageImage(number, grey, dpi or None, bool(flag))

    def _read(self, length: int) -> bytes | None:
        """Return exactly so many bytes, or None when they do not come in time."""
        found = self.apart.read(length, seconds=SECONDS_A_PAGE)
        return found if len(found) == length else None


def _decode() -> None:
    """In the process of its own: read a file, write its pages."""
    from .one_core import use_one_core
    from .opening import count_pages, pages_of

    use_one_core()
    data = sys.stdin.buffer.read()
    limit_resources(memory=int(sys.argv[3]))
    out = sys.stdout.buffer
    try:
        pages = pages_of(data, start=int(sys.argv[1]), most=int(sys.argv[2]))
        # Said before the first page, so that a lost page is no lost file.
        out.write(_PAGE.pack(_OPEN, count_pages(data), 0, 0, 0, 0))
        out.flush()
        for page in pages:
            _write(out, page)
    except FileProblem as problem:
        out.write(_PAGE.pack(_FAILED, 0, 0, 0, 0, _REASONS.index(problem.reason)))
    else:
        out.write(_PAGE.pack(_END, 0, 0, 0, 0, 0))
    out.flush()


def _write(out: IO[bytes], page: PageImage) -> None:
    if page.problem:
        out.write(_PAGE.pack(_LOST, page.number, 0, 0, 0, _REASONS.index(page.problem)))
    else:
        height, width = page.grey.shape
        head = (page.number, height, width, page.dpi or 0, page.is_bilevel)
        out.write(_PAGE.pack(_MARK, *head))
        out.write(page.grey.tobytes())
    out.flush()


if __name__ == "__main__":
    _decode()
