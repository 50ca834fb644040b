"""The paper around a box: how white it is there, and how grainy."""

from functools import lru_cache

import numpy as np

# Samples of a patch to a millimetre.
FINE = 8
# The ring of paper around the outline that is taken for white, and its parts.
_RING_MM = (0.5, 1.75)
_CELLS = 16


def paper_around(smooth: np.ndarray, size: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the paper's white under each patch, and its grain (N, as a share of white).

    The white is a plane, N x 3: in the middle, and its change for a millimetre right
    and down.
    """
    places, middles = _ring_cells(smooth.shape[1], float(size[0]), float(size[1]))
    seen = smooth.reshape(len(smooth), -1)[:, places].astype(np.float32)
    order = int(seen.shape[2] * 0.6)
    cells = np.partition(seen, order, axis=2)[:, :, order]
    terms = np.column_stack([np.ones(len(middles)), middles]).astype(np.float32)
    weight = np.ones_like(cells)
    for _ in range(3):
        left = np.einsum("nc,ck->nk", weight, _products(terms)).reshape(-1, 3, 3)
        right = (weight * cells) @ terms
        plane = np.linalg.solve(left + 1e-3 * np.eye(3, dtype=np.float32), right[:, :, None])
        fitted = plane[:, :, 0] @ terms.T
        # Cells with ink in them are darker than the paper; none is lighter.
        weight = np.where(cells < 0.96 * fitted, 0.02, 1.0).astype(np.float32)
    spread = np.abs(seen - cells[:, :, None]).mean(axis=2)
    grain = np.median(spread, axis=1) * 1.25
    return plane[:, :, 0], grain / np.maximum(plane[:, 0, 0], 4)


def _products(terms: np.ndarray) -> np.ndarray:
    return (terms[:, :, None] * terms[:, None, :]).reshape(len(terms), -1)


@lru_cache(maxsize=16)
def _ring_cells(side: int, width: float, height: float) -> tuple[np.ndarray, np.ndarray]:
    """Return for each cell of the ring some of its places in a patch (C x K), and its middle (C x 2)."""
    axis = (np.arange(side) - (side - 1) / 2) / FINE
    x, y = np.meshgrid(axis, axis)
    far = np.maximum(np.abs(x) - width / 2, np.abs(y) - height / 2)
    ring = (far > _RING_MM[0]) & (far < _RING_MM[1])
    # Sixteen directions around the box; every third place, since neighbours say the same.
    turn = np.arctan2(y / height, x / width)
    cell = np.floor((turn / (2 * np.pi) + 0.5) * _CELLS).astype(int) % _CELLS
    every = np.zeros_like(ring)
    every[1::3, 1::3] = True
    members = [np.flatnonzero((ring & every & (cell == one)).ravel()) for one in range(_CELLS)]
    fewest = min(map(len, members))
    places = np.array([some[np.linspace(0, len(some) - 1, fewest).astype(int)] for some in members])
    middles = np.column_stack([x.ravel()[places].mean(axis=1), y.ravel()[places].mean(axis=1)])
    return places, middles
