"""How much ink a box holds, against the paper around it and the black of the printer.

All measures are in millimetres or shares, never in grey levels: light, paper
and toner differ from page to page and from one corner of a photo to the next.
Darkness is 0 on the paper next to the box and 1 on the printed black.
"""

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from .align import Placed, cut_patches
from .images import Grey
from .layout import BOX_LINE_MM, Box
from .pose import Pose

# Samples to a millimetre, and how much paper around a box is looked at.
FINE = 8
AROUND_MM = 2.0
# For what is large: the border of a mark.
_ROUGH = 5
# From this darkness on it is ink; and what may be pencil, never less than four times the grain.
INK, WEAK, GRAINS = 0.30, 0.10, 4.0
# What is inside: so far within the middle of the outline.
INSET_MM = 0.42
# The ring of paper around the outline that is taken for white.
_RING_MM = (0.5, 1.75)
_CELLS = 16
# Less than this of what may be pencil, in mm², and the box is blank: nothing more is measured.
BLANK_MM2 = 0.12
# How far a side may lie from where the box was found.
_SIDE_MM = 0.6


@dataclass(frozen=True)
class Inks:
    """What was measured of N boxes; every array has N entries.

    `cover`, `weak_cover`: share of the inside that is ink, or at least pencil.
    `stroke`, `weak_stroke`: the diagonal of the largest stroke inside, in mm;
    `weak_area`: its area in mm². `white`: diameter of the largest white disc inside, mm.
    `length`: all strokes together, mm. `runs`: strokes that a line across the box meets
    on average, in the direction where it meets most. `depth`: darkness of the darkest
    twentieth. `spread`: how far the ink lies from one straight line, mm (root mean square).
    `through`, `enters`: darkness where that line goes on outside, at its paler and at its
    darker end. `outside`: share of ink in the ring. `grain`: the paper's noise, as darkness.
    """

    cover: np.ndarray
    weak_cover: np.ndarray
    stroke: np.ndarray
    weak_stroke: np.ndarray
    weak_area: np.ndarray
    white: np.ndarray
    length: np.ndarray
    runs: np.ndarray
    depth: np.ndarray
    spread: np.ndarray
    through: np.ndarray
    enters: np.ndarray
    outside: np.ndarray
    grain: np.ndarray

    def by_box(self) -> list[dict[str, float]]:
        """Return the measures of each box by name, to three places."""
        columns = [
            np.round(values.astype(np.float64), 3).tolist() for values in vars(self).values()
        ]
        return [dict(zip(vars(self), row, strict=True)) for row in zip(*columns, strict=True)]


def printed_black(grey: Grey, pose: Pose) -> float:
    """Return the printed black as a share of the paper's white, measured at the corner marks.

    0.25 on most scans; at most 0.8. Without a mark that can be measured, 0.3.
    """
    found = []
    for mark in pose.layout.marks:
        if mark.number not in pose.marks:
            continue
        middle = np.array([[mark.x_mm + mark.size_mm / 2, mark.y_mm + mark.size_mm / 2]])
        half = mark.size_mm / 2 + 1.25
        patch = cut_patches(
            grey, pose.pixels(middle), pose.steps(middle), half_mm=half, scale=_ROUGH
        )[0].astype(np.float32)
        axis = np.abs(np.arange(patch.shape[0]) - (patch.shape[0] - 1) / 2) / _ROUGH
        far = np.maximum(axis[:, None], axis[None, :])
        # The black border is one cell wide; its middle half is measured.
        cell = mark.size_mm / 6
        border = patch[np.abs(far - (mark.size_mm - cell) / 2) < cell / 4]
        paper = patch[far > mark.size_mm / 2 + 0.5]
        white = float(np.median(paper))
        if white > 8:
            found.append(float(np.median(border)) / white)
    return float(np.clip(np.median(found), 0.0, 0.8)) if found else 0.3


def measure(grey: Grey, placed: Placed, boxes: tuple[Box, ...], black: float) -> Inks:
    """Measure the boxes where they were placed. `black`: of `printed_black`."""
    sizes = np.array([[box.w_mm, box.h_mm] for box in boxes]).reshape(-1, 2)
    names = Inks.__dataclass_fields__
    found = {name: np.zeros(len(boxes), np.float32) for name in names}
    for size in np.unique(np.round(sizes, 2), axis=0):
        chosen = np.flatnonzero(np.abs(sizes - size).max(axis=1) < 0.01)
        patches = cut_patches(
            grey,
            placed.middles[chosen],
            placed.steps[chosen],
            half_mm=max(size) / 2 + AROUND_MM,
            scale=FINE,
        )
        inks = _measure(patches, size, black)
        for name in names:
            found[name][chosen] = inks[name]
    return Inks(**found)


