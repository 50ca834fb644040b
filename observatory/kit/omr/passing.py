"""Pale lines that pass a box on their way: a crease, a fold, a streak that is not quite straight.

Such a line comes from far beyond the box on one side and goes on as far on the
other, equally pale all along; what a hand draws in a box ends near it. It is
followed in a wide patch, taken away, and the box is measured without it.
"""

import cv2
import numpy as np

from .align import Placed, cut_patches
from .images import Grey
from .ink import AROUND_MM, measure_patches
from .layout import Box
from .paper_around import FINE

# How far around the middle of a box a line is followed, and in how many samples to a millimetre.
REACH_MM, _ROUGH = 12, 4
# Where a line must be seen, from the middle of the box: beyond what anyone draws in it.
_FROM_MM, _TO_MM = 3.0, 11.0
# So near to the middle of the box it passes.
_NEAR_MM = 3.4
# What is looked at beside the line, in samples: it is darker than both.
_BESIDE = 3
# Nothing is told of a line so near to ink, which is what lies beside it there.
_AROUND_INK = np.ones((2 * _BESIDE + 1, 3), np.uint8)
# How dark it is, at least and at most; what is darker than the last is print or pen.
_PALEST, _DARKEST, _INK = 0.03, 0.34, 0.45
# It is at least this share as dark as inside the box, in this share of what is seen of it.
_EVEN, _SEEN = 0.4, 0.8
# So much of it is seen, between what is printed: on each side, and of both together.
_VISIBLE, _VISIBLE_BOTH = 0.15, 0.5
# Half the width of what is taken away of a level line, in fine samples.
_WIDE = 3


def measure_without_lines(
    grey: Grey, placed: Placed, boxes: tuple[Box, ...], black: float, chosen: list[int]
) -> dict[int, dict[str, float]]:
    """Return the measures of those of the chosen boxes that a pale line passes, without that line."""
    found: dict[int, dict[str, float]] = {}
    sizes = {place: (boxes[place].w_mm, boxes[place].h_mm) for place in chosen}
    for size in set(sizes.values()):
        places = np.array([place for place in chosen if sizes[place] == size])
        wide = cut_patches(
            grey, placed.middles[places], placed.steps[places], half_mm=REACH_MM, scale=FINE
        )
        passed = np.flatnonzero(_take_lines(wide, black))
        if not len(passed):
            continue
        middle, reach = wide.shape[1] // 2, round((max(size) / 2 + AROUND_MM) * FINE)
        cut = slice(middle - reach, middle + reach)
        patches = np.ascontiguousarray(wide[passed][:, cut, cut])
        inks = measure_patches(patches, np.array(size), black)
        found.update(zip(places[passed].tolist(), inks.by_box(), strict=True))
    return found


def _take_lines(wide: np.ndarray, black: float) -> np.ndarray:
    """Take the lines that pass out of the patches (N x side x side), and tell which had one."""
    count = len(wide)
    rough = [cv2.resize(one, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA) for one in wide]
    both = np.stack([*rough, *(cv2.transpose(one) for one in rough)])
    ridges, is_ink = _ridges(both, black)
    paths = _paths(np.where(is_ink, 0, np.clip(ridges, -_DARKEST / 2, _DARKEST / 2)))
    passes = _pass(ridges, is_ink, paths)
    for place in np.flatnonzero(passes):
        patch = wide[place % count]
        _take(patch if place < count else patch.T, paths[place])
    return passes[:count] | passes[count:]


def _ridges(patches: np.ndarray, black: float) -> tuple[np.ndarray, np.ndarray]:
    """Return by how much each place is darker than what lies above and below it, and what is ink."""
    ridges = np.zeros(patches.shape, np.float32)
    is_ink = np.zeros(patches.shape, bool)
    for place, patch in enumerate(patches):
        paper = cv2.blur(cv2.dilate(patch, np.ones((9, 9), np.uint8)), (9, 9)).astype(np.float32)
        share = cv2.blur(patch, (3, 1)) / np.maximum(paper, 4) / np.float32(1 - black)
        beside = np.minimum(share[: -2 * _BESIDE], share[2 * _BESIDE :])
        ridges[place, _BESIDE:-_BESIDE] = beside - share[_BESIDE:-_BESIDE]
        dark = (1 - patch / np.maximum(paper, 4)) / (1 - black) > _INK
        is_ink[place] = cv2.dilate(dark.view(np.uint8), _AROUND_INK) > 0
    return ridges, is_ink


