"""What a file becomes before it is read: pages of grey pixels, or the reason why not.

Light to import: whoever only hands pages on needs no decoder.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from .reasons import FileReason

if TYPE_CHECKING:
    import numpy as np

# A longer file is refused whole: it is sent again in parts.
MOST_PAGES = 1000


class FileProblem(ValueError):
    """The file cannot be read.

    `reason`: "empty", "locked" (it wants a password), "too_many_pages",
    "too_large" (more pixels, time or memory than a page may take),
    "not_a_picture" (nothing we read, whatever its name says) or "broken".
    """

    def __init__(self, reason: FileReason) -> None:
        super().__init__(reason)
        self.reason: FileReason = reason


@dataclass(frozen=True)
class PageImage:
    """One page of a file. `grey` is uint8, height x width; `number` counts from 1.

    `dpi`: dots per inch as the file says, None when it does not. `is_bilevel`: the
    scanner kept one bit a pixel, which erases pencil. `problem`: why this page has
    no pixels ("broken", "too_large"); then `grey` is 0 x 0.
    """

    number: int
    grey: "np.ndarray"
    dpi: float | None
    is_bilevel: bool
    problem: FileReason | Literal[""] = ""


def lost_page(number: int, problem: FileReason) -> PageImage:
    """Return a page of which there are no pixels."""
    import numpy as np

    return PageImage(number, np.empty((0, 0), np.uint8), None, False, problem)
