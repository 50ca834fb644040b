"""How much ink a box holds, against the paper around it and the black of the printer.

All measures are in millimetres or shares, never in grey levels: light, paper
and toner differ from page to page and from one corner of a photo to the next.
Darkness is 0 on the paper next to the box and 1 on the printed black.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from .align import Placed, cut_patches
from .images import Grey
from .layout import BOX_LINE_MM, Box
from .pose import Pose

# Samples to a millimetre, and how much paper around a box is looked at.
FINE = 8
AROUND_MM = 2.0
# From this darkness on it is ink; and what may be pencil, never less than four times the grain.
INK, WEAK, GRAINS = 0.30, 0.10, 4.0
# What is inside: so far within the middle of the outline.
INSET_MM = 0.42
# The ring of paper around the outline that is taken for white.
_RING_MM = (0.5, 1.75)
_CELLS = 4
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

    def of(self, place: int) -> dict[str, float]:
        """Return the measures of one box by name."""
        return {name: round(float(values[place]), 3) for name, values in vars(self).items()}


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
            grey, pose.pixels(middle), pose.steps(middle), half_mm=half, scale=FINE
        )[0].astype(np.float32)
        axis = np.abs(np.arange(patch.shape[0]) - (patch.shape[0] - 1) / 2) / FINE
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
    count, side, _ = patches.shape
    smooth = cv2.blur(patches.reshape(count * side, side), (3, 3)).reshape(patches.shape)
    white, grain = _paper(smooth, size)
    contrast = np.float32(1 / (1 - black))
    shade = (1 - patches / white) * contrast
    soft = (1 - smooth / white) * contrast
    grain = grain * contrast
    inside = _inside(soft, size)
    weak_from = np.maximum(WEAK, GRAINS * grain)[:, None, None]
    middle = side // 2
    reach = int(np.ceil((max(size) / 2 + _SIDE_MM) * FINE))
    cut = slice(middle - reach, middle + reach)
    room = inside[:, cut, cut]
    ink = (shade[:, cut, cut] >= INK) & room
    weak = (soft[:, cut, cut] >= weak_from) & room
    area = np.maximum(room.sum(axis=(1, 2)), 1)
    stroke, _ = _largest(ink)
    weak_stroke, weak_area = _largest(weak)
    axis = (np.arange(side) - (side - 1) / 2) / FINE
    far = np.maximum(np.abs(axis)[None, :] - size[0] / 2, np.abs(axis)[:, None] - size[1] / 2)
    ring = (far > _RING_MM[0]) & (far < _RING_MM[1])
    spread, through, enters = _line(soft, weak, axis, cut)
    return {
        "cover": ink.sum(axis=(1, 2)) / area,
        "weak_cover": weak.sum(axis=(1, 2)) / area,
        "stroke": stroke,
        "weak_stroke": weak_stroke,
        "weak_area": weak_area,
        "white": _white_disc(room & ~ink),
        "length": _length(ink),
        "runs": _runs(ink),
        "depth": _depth(soft[:, cut, cut], room),
        "spread": spread,
        "through": through,
        "enters": enters,
        "outside": (shade[:, ring] >= INK).mean(axis=1),
        "grain": grain,
    }


def _paper(smooth: np.ndarray, size: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the paper's white under each patch (a plane, N x side x side), and its grain (N)."""
    count, side, _ = smooth.shape
    axis = (np.arange(side) - (side - 1) / 2) / FINE
    places, middles = _ring_cells(axis, size)
    seen = smooth.reshape(count, -1)[:, places].astype(np.float32)
    order = int(seen.shape[2] * 0.6)
    cells = np.partition(seen, order, axis=2)[:, :, order]
    terms = np.column_stack([np.ones(len(middles)), middles]).astype(np.float32)
    weight = np.ones_like(cells)
    for _ in range(3):
        left = np.einsum("nc,ci,cj->nij", weight, terms, terms)
        right = np.einsum("nc,ci,nc->ni", weight, terms, cells)
        plane = np.linalg.solve(left + 1e-3 * np.eye(3, dtype=np.float32), right[:, :, None])
        fitted = (terms @ plane)[:, :, 0]
        # Cells with ink in them are darker than the paper; none is lighter.
        weight = np.where(cells < 0.96 * fitted, 0.02, 1.0).astype(np.float32)
    plane = plane[:, :, 0]
    white = plane[:, 0, None, None] + plane[:, 1, None, None] * axis[None, None, :]
    white = np.maximum(white + plane[:, 2, None, None] * axis[None, :, None], 4).astype(np.float32)
    grain = np.median(np.abs(seen - cells[:, :, None]), axis=(1, 2)) * 1.48
    return white, grain / np.maximum(plane[:, 0], 4)


