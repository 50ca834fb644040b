"""What is in a picture and what is true of it: the words that the sets and the harness share."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from zlib import crc32

import cv2
import numpy as np

from observatory.kit.omr.layout import PageLayout

from .filling import DrawnMark, FilledPage, draw_truth, fill
from .optics import tone
from .pages import Grey, PrintedPage
from .pens import Random

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

# Gives the 20 characters of a page's codes from its layout, serial included.
CodeOf = Callable[[PageLayout], str]


@dataclass(frozen=True)
class Sources:
    """What is filled: printed pages, urn cards, and how their codes are written."""

    pages: Sequence[PrintedPage]
    code_of: CodeOf
    cards: Sequence[PrintedPage] = ()


@dataclass(frozen=True)
class Sheet:
    """What is true of one filled page in a picture; see `FilledPage`."""

    layout: PageLayout
    code: str
    marks: tuple[DrawnMark, ...]
    states: dict[tuple[str, str], str]
    kinds: dict[tuple[str, str], str]
    pen: str


@dataclass(frozen=True)
class Picture:
    """One picture: the sheets in it, and what happened to it.

    `packed`: the picture as it stands in its file. `has_code`: whether a reader can
    know whose the sheets are; without one a person names them first.
    """

    set: str
    seed: int
    sheets: tuple[Sheet, ...]
    effects: tuple[str, ...]
    packed: bytes
    is_bilevel: bool = False
    has_code: bool = True


@dataclass(frozen=True)
class Parcel:
    """A file and its pictures, one for each of its pages."""

    file: bytes
    pictures: tuple[Picture, ...]


def random_for(set_name: str, seed: int) -> Random:
    """Return the source of chance of one picture."""
    return np.random.default_rng([crc32(set_name.encode()), seed])


def fill_one(pages: Sequence[PrintedPage], code_of: CodeOf, rng: Random, number: int) -> FilledPage:
    """Return one of the pages, printed anew as a sheet of its own and filled by someone."""
    page = as_sheet(pages[number % len(pages)], code_of, rng).cut()
    # Printers differ: toner from black to dark grey.
    page = replace(page, grey=tone(page.grey, rng.uniform(0, 45), 255))
    return filled_by_someone(page, rng)


def filled_by_someone(page: PrintedPage, rng: Random) -> FilledPage:
    seed = int(rng.integers(0, 2**32))
    return fill(page, draw_truth(page.layout, [seed, 1]), [seed, 2])


def as_sheet(page: PrintedPage, code_of: CodeOf, rng: Random) -> PrintedPage:
    """Return a page with a random serial, and the codes that say so."""
    serial = "".join(_ALPHABET[at] for at in rng.integers(0, 32, 7))
    return page.with_code(code_of(replace(page.layout, serial=serial)), serial)


def sheet_of(filled: FilledPage) -> Sheet:
    """Return what is true of a page, without its picture."""
    return Sheet(filled.layout, filled.code, filled.marks, filled.states, filled.kinds, filled.pen)


def turned(grey: Grey, quarters: int) -> Grey:
    """Return the page turned by quarter turns, clockwise."""
    if not quarters % 4:
        return grey
    ways = (cv2.ROTATE_90_CLOCKWISE, cv2.ROTATE_180, cv2.ROTATE_90_COUNTERCLOCKWISE)
    return cv2.rotate(grey, ways[quarters % 4 - 1])
