"""The sets of pictures that are measured: S1 to S5, P1 to P3, hostile ones, cards and oddities.

A picture is made from a set's name and a seed alone, so that any one can be made
again. Pages of a scanner come twenty to a PDF, as from the feeder of an office
scanner; photos one by one.
"""

from dataclasses import replace

import numpy as np

from .damage import HOSTILE, show_through
from .files import ccitt, jpeg, to_pdf
from .filling import FilledPage
from .oddities import ODDITIES
from .pages import Grey
from .pens import Random
from .photos import SHOOTINGS, shoot
from .scanners import SCANNERS, Scan, streaked
from .sheets import Parcel, Picture, Sources, fill_one, random_for, sheet_of, turned

HOSTILE_SCANS, HOSTILE_PHOTOS, ODD = "HS", "HP", "X"
FED = (*SCANNERS, HOSTILE_SCANS)
SETS = (*SCANNERS, *SHOOTINGS, HOSTILE_SCANS, HOSTILE_PHOTOS, ODD)
PAGES_A_PDF = 20
# How pages lie in the feeder and on the table, in quarter turns.
_TURNS, _TURN_SHARES = (0, 1, 2, 3), (0.72, 0.07, 0.14, 0.07)
# How often which damage is drawn.
_DAMAGES = {"show-through": 2.0, "streaks": 1.5, "crumples": 2.0, "stains": 2.0, "folds": 1.0,
            "holes": 0.5, "grey paper": 1.0}  # fmt: skip


def parcels(set_name: str, first: int, count: int) -> list[tuple[str, int, int]]:
    """Return what `make_parcel` is asked for: (set, first seed, pictures) of each file."""
    step = PAGES_A_PDF if set_name in FED else 1
    last = first + count
    return [(set_name, seed, min(step, last - seed)) for seed in range(first, last, step)]


def make_parcel(sources: Sources, set_name: str, first: int, count: int) -> Parcel:
    """Make the pictures of seeds `first` to `first + count - 1` and the file they come in."""
    if set_name == ODD:
        return ODDITIES[list(ODDITIES)[first % len(ODDITIES)]](sources, first)
    if set_name not in FED:
        picture = _photo(sources, set_name, first)
        return Parcel(picture.packed, (picture,))
    made = [_scan(sources, set_name, seed) for seed in range(first, first + count)]
    scans = [(scan, picture.packed) for picture, scan in made]
    return Parcel(to_pdf(scans), tuple(picture for picture, _ in made))


def _photo(sources: Sources, set_name: str, seed: int) -> Picture:
    rng = random_for(set_name, seed)
    filled, kind = fill_one(sources.pages, sources.code_of, rng, seed), set_name
    effects: list[str] = []
    if set_name == HOSTILE_PHOTOS:
        kind = str(rng.choice(["P1", "P2"]))
        filled, effects = damaged(filled, sources, rng, seed)
    turn = int(rng.choice(_TURNS, p=_TURN_SHARES))
    photo = shoot(filled.grey, rng, kind, turn=90 * turn, blue=filled.blue)
    packed = jpeg(photo.picture, photo.quality, 72)
    return Picture(set_name, seed, (sheet_of(filled),), tuple(effects), packed)


def _scan(sources: Sources, set_name: str, seed: int) -> tuple[Picture, Scan]:
    rng = random_for(set_name, seed)
    filled, kind = fill_one(sources.pages, sources.code_of, rng, seed), set_name
    effects: list[str] = []
    if set_name == HOSTILE_SCANS:
        kind = str(rng.choice(["S1", "S2"]))
        filled, effects = damaged(filled, sources, rng, seed)
    turn = int(rng.choice(_TURNS, p=_TURN_SHARES))
    scan = SCANNERS[kind](turned(filled.grey, turn), rng, 1.0)
    if "streaks" in effects:
        scan = streaked(scan, rng)
    packed = ccitt(scan.grey) if scan.is_bilevel else jpeg(scan.grey, scan.quality, scan.dpi)
    sheets = (sheet_of(filled),)
    return Picture(set_name, seed, sheets, tuple(effects), packed, scan.is_bilevel), scan


def damaged(
    filled: FilledPage, sources: Sources, rng: Random, seed: int
) -> tuple[FilledPage, list[str]]:
    """Return the page with one or two things done to it, and which. Streaks come when it is scanned."""
    weights = np.array(list(_DAMAGES.values()))
    count = 1 + int(rng.random() < 0.4)
    drawn = rng.choice(list(_DAMAGES), count, replace=False, p=weights / weights.sum())
    effects, grey = [str(effect) for effect in drawn], filled.grey
    for effect in effects:
        if effect == "show-through":
            back = sources.pages[(seed + 1) % len(sources.pages)].grey
            grey = show_through(grey, _back_of(grey, back), rng)
        elif effect in HOSTILE:
            grey = HOSTILE[effect](grey, rng, 1.0)
    return replace(filled, grey=grey), effects


def _back_of(page: Grey, back: Grey) -> Grey:
    """Return what is printed on the back, as far as the sheet goes: it may have been cut."""
    found = np.full_like(page, 255)
    rows, columns = min(len(page), len(back)), min(page.shape[1], back.shape[1])
    found[:rows, :columns] = back[:rows, :columns]
    return found
