"""Boxes that are plainly blank, told in the reduced picture: most boxes of a page are.

What is told here would be told the same by a close look (`ink.py`); whatever
leaves the least doubt gets one.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from .align import by_size, cut_patches
from .images import Grey
from .layout import Box
from .lines import in_a_row, plainest

# Samples to a millimetre, and how much paper around a box is looked at.
_ROUGH, _AROUND_MM = 4, 1.25
# The ring of paper around the outline, and the inside, in millimetres outside the box.
_RING_MM, _INSIDE_MM = (0.5, 1.25), -0.75
# Of blank paper: darkest place around, darkest place inside, middling place inside, plainest stroke.
_DARK_AROUND, _DARK_INSIDE, _DARK, _LINE = 0.08, 0.15, 0.05, 0.026
# The paper, as a share of the brightest place around.
_PAPER = 0.8


@dataclass(frozen=True)
class Blanks:
    """Of N boxes: which are plainly blank; their plainest stroke, and their paper (see `Inks`)."""

    are_blank: np.ndarray
    line: np.ndarray
    paper: np.ndarray


def find_blanks(
    picture: tuple[Grey, int],
    middles: np.ndarray,
    steps: np.ndarray,
    boxes: tuple[Box, ...],
    black: float,
) -> Blanks:
    """Find the boxes that hold nothing and have nothing around them.

    `picture`: the reduced picture, and by how much it is reduced; `middles` and
    `steps`: in pixels of the whole picture (see `Placed`).
    """
    grey, factor = picture
    found = Blanks(*(np.zeros(len(boxes), kind) for kind in (bool, np.float32, np.float32)))
    for size, chosen in by_size(boxes):
        patches = cut_patches(
            grey,
            (middles[chosen] + 0.5) / factor - 0.5,
            steps[chosen] / factor,
            half_mm=max(size) / 2 + _AROUND_MM,
            scale=_ROUGH,
        )
        width, height = size.tolist()
        ring, inside = _places(patches.shape[1], width, height)
        flat = patches.reshape(len(patches), -1)
        around, within = flat[:, ring], flat[:, inside]
        white = _ranked(around[:, ::3], 0.6)
        middling = _ranked(within[:, ::2], 0.5)
        full = np.maximum(white, 4) * np.float32(1 - black)
        paper = white / np.maximum(flat.max(axis=1), 4)
        is_blank = (
            (white - around.min(axis=1) < _DARK_AROUND * full)
            & (white - within.min(axis=1) < _DARK_INSIDE * full)
            & (np.abs(white - middling) < _DARK * full)
            & (paper > _PAPER)
        )
        some = np.flatnonzero(is_blank)
        if len(some):
            dark = np.zeros((len(some), flat.shape[1]), np.float32)
            dark[:, inside] = (middling[some, None] - within[some]) / full[some, None]
            row = in_a_row(dark.reshape(len(some), *patches.shape[1:]))
            line = plainest(row, every=2).reshape(len(row), len(some), -1).max(axis=(0, 2))
            is_blank[some] = line < _LINE
            found.line[chosen[some]], found.paper[chosen[some]] = line, paper[some]
        found.are_blank[chosen] = is_blank
    return found


def _ranked(rows: np.ndarray, share: float) -> np.ndarray:
    """Return of each row the value that so large a share of it does not reach."""
    return np.sort(rows, axis=1)[:, int(share * rows.shape[1])].astype(np.float32)


@lru_cache(maxsize=16)
def _places(side: int, width: float, height: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the places of a patch in the ring, and inside."""
    axis = np.abs(np.arange(side) - (side - 1) / 2) / _ROUGH
    far = np.maximum(axis[None, :] - width / 2, axis[:, None] - height / 2)
    ring = np.flatnonzero((far > _RING_MM[0]) & (far < _RING_MM[1]))
    return ring, np.flatnonzero(far < _INSIDE_MM)
