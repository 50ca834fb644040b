"""From a file to pages of grey pixels."""

from .images import FileProblem, PageImage
from .isolated import isolated_count_of, isolated_pages_of
from .opening import MOST_PAGES, count_pages, pages_of

__all__ = [
    "MOST_PAGES",
    "FileProblem",
    "PageImage",
    "count_pages",
    "isolated_count_of",
    "isolated_pages_of",
    "pages_of",
]
