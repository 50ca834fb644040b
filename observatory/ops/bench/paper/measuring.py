"""The reader at work on the sets: on one core, each picture timed, nothing kept but what came out."""

import time
from collections.abc import Callable, Iterator
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from observatory.kit.omr.files import pages_of
from observatory.kit.omr.images import PageImage
from observatory.kit.omr.layout import PageLayout
from observatory.kit.omr.one_core import use_one_core
from observatory.kit.omr.read import read_as, read_pages

from .outcomes import Outcome, add_boxes, compare
from .sets import make_parcel, parcels
from .sheets import Parcel, Sources

Identify = Callable[[str], PageLayout | None]
# Is shown each picture with its pixels and its readings, to keep what is worth a look.
Watch = Callable[[Outcome, PageImage, list[Any]], None]

# What a process that makes pictures draws from; set before it is forked.
_sources: list[Sources] = []


def _make(asked: tuple[str, int, int]) -> Parcel:
    return make_parcel(_sources[0], *asked)


def parcels_of(
    sources: Sources, set_name: str, first: int, count: int, processes: int
) -> Iterator[Parcel]:
    """Yield the files of a set; made here, or by other processes while these are read."""
    _sources[:] = [sources]
    asked = parcels(set_name, first, count)
    use_one_core()
    if processes < 1:
        yield from map(_make, asked)
        return
    with get_context("fork").Pool(processes) as pool:
        yield from pool.imap(_make, asked)


def read_parcel(parcel: Parcel, identify: Identify, watch: Watch | None = None) -> list[Outcome]:
    """Read every picture of a file and say what became of it.

    What breaks the reader is an outcome too, and a picture unaccounted for.
    """
    use_one_core()
    images, outcomes = _images(parcel.file), []
    for picture in parcel.pictures:
        taken, began = None, time.process_time()
        readings: list[Any] = []
        trouble, between = "", began
        try:
            taken = next(images)
            between = time.process_time()
            readings = read_pages(taken, identify)
        except StopIteration:
            trouble = "no page in the file"
        except Exception as error:  # it is one picture of many, and it is told
            trouble = f"{type(error).__name__}: {error}"
        ended = time.process_time()
        outcome = compare(picture, readings)
        outcome.trouble = trouble
        outcome.taking, outcome.reading = between - began, ended - between
        if taken is not None:
            if not picture.has_code:
                _name(outcome, taken, readings)
            outcome.decoding = _decode_alone(picture.packed, picture.is_bilevel, parcel.file)
            if watch:
                watch(outcome, taken, readings)
        outcomes.append(outcome)
    return outcomes


def _images(file: bytes) -> Iterator[PageImage]:
    yield from pages_of(file)


def _name(outcome: Outcome, image: PageImage, readings: list[Any]) -> None:
    """Do as the person who names a page whose codes cannot be read."""
    lost = [reading for reading in readings if reading.status == "unreadable"]
    if len(lost) != 1 or outcome.wrong:
        return
    reading = read_as(image, outcome.picture.sheets[0].layout, lost[0].corners)
    if reading.boxes:
        add_boxes(outcome, outcome.picture.sheets[0], reading)
        outcome.statuses.append(f"named: {reading.status}")


def _decode_alone(packed: bytes, is_bilevel: bool, file: bytes) -> float:
    """Return the seconds of CPU to decode a JPEG to grey; 0 for a bilevel one, which nobody else decodes."""
    if is_bilevel:
        return 0.0
    began = time.process_time()
    cv2.imdecode(np.frombuffer(packed, np.uint8), cv2.IMREAD_GRAYSCALE)
    return time.process_time() - began


class Looking:
    """Keeps what is worth a look: silent errors as crops, and the first pictures of each set."""

    def __init__(self, folder: Path, tiles: int = 24) -> None:
        self.folder, self.tiles = folder, tiles
        self.sheets: dict[str, list[np.ndarray]] = {}
        folder.mkdir(parents=True, exist_ok=True)

    def __call__(self, outcome: Outcome, image: PageImage, readings: list[Any]) -> None:
        kept = self.sheets.setdefault(outcome.picture.set, [])
        if len(kept) < self.tiles:
            kept.append(_tile(image.grey))
        places = {reading.code: reading for reading in readings if reading.boxes}
        for box in outcome.boxes:
            if not box.is_silent_error or not box.is_core:
                continue
            for sheet in outcome.picture.sheets:
                if sheet.code in places:
                    self._keep(outcome, box, image, places[sheet.code])

    def _keep(self, outcome: Outcome, box: Any, image: PageImage, reading: Any) -> None:
        key = (box.question, box.option)
        place = next(b.box for b in reading.boxes if (b.box.question, b.box.option) == key)
        grey = cv2.flip(image.grey, 1) if reading.is_mirrored else image.grey
        width, height = reading.layout.width_mm, reading.layout.height_mm
        flat = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
        cut = np.array(
            [[20, 0, -20 * (place.x_mm - 6)], [0, 20, -20 * (place.y_mm - 6)], [0, 0, 1]]
        )
        matrix = cv2.getPerspectiveTransform(reading.corners.astype(np.float32), flat)
        crop = cv2.warpPerspective(grey, cut @ matrix, (340, 340))
        name = (
            f"{outcome.picture.set}-{outcome.picture.seed}-{box.question}-{box.option}-"
            f"{box.kind}-{box.pen}-{box.truth}-as-{box.read}"
        )
        cv2.imwrite(str(self.folder / f"{name.replace(' ', '_')}.png"), crop)

    def close(self) -> None:
        """Write a contact sheet for each set."""
        for name, tiles in self.sheets.items():
            while len(tiles) % 6:
                tiles.append(np.full_like(tiles[0], 128))
            rows = [np.hstack(tiles[at : at + 6]) for at in range(0, len(tiles), 6)]
            cv2.imwrite(str(self.folder / f"sheet-{name}.png"), np.vstack(rows))


def _tile(grey: np.ndarray, side: int = 420) -> np.ndarray:
    scale = side / max(grey.shape)
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    tile = np.full((side + 6, side + 6), 128, np.uint8)
    tile[: small.shape[0], : small.shape[1]] = small
    return tile