def _paths(scores: np.ndarray) -> np.ndarray:
    """Return the best path from left to right through each picture, by row for each column.

    It climbs or falls by one row a column at most, and passes near the middle.
    """
    count, rows, columns = scores.shape
    scores = scores.copy()
    away = np.abs(np.arange(rows) - (rows - 1) / 2) / _ROUGH
    middle = np.abs(np.arange(columns) - (columns - 1) / 2) / _ROUGH < _NEAR_MM / 2
    scores[:, (away > _NEAR_MM)[:, None] & middle[None, :]] = -100
    best, came = scores[:, :, 0], np.zeros((columns, count, rows), np.int8)
    padded = np.full((count, rows + 2), -np.inf, np.float32)
    for column in range(1, columns):
        padded[:, 1:-1] = best
        above, same, below = padded[:, :-2], padded[:, 1:-1], padded[:, 2:]
        from_above, from_below = above > same, below > np.maximum(above, same)
        came[column] = np.where(from_below, 1, np.where(from_above, -1, 0))
        best = np.maximum(np.maximum(above, same), below) + scores[:, :, column]
    each, row = np.arange(count), best.argmax(axis=1)
    paths = np.empty((count, columns), int)
    for column in range(columns - 1, -1, -1):
        paths[:, column] = row
        row = row + came[column, each, row]
    return paths


def _pass(ridges: np.ndarray, is_ink: np.ndarray, paths: np.ndarray) -> np.ndarray:
    """Tell which paths follow one pale line all along."""
    count, _, columns = ridges.shape
    along = np.arange(columns)
    each = np.arange(count)[:, None]
    seen, hidden = ridges[each, paths, along], is_ink[each, paths, along]
    place = (along - (columns - 1) / 2) / _ROUGH
    inside = np.abs(place) < _FROM_MM
    level = np.array([_middling(one[inside & ~ink]) for one, ink in zip(seen, hidden, strict=True)])
    passes = (level >= _PALEST) & (level <= _DARKEST)
    there = seen >= np.maximum(_PALEST * 0.7, _EVEN * level)[:, None]
    all_visible = np.zeros(count)
    for part in ((place < -_FROM_MM) & (place > -_TO_MM), (place > _FROM_MM) & (place < _TO_MM)):
        visible = ~hidden[:, part]
        share = (there[:, part] & visible).sum(axis=1) / np.maximum(visible.sum(axis=1), 1)
        passes &= (share >= _SEEN) & (visible.mean(axis=1) >= _VISIBLE)
        all_visible += visible.mean(axis=1) / 2
    return passes & (all_visible >= _VISIBLE_BOTH)


def _middling(values: np.ndarray) -> float:
    return float(np.median(values)) if len(values) >= 2 * _ROUGH else 0.0


def _take(patch: np.ndarray, path: np.ndarray) -> None:
    """Fill a line, given by its row for each column of the rough picture, from what lies beside it."""
    side = patch.shape[1]
    fine = (np.arange(side) - (FINE / _ROUGH - 1) / 2) / (FINE / _ROUGH)
    smooth = cv2.blur(path.astype(np.float32)[None], (5, 1))[0]
    rows = np.interp(fine, np.arange(len(path)), smooth) * FINE / _ROUGH + (FINE / _ROUGH - 1) / 2
    # A line that climbs is wider from top to bottom.
    wide = np.round(_WIDE * np.hypot(1, np.gradient(rows))).astype(int)
    middle = np.clip(np.round(rows).astype(int), wide + 1, len(patch) - wide - 2)
    columns = np.arange(side)
    above = patch[middle - wide - 1, columns].astype(np.float32)
    below = patch[middle + wide + 1, columns].astype(np.float32)
    for step in range(-int(wide.max()), int(wide.max()) + 1):
        there = np.flatnonzero(np.abs(step) <= wide)
        share = ((step + wide + 1) / (2 * wide + 2))[there]
        filled = above[there] + (below[there] - above[there]) * share
        patch[middle[there] + step, there] = filled
