"""How sure a share is that was counted on some of all possible pages."""

import math
from dataclasses import dataclass

import numpy as np

_Z = 1.959964
DRAWS = 2000


@dataclass(frozen=True)
class Share:
    """`found` of `of`, and the 95 % interval of its share: all between 0 and 1."""

    found: int
    of: int
    low: float
    high: float

    @property
    def value(self) -> float:
        return self.found / self.of if self.of else 0.0


def wilson(found: int, of: int) -> Share:
    """Return a share of independent cases, pages, with its Wilson interval."""
    if not of:
        return Share(0, 0, 0.0, 1.0)
    share, spread = found / of, _Z**2 / of
    middle = (share + spread / 2) / (1 + spread)
    half = _Z * math.sqrt(share * (1 - share) / of + spread / (4 * of)) / (1 + spread)
    return Share(found, of, max(0.0, middle - half), min(1.0, middle + half))


def by_pages(found: np.ndarray, of: np.ndarray, seed: int = 5) -> Share:
    """Return a share of boxes that come in pages, with the interval of 2,000 draws of pages.

    `found` and `of` have one entry a page. Boxes of a page are filled by one hand and
    go wrong together; so whole pages are drawn. Without one case the upper end is
    that of the rule of three (3 / N).
    """
    found, of = np.asarray(found, int), np.asarray(of, int)
    total, cases = int(found.sum()), int(of.sum())
    if not cases:
        return Share(0, 0, 0.0, 1.0)
    if not total:
        return Share(0, cases, 0.0, min(1.0, 3 / cases))
    rng = np.random.default_rng(seed)
    shares = np.empty(DRAWS)
    for start in range(0, DRAWS, 100):
        drawn = rng.integers(0, len(of), (100, len(of)))
        shares[start : start + 100] = found[drawn].sum(axis=1) / np.maximum(
            1, of[drawn].sum(axis=1)
        )
    low, high = np.percentile(shares, [2.5, 97.5])
    return Share(total, cases, float(low), float(high))
