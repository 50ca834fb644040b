"""From a file to pages of grey pixels.

Light to import: decoders and their libraries come with the first file that is
decoded in this process.
"""

from collections.abc import Iterator
from pathlib import Path

from .isolated import isolated_pages_of
from .page_images import MOST_PAGES, FileProblem, PageImage

__all__ = [
    "MOST_PAGES",
    "FileProblem",
    "PageImage",
    "count_pages",
    "isolated_pages_of",
    "pages_of",
]


def pages_of(
    file: str | Path | bytes, *, start: int = 1, most: int = MOST_PAGES
) -> Iterator[PageImage]:
    """Return the pages of a file, decoded in this process; see `opening.pages_of`."""
    from . import opening

    return opening.pages_of(file, start=start, most=most)


def count_pages(file: str | Path | bytes) -> int:
    """Return how many pages the file has, without decoding one. Raises `FileProblem`."""
    from . import opening

    return opening.count_pages(file)