def _ring_cells(axis: np.ndarray, size: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return for each cell of the ring some of its places in a patch (C x K), and its middle (C x 2)."""
    half = size / 2
    x, y = np.meshgrid(axis, axis)
    far = np.maximum(np.abs(x) - half[0], np.abs(y) - half[1])
    ring = (far > _RING_MM[0]) & (far < _RING_MM[1])
    # Sixteen directions around the box.
    turn = np.arctan2(y / half[1], x / half[0])
    cell = np.floor((turn / (2 * np.pi) + 0.5) * 4 * _CELLS).astype(int) % (4 * _CELLS)
    every = np.zeros_like(ring)
    every[::2, ::2] = True
    members = [np.flatnonzero((ring & every & (cell == one)).ravel()) for one in range(4 * _CELLS)]
    fewest = min(map(len, members))
    places = np.array([some[np.linspace(0, len(some) - 1, fewest).astype(int)] for some in members])
    middles = np.column_stack([x.ravel()[places].mean(axis=1), y.ravel()[places].mean(axis=1)])
    return places, middles


def _inside(soft: np.ndarray, size: np.ndarray) -> np.ndarray:
    """Return what lies within the outline of each patch, N x side x side, by where its sides are seen."""
    side = soft.shape[1]
    axis = (np.arange(side) - (side - 1) / 2) / FINE
    half_x, half_y = (size - BOX_LINE_MM) / 2
    along_x = np.abs(axis) < half_x * 0.75
    along_y = np.abs(axis) < half_y * 0.75
    columns = np.median(soft[:, along_y, :], axis=1)
    rows = np.median(soft[:, :, along_x], axis=2)
    left, right = _side(columns, axis, -half_x), _side(columns, axis, half_x)
    top, bottom = _side(rows, axis, -half_y), _side(rows, axis, half_y)
    across = (axis > left[:, None] + INSET_MM) & (axis < right[:, None] - INSET_MM)
    down = (axis > top[:, None] + INSET_MM) & (axis < bottom[:, None] - INSET_MM)
    return across[:, None, :] & down[:, :, None]


def _side(profile: np.ndarray, axis: np.ndarray, expected: float) -> np.ndarray:
    """Return where a printed side lies (N, mm): the darkest place near where it should."""
    near = np.flatnonzero(np.abs(axis - expected) <= _SIDE_MM)
    # Held back a little, so that a stroke along a side is not taken for it.
    held = profile[:, near] - 0.15 * np.abs(axis[near] - expected)
    best = held.argmax(axis=1)
    peak = profile[np.arange(len(profile)), near[best]]
    floor = np.median(profile[:, near], axis=1)
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


def _white_disc(free: np.ndarray) -> np.ndarray:
    """Return the diameter of the largest disc without ink in each patch, mm."""
    count, side, _ = free.shape
    tall = np.ascontiguousarray(free.reshape(count * side, side)).astype(np.uint8)
    away = cv2.distanceTransform(tall, cv2.DIST_L2, 3).reshape(count, -1)
    return 2 * away.max(axis=1) / FINE


def _length(ink: np.ndarray) -> np.ndarray:
    """Return how long all strokes of each patch are together, mm: their area over their width."""
    count, side, _ = ink.shape
    tall = np.ascontiguousarray(ink.reshape(count * side, side)).astype(np.uint8)
    away = cv2.distanceTransform(tall, cv2.DIST_L2, 3).reshape(count, -1)
    area = ink.sum(axis=(1, 2))
    # Over a stroke of width w the mean distance to its edge is w / 4.
    width = 4 * away.sum(axis=1) / np.maximum(area, 1)
    return area / np.maximum(width, 1) / FINE


def _runs(ink: np.ndarray) -> np.ndarray:
    """Return how many strokes a line across each patch meets on average, where it meets most."""
    found = []
    for axis in (1, 2):
        starts = np.diff(ink.astype(np.int8), axis=axis, prepend=0) == 1
        lines = np.maximum(ink.any(axis=axis).sum(axis=1), 1)
        found.append(starts.sum(axis=(1, 2)) / lines)
    return np.maximum(*found)


def _depth(soft: np.ndarray, room: np.ndarray) -> np.ndarray:
    """Return the mean darkness of the darkest twentieth of the inside."""
    count = len(soft)
    flat = np.where(room, soft, -1).reshape(count, -1)
    some = max(1, int(np.median(room.sum(axis=(1, 2))) / 20))
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
