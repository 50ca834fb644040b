"""A pile of filled forms as people send it, for tests and journeys: `make_pile`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from .files import to_pdf, to_photos
from .filling import EMPTY, HABITS, FilledPage, Habits, Truth, fill
from .foreign import letter
from .pages import Grey, PrintedPage, printed_pages
from .photos import shoot
from .scanners import SCANNERS

# How the sheets of a pile come: by which scanner into the one PDF, and which photos.
STYLES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "mixed": (("S1", "S2"), ("P1", "P2")),
    "scans": (("S1", "S2"), ()),
    "photos": ((), ("P1", "P2")),
    "clean": (("S1",), ()),
}
PILE, PHOTOS = "pile.pdf", "photos"


@dataclass
class _Waiting:
    """Pages on their way into files."""

    scans: list[tuple[Grey, dict[str, Any]]] = field(default_factory=list)
    photos: list[tuple[FilledPage | Grey, dict[str, Any]]] = field(default_factory=list)


def make_pile(
    pdf_path: Path | str,
    layout_json: Path | str,
    answers: Sequence[Mapping[str, Sequence[str] | str]],
    seed: int,
    style: str = "mixed",
    *,
    folder: Path | str | None = None,
    habits: str | Habits = "neat",
    plant: Sequence[str] = (),
) -> tuple[list[Path], list[dict[str, Any]]]:
    """Fill the copies of a printed form, scan and photograph them; return (paths, truth).

    `pdf_path` and `layout_json` are what `manage.py print_form` wrote. `answers` has
    one mapping for each copy, in order: option codes by question, and words for
    handwriting zones; copies without answers are left out. `style`: "mixed" (the
    first half in one PDF of an office scanner, the others as photos, a JPEG each),
    "scans", "photos" or "clean". `habits`: "neat" (crosses and ticks by ballpoint)
    or "mixed" (pencils, fills, cancellations and all). `plant` adds "double" (the
    first sheet scanned again) and "foreign" (a letter) to the end of the first
    file or the photos.

    Writes into `folder` (default: beside the PDF). `truth` has one entry for each
    page in the files: `file`, `page_in_file`, `kind` ("page", "double", "foreign"),
    and of ours `copy`, `form`, `version`, `page`, `serial`, and `boxes` with
    `question`, `option`, `state` ("empty", "marked", "cancelled") and `mark`, how it
    was drawn. The same seed gives the same files.
    """
    pdf_path, habits = Path(pdf_path), HABITS[habits] if isinstance(habits, str) else habits
    folder = Path(folder) if folder else pdf_path.parent
    folder.mkdir(parents=True, exist_ok=True)
    scanners, cameras = STYLES[style]
    copies = _copies(printed_pages(pdf_path, Path(layout_json)))[: len(answers)]
    waiting = _Waiting()
    by_scanner = len(copies) if not cameras else (len(copies) + 1) // 2 if scanners else 0
    for number, (pages, wanted) in enumerate(zip(copies, answers, strict=False)):
        for page in pages:
            filled = _filled(page, wanted, [seed, 1, number, page.layout.page], habits)
            told = _told(filled, number)
            if number < by_scanner:
                waiting.scans.append((filled.grey, told))
            else:
                waiting.photos.append((filled, told))
    _plant(waiting, plant, seed)
    return _write(waiting, folder, scanners, cameras, seed)


def _copies(pages: list[PrintedPage]) -> list[list[PrintedPage]]:
    """Return the pages of each copy: a page that is not higher than the one before begins another."""
    copies: list[list[PrintedPage]] = []
    for page in pages:
        if not copies or page.layout.page <= copies[-1][-1].layout.page:
            copies.append([])
        copies[-1].append(page)
    return copies


def _filled(page: PrintedPage, answers: Truth, seed: Sequence[int], habits: Habits) -> FilledPage:
    """Return the page filled, without what is cut off; zones are empty unless words are given."""
    quiet = Habits(habits.shares, habits.cancels, habits.strays, habits.pen, handwriting=0.0)
    return fill(page.cut(), answers, seed, quiet)


def _told(filled: FilledPage, copy: int) -> dict[str, Any]:
    layout = filled.layout
    return {
        "kind": "page",
        "copy": copy,
        "form": layout.form,
        "version": layout.version,
        "page": layout.page,
        "serial": layout.serial,
        "boxes": [
            {
                "question": box.question,
                "option": box.option,
                "state": filled.states[box.question, box.option],
                "mark": None
                if filled.states[box.question, box.option] == EMPTY
                else filled.kinds[box.question, box.option],
            }
            for box in layout.boxes
        ],
    }


def _plant(waiting: _Waiting, plant: Sequence[str], seed: int) -> None:
    """Add a sheet that was sent already, and one that is not ours, to what is not empty."""
    rng = np.random.default_rng([seed, 2])
    for kind in plant:
        if kind == "double" and waiting.scans:
            grey, told = waiting.scans[0]
            waiting.scans.append((grey, {**told, "kind": "double"}))
        elif kind == "double":
            filled, told = waiting.photos[0]
            waiting.photos.append((filled, {**told, "kind": "double"}))
        elif kind == "foreign":
            strange: dict[str, Any] = {"kind": "foreign"}
            if waiting.scans:
                waiting.scans.append((letter(rng), strange))
            else:
                waiting.photos.append((letter(rng), strange))
        else:
            raise ValueError(f"nothing known to plant: {kind}")


def _write(
    waiting: _Waiting, folder: Path, scanners: Sequence[str], cameras: Sequence[str], seed: int
) -> tuple[list[Path], list[dict[str, Any]]]:
    paths: list[Path] = []
    truth: list[dict[str, Any]] = []
    scans = []
    for place, (grey, told) in enumerate(waiting.scans):
        rng = np.random.default_rng([seed, 3, place])
        turned = np.rot90(grey, 2) if place % 5 == 4 else grey  # some lie upside down
        scans.append(
            SCANNERS[scanners[place % len(scanners)]](np.ascontiguousarray(turned), rng, 1.0)
        )
        truth.append({"file": PILE, "page_in_file": place + 1, **told})
    if scans:
        paths.append(folder / PILE)
        paths[0].write_bytes(to_pdf(scans))
    pictures = []
    for place, (page, _) in enumerate(waiting.photos):
        grey, blue = (page.grey, page.blue) if isinstance(page, FilledPage) else (page, None)
        rng = np.random.default_rng([seed, 4, place])
        photo = shoot(grey, rng, cameras[place % len(cameras)], blue=blue)
        pictures.append((photo.picture, photo.quality))
    if pictures:
        written = to_photos(pictures, folder / PHOTOS)
        paths += written
        truth += [
            {"file": f"{PHOTOS}/{path.name}", "page_in_file": 1, **told}
            for path, (_, told) in zip(written, waiting.photos, strict=True)
        ]
    return paths, truth
