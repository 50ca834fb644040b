"""Pictures that go wrong: each kind has its own place in the table of the measure.

Each function is given the sources and a seed, and returns a file of one picture.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

import cv2
import numpy as np

from . import damage
from .files import jpeg
from .filling import FilledPage
from .foreign import FOREIGN
from .optics import tone
from .pages import PX, Grey
from .pens import Random
from .photos import Shooting, shoot
from .scanners import Placing, Scan, in_resolution, on_glass, photocopy, s1, s2
from .sheets import (
    Parcel,
    Picture,
    Sources,
    fill_one,
    filled_by_someone,
    random_for,
    sheet_of,
    turned,
)

ODD = "X"
Maker = Callable[[Sources, int], Parcel]


def _parcel(
    kind: str, seed: int, filled: Sequence[FilledPage], packed: bytes, *, has_code: bool = True
) -> Parcel:
    sheets = tuple(sheet_of(page) for page in filled)
    picture = Picture(ODD, seed, sheets, (kind,), packed, has_code=has_code)
    return Parcel(packed, (picture,))


def _jpeg(scan: Scan) -> bytes:
    return jpeg(scan.grey, scan.quality, scan.dpi)


def _scanned(
    kind: str, change: Callable[[FilledPage, Random], Grey], has_code: bool = True
) -> Maker:
    """Return a maker that scans a filled page after `change`."""

    def make(sources: Sources, seed: int) -> Parcel:
        rng = random_for(kind, seed)
        filled = fill_one(sources.pages, sources.code_of, rng, seed)
        scan = (s1, s2)[seed // 2 % 2](change(filled, rng), rng, 1.0)
        return _parcel(kind, seed, [filled], _jpeg(scan), has_code=has_code)

    return make


def _smaller(filled: FilledPage, rng: Random) -> Grey:
    return on_glass(filled.grey, 300, Placing(scale=0.92, lid=255), 0.3)


def _without_marks(count: int) -> Callable[[FilledPage, Random], Grey]:
    def change(filled: FilledPage, rng: Random) -> Grey:
        how = str(rng.choice(["coffee", "label"]))
        return damage.without_marks(filled.grey, filled.layout, rng, count, how)

    return change


def _without_code(count: int) -> Callable[[FilledPage, Random], Grey]:
    def change(filled: FilledPage, rng: Random) -> Grey:
        how = str(rng.choice(["coffee", "label"], p=[0.7, 0.3]))
        return damage.without_code(filled.grey, filled.layout, rng, count, how)

    return change


def _mirrored(filled: FilledPage, rng: Random) -> Grey:
    return cv2.flip(filled.grey, 1)


def _half(filled: FilledPage, rng: Random) -> Grey:
    """Return the sheet torn in two, one part on the glass and nothing where the other was."""
    page = filled.grey.copy()
    height, width = page.shape
    share = rng.uniform(0.35, 0.65)
    part = rng.choice(["top", "bottom", "left", "right"])
    if part == "top":
        page[round(share * height) :] = 252
    elif part == "bottom":
        page[: round(share * height)] = 252
    elif part == "left":
        page[:, round(share * width) :] = 252
    else:
        page[:, : round(share * width)] = 252
    return page


def _at(kind: str, dpi: int) -> Maker:
    def make(sources: Sources, seed: int) -> Parcel:
        rng = random_for(kind, seed)
        filled = fill_one(sources.pages, sources.code_of, rng, seed)
        return _parcel(kind, seed, [filled], _jpeg(in_resolution(filled.grey, rng, dpi)))

    return make


def _huge(sources: Sources, seed: int) -> Parcel:
    """Scan at 600 dots per inch in colour."""
    rng = random_for("600 dpi", seed)
    filled = fill_one(sources.pages, sources.code_of, rng, seed)
    scan = in_resolution(filled.grey, rng, 600)
    picture = cv2.cvtColor(scan.grey, cv2.COLOR_GRAY2BGR)
    return _parcel("600 dpi, colour", seed, [filled], jpeg(picture, 75, 600))


def _copied(sources: Sources, seed: int) -> Parcel:
    """Fill a bad photocopy of an empty page, which has no serial."""
    rng = random_for("copied", seed)
    page = sources.pages[seed % len(sources.pages)]
    page = page.with_code(sources.code_of(replace(page.layout, serial=None)), None).cut()
    page = replace(page, grey=photocopy(page.grey, rng))
    filled = filled_by_someone(page, rng)
    scan = (s1, s2)[seed // 2 % 2](filled.grey, rng, 1.0)
    return _parcel("copied before it was filled", seed, [filled], _jpeg(scan))


def _thumbed(sources: Sources, seed: int) -> Parcel:
    rng = random_for("thumb", seed)
    filled = fill_one(sources.pages, sources.code_of, rng, seed)
    photo = shoot(filled.grey, rng, str(rng.choice(["P1", "P2"])), blue=filled.blue)
    half = np.array([filled.grey.shape[1], filled.grey.shape[0]]) / PX / 2
    side = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)][int(rng.integers(0, 4))])
    places = photo.camera.project(np.array([[*(half * side), 0.0], [0.0, 0.0, 0.0]]))
    inward = (places[1] - places[0]) / np.hypot(*(places[1] - places[0]))
    scale = np.hypot(*(places[1] - places[0])) / np.hypot(*half)
    picture = damage.thumb(photo.picture, places[0], inward, rng.uniform(24, 36) * scale)
    return _parcel("thumb on a corner", seed, [filled], jpeg(picture, photo.quality, 72))


def _on_table(
    pages: Sequence[Grey],
    places: Sequence[tuple[float, float, float]],
    size_mm: tuple[float, float],
) -> Grey:
    """Return pages laid on a dark table: `places` (x, y of the middle in mm, degrees)."""
    size = (round(size_mm[0] * PX), round(size_mm[1] * PX))
    table = np.full((size[1], size[0]), 74, np.uint8)
    for page, (x, y, turn) in zip(pages, places, strict=True):
        height, width = page.shape
        matrix = cv2.getRotationMatrix2D((width / 2, height / 2), turn, 1.0)
        matrix[:, 2] = matrix[:, 2] + np.array([x * PX - width / 2, y * PX - height / 2])
        cv2.warpAffine(
            page, matrix, size, dst=table, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_TRANSPARENT
        )
    return table


def _two(sources: Sources, seed: int) -> Parcel:
    rng = random_for("two", seed)
    filled = [fill_one(sources.pages, sources.code_of, rng, seed + at) for at in range(2)]
    places = [(118 + 224 * at, 165, rng.normal(0, 3)) for at in range(2)]
    table = _on_table([page.grey for page in filled], places, (460, 330))
    photo = shoot(table, rng, Shooting((0, 8), (130, 160)), turn=90 * int(rng.integers(0, 4)))
    return _parcel("two sheets in a photo", seed, filled, jpeg(photo.picture, photo.quality, 72))


def _card(sources: Sources, seed: int) -> Parcel:
    """Scan one card by itself, lying any way."""
    rng = random_for("card", seed)
    filled = fill_one(sources.cards, sources.code_of, rng, seed)
    scan = (s1, s2)[seed // 2 % 2](turned(filled.grey, int(rng.integers(0, 4))), rng, 1.0)
    return _parcel("urn card", seed, [filled], _jpeg(scan))


def _cards(sources: Sources, seed: int) -> Parcel:
    """Photograph four cards on a table, each lying another way."""
    rng = random_for("cards", seed)
    filled = [fill_one(sources.cards, sources.code_of, rng, seed + at) for at in range(4)]
    high = max(max(page.grey.shape) for page in filled) / PX
    step = high + 14
    places = [
        (
            step * (at % 2 + 0.5),
            step * (at // 2 + 0.5),
            90 * int(rng.integers(0, 4)) + float(np.clip(rng.normal(0, 4), -9, 9)),
        )
        for at in range(4)
    ]
    table = _on_table([page.grey for page in filled], places, (2 * step, 2 * step))
    photo = shoot(table, rng, Shooting((0, 8), (150, 190)))
    return _parcel("four urn cards", seed, filled, jpeg(photo.picture, photo.quality, 72))


def _foreign(name: str) -> Maker:
    def make(sources: Sources, seed: int) -> Parcel:
        rng = random_for(name, seed)
        page = tone(FOREIGN[name](rng), rng.uniform(0, 45), 255)
        if seed // len(ODDITIES) % 3 == 2:
            photo = shoot(page, rng, "P2")
            packed = jpeg(photo.picture, photo.quality, 72)
        else:
            packed = _jpeg((s1, s2)[seed // 2 % 2](page, rng, 1.0))
        return _parcel(f"foreign: {name}", seed, [], packed)

    return make


ODDITIES: dict[str, Maker] = {
    "printed at 92 %": _scanned("printed at 92 %", _smaller),
    "one corner mark hidden": _scanned("one corner mark hidden", _without_marks(1)),
    "two corner marks hidden": _scanned("two corner marks hidden", _without_marks(2)),
    "one code hidden": _scanned("one code hidden", _without_code(1)),
    "both codes hidden": _scanned("both codes hidden", _without_code(2), has_code=False),
    "mirrored": _scanned("mirrored", _mirrored),
    "half a sheet": _scanned("half a sheet", _half),
    "150 dpi": _at("150 dpi", 150),
    "100 dpi": _at("100 dpi", 100),
    "72 dpi": _at("72 dpi", 72),
    "600 dpi, colour": _huge,
    "copied before it was filled": _copied,
    "thumb on a corner": _thumbed,
    "two sheets in a photo": _two,
    "urn card": _card,
    "four urn cards": _cards,
    **{f"foreign: {name}": _foreign(name) for name in FOREIGN},
}