def _measure(patches: np.ndarray, size: np.ndarray, black: float) -> dict[str, np.ndarray]:
    """Return the measures of boxes of one size by name. What is blank costs little."""
    count, side, _ = patches.shape
    axis = ((np.arange(side) - (side - 1) / 2) / FINE).astype(np.float32)
    smooth = cv2.blur(patches.reshape(count * side, side), (3, 3)).reshape(patches.shape)
    plane, grain = _paper(smooth, size)
    contrast = np.float32(1 / (1 - black))
    grain *= contrast
    reach = int(np.ceil((max(size) / 2 + _SIDE_MM) * FINE))
    cut = slice(side // 2 - reach, side // 2 + reach)
    soft = _shade(smooth[:, cut, cut], plane, axis[cut], contrast)
    room = _inside(soft, axis[cut], size)
    weak_from = np.maximum(WEAK, GRAINS * grain)[:, None, None]
    weak = (soft >= weak_from) & room
    area = np.maximum(room.sum(axis=(1, 2)), 1).astype(np.float32)
    weak_total = weak.sum(axis=(1, 2))
    found = {name: np.zeros(count, np.float32) for name in Inks.__dataclass_fields__}
    found |= {"grain": grain, "weak_cover": weak_total / area}
    found["white"][:] = min(size) - BOX_LINE_MM - 2 * INSET_MM
    busy = np.flatnonzero(weak_total > BLANK_MM2 * FINE**2)
    if len(busy):
        whole = _shade(patches[busy], plane[busy], axis, contrast)
        inked = _of_marks(whole, soft[busy], weak[busy], room[busy], axis)
        far = np.maximum(np.abs(axis)[None, :] - size[0] / 2, np.abs(axis)[:, None] - size[1] / 2)
        ring = (far > _RING_MM[0]) & (far < _RING_MM[1])
        inked["outside"] = (whole[:, ring] >= INK).mean(axis=1)
        for name, values in inked.items():
            found[name][busy] = values
    return found


def _of_marks(
    whole: np.ndarray, soft: np.ndarray, weak: np.ndarray, room: np.ndarray, axis: np.ndarray
) -> dict[str, np.ndarray]:
    """Return the measures of boxes with something in them.

    `whole`: darkness of the patches; `soft`, `weak`, `room`: of their middles the
    darkness without grain, what may be pencil, and what is inside. `axis`: of the
    patches, mm.
    """
    reach = room.shape[1] // 2
    cut = slice(len(axis) // 2 - reach, len(axis) // 2 + reach)
    ink = (whole[:, cut, cut] >= INK) & room
    stroke, _ = _largest(ink)
    weak_stroke, weak_area = _largest(weak)
    away = _distances(ink)
    spread, through, enters = _line(whole, weak, axis, cut)
    return {
        "cover": ink.sum(axis=(1, 2)) / np.maximum(room.sum(axis=(1, 2)), 1),
        "stroke": stroke,
        "weak_stroke": weak_stroke,
        "weak_area": weak_area,
        "white": 2 * _distances(room & ~ink).max(axis=(1, 2)) / FINE,
        "length": _length(ink, away),
        "runs": _runs(ink),
        "depth": _depth(soft, room),
        "spread": spread,
        "through": through,
        "enters": enters,
    }


def _shade(
    grey: np.ndarray, plane: np.ndarray, axis: np.ndarray, contrast: np.float32
) -> np.ndarray:
    """Return the darkness of patches (N x side x side) over their paper (N x 3, see `_paper`)."""
    down = plane[:, 0, None] + plane[:, 2, None] * axis[None, :]
    white = down[:, :, None] + (plane[:, 1, None] * axis[None, :])[:, None, :]
    shade = np.divide(grey, np.maximum(white, 4, out=white), out=white, dtype=np.float32)
    np.subtract(1, shade, out=shade)
    return np.multiply(shade, contrast, out=shade)


def _paper(smooth: np.ndarray, size: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
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


def _inside(soft: np.ndarray, axis: np.ndarray, size: np.ndarray) -> np.ndarray:
    """Return what lies within the outline of each patch, N x side x side, by where its sides are seen."""
    half_x, half_y = (size - BOX_LINE_MM) / 2
    some_x = np.flatnonzero(np.abs(axis) < half_x * 0.75)[::2]
    some_y = np.flatnonzero(np.abs(axis) < half_y * 0.75)[::2]
    left, right = (_side(soft[:, some_y], axis, half) for half in (-half_x, half_x))
    turned = soft.transpose(0, 2, 1)
    top, bottom = (_side(turned[:, some_x], axis, half) for half in (-half_y, half_y))
    across = (axis > left[:, None] + INSET_MM) & (axis < right[:, None] - INSET_MM)
    down = (axis > top[:, None] + INSET_MM) & (axis < bottom[:, None] - INSET_MM)
    return across[:, None, :] & down[:, :, None]


def _side(rows: np.ndarray, axis: np.ndarray, expected: float) -> np.ndarray:
    """Return where a printed side lies (N, mm): the darkest place near where it should.

    `rows`: darkness across the side, N x some x side; their median is what is printed.
    """
    near = np.flatnonzero(np.abs(axis - expected) <= _SIDE_MM)
    seen = np.ascontiguousarray(rows[:, :, near].transpose(0, 2, 1))
    order = seen.shape[2] // 2
    profile = np.partition(seen, order, axis=2)[:, :, order]
    # Held back a little, so that a stroke along a side is not taken for it.
    best = (profile - 0.15 * np.abs(axis[near] - expected)).argmax(axis=1)
    peak = profile[np.arange(len(profile)), best]
    floor = np.sort(profile, axis=1)[:, len(near) // 2]
    return np.where(peak > floor + 0.12, axis[near][best], expected)


def _largest(mask: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return of the largest stroke of each patch its diagonal (mm) and its area (mm²)."""
    count, side, _ = mask.shape
    tall = np.ascontiguousarray(mask.reshape(count * side, side)).astype(np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(tall, connectivity=8)
    stats = stats[1:]
    owner = stats[:, cv2.CC_STAT_TOP] // side
    long = np.hypot(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]) / FINE
    diagonal, area = np.zeros(count), np.zeros(count)
    np.maximum.at(diagonal, owner, long)
    np.maximum.at(area, owner, stats[:, cv2.CC_STAT_AREA] / FINE**2)
    return diagonal, area


def _distances(mask: np.ndarray) -> np.ndarray:
    """Return for each place how far the mask goes on around it, in samples."""
    count, side, _ = mask.shape
    tall = np.ascontiguousarray(mask.reshape(count * side, side)).astype(np.uint8)
    return cv2.distanceTransform(tall, cv2.DIST_L2, 3).reshape(mask.shape)


def _length(ink: np.ndarray, away: np.ndarray) -> np.ndarray:
    """Return how long all strokes of each patch are together, mm: their area over their width."""
    area = ink.sum(axis=(1, 2))
    # Over a stroke of width w the mean distance to its edge is w / 4.
    width = 4 * away.sum(axis=(1, 2)) / np.maximum(area, 1)
    return area / np.maximum(width, 1) / FINE


def _runs(ink: np.ndarray) -> np.ndarray:
    """Return how many strokes a line across each patch meets on average, where it meets most."""
    found = []
    for turned in (ink, ink.transpose(0, 2, 1)):
        starts = (turned[:, :, 1:] & ~turned[:, :, :-1]).sum(axis=(1, 2))
        lines = np.maximum(turned.any(axis=2).sum(axis=1), 1)
        found.append(starts / lines)
    return np.maximum(*found)


def _depth(soft: np.ndarray, room: np.ndarray) -> np.ndarray:
    """Return the mean darkness of the darkest twentieth of the inside."""
    flat = np.where(room, soft, -1)[:, ::2, ::2].reshape(len(soft), -1)
    some = max(1, int(np.median(room.sum(axis=(1, 2))) / 80))
    return np.partition(flat, -some, axis=1)[:, -some:].mean(axis=1)


def _line(
    soft: np.ndarray, weak: np.ndarray, axis: np.ndarray, cut: slice
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return how far the marks lie from one straight line (mm), and how dark it is beyond its ends.

    Beyond: outside the box; at the paler end, then at the darker one.
    """
    inner = axis[cut]
    total = np.maximum(weak.sum(axis=(1, 2)), 1)
    by_x, by_y = weak.sum(axis=1), weak.sum(axis=2)
    x, y = by_x @ inner / total, by_y @ inner / total
    xx = by_x @ inner**2 / total - x**2
    yy = by_y @ inner**2 / total - y**2
    xy = np.einsum("nij,i,j->n", weak.astype(np.float32), inner, inner) / total - x * y
    half_trace, split = (xx + yy) / 2, np.hypot((xx - yy) / 2, xy)
    spread = np.sqrt(np.maximum(half_trace - split, 0))
    turn = 0.5 * np.arctan2(2 * xy, xx - yy)
    along = np.stack([np.cos(turn), np.sin(turn)], axis=1)
    edge = axis[-1] - 0.15
    away = np.arange(0.4, AROUND_MM + 0.01, 0.2)
    each = np.arange(len(soft))[:, None]
    ends = []
    for way in (along, -along):
        # From the middle of the marks to the patch's edge, the last stretch of it outside the box.
        with np.errstate(divide="ignore"):
            room_x = np.where(way[:, 0] > 0, edge - x, edge + x) / np.abs(way[:, 0])
            room_y = np.where(way[:, 1] > 0, edge - y, edge + y) / np.abs(way[:, 1])
        reach = np.minimum(room_x, room_y)[:, None] - (AROUND_MM - away)[None, ::-1] * 0.75
        at_x = np.clip(x[:, None] + reach * way[:, :1], axis[0], axis[-1])
        at_y = np.clip(y[:, None] + reach * way[:, 1:], axis[0], axis[-1])
        columns = np.round((at_x - axis[0]) * FINE).astype(int)
        rows = np.round((at_y - axis[0]) * FINE).astype(int)
        beside = np.max(
            [soft[each, np.clip(rows + dy, 0, len(axis) - 1), np.clip(columns + dx, 0, len(axis) - 1)]
             for dx, dy in ((0, 0), (1, 0), (-1, 0), (0, 1), (0, -1))],
            axis=0,
        )  # fmt: skip
        ends.append(np.median(beside, axis=1))
    return spread, np.minimum(*ends), np.maximum(*ends)
