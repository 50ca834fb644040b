"""How much ink a box holds, against the paper around it and the black of the printer.

All measures are in millimetres or shares, never in grey levels: light, paper
and toner differ from page to page and from one corner of a photo to the next.
Darkness is 0 on the paper next to the box and 1 on the printed black.
"""

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from .align import Placed, by_size, cut_patches
from .blanks import Blanks
from .images import Grey
from .layout import BOX_LINE_MM, Box
from .lines import halved, in_a_row, in_full, strokes_in
from .paper_around import FINE, paper_around
from .pose import Pose
from .strokes import count_in, geometry

# How much paper around a box is looked at.
AROUND_MM = 2.0
# For what is large: the border of a mark.
_ROUGH = 5
# From this darkness on it is ink; and what may be pencil, never less than four times the grain.
INK, WEAK, GRAINS = 0.30, 0.10, 4.0
# What is inside: so far within the middle of the outline.
INSET_MM = 0.42
# A mark begins where it is half as dark as its darkest parts.
HALF, HALF_PALE = 0.45, 0.55
# How far the outline may blur into the inside; no mark is that near to it alone.
_BLUR_MM = 0.4
# Where no stroke stands out by more than this, the box is blank: nothing more is measured.
BLANK_LINE = 0.035
# Where what is written around a box passes.
_RIM_MM = (0.35, 1.0)
# How far a side may lie from where the box was found.
_SIDE_MM = 0.6


@dataclass(frozen=True)
class Inks:
    """What was measured of N boxes; every array has N entries.

    `line`: how much its plainest short stroke stands out; `ink`: share of the inside
    that is surely ink; `dark`: how dark its middling place is. The others are of the mark, which
    is what is at least half as dark as its darkest parts (see `strokes.py`).
    `grain`: the paper's noise, as darkness. `rim`: share of the ring around the box
    in which something is written, at two sides that face each other; `corner`: that meet. `paper`: the white
    next to the box, as a share of the brightest place around.
    """

    line: np.ndarray
    dark: np.ndarray
    ink: np.ndarray
    cover: np.ndarray
    stroke: np.ndarray
    total: np.ndarray
    area: np.ndarray
    width: np.ndarray
    length: np.ndarray
    runs: np.ndarray
    white: np.ndarray
    spread: np.ndarray
    whole: np.ndarray
    whole_spread: np.ndarray
    exits: np.ndarray
    strikes: np.ndarray
    rest: np.ndarray
    blot: np.ndarray
    rim: np.ndarray
    corner: np.ndarray
    paper: np.ndarray
    grain: np.ndarray

    def by_box(self) -> list[dict[str, float]]:
        """Return the measures of each box by name, to three places."""
        rows = np.round(np.stack(list(vars(self).values()), axis=1).astype(np.float64), 3).tolist()
        return [dict(zip(vars(self), row, strict=True)) for row in rows]


def printed_black(grey: Grey, pose: Pose) -> float:
    """Return the printed black as a share of the paper's white, measured at the corner marks.

    0.25 on most scans; at most 0.8. Without a mark that can be measured, 0.3.
    """
    marks = [mark for mark in pose.layout.marks if mark.number in pose.marks]
    found: list[float] = []
    for size in {mark.size_mm for mark in marks}:
        middles = np.array(
            [[m.x_mm + size / 2, m.y_mm + size / 2] for m in marks if m.size_mm == size]
        )
        patches = cut_patches(
            grey, pose.pixels(middles), pose.steps(middles), half_mm=size / 2 + 1.25, scale=_ROUGH
        )
        flat = patches.reshape(len(patches), -1)
        border, white = (_median(flat[:, places]) for places in _mark_places(len(patches[0]), size))
        found += (border[white > 8] / white[white > 8]).tolist()
    return float(np.clip(np.median(found), 0.0, 0.8)) if found else 0.3


@lru_cache(maxsize=16)
def _mark_places(side: int, size: float) -> tuple[np.ndarray, np.ndarray]:
    """Return which places of a patch are a mark's black border, and which the white around it."""
    axis = np.abs(np.arange(side) - (side - 1) / 2) / _ROUGH
    far = np.maximum(axis[:, None], axis[None, :]).ravel()
    # The black border is one cell wide; its middle half is measured.
    cell = size / 6
    border = np.flatnonzero(np.abs(far - (size - cell) / 2) < cell / 4)
    return border, np.flatnonzero(far > size / 2 + 0.5)


def _median(rows: np.ndarray) -> np.ndarray:
    """Return the median of each row; `np.median` takes five times as long."""
    low, high = (rows.shape[1] - 1) // 2, rows.shape[1] // 2
    ranked = np.sort(rows.astype(np.float32), axis=1)
    return (ranked[:, low] + ranked[:, high]) / np.float64(2)


def measure(
    grey: Grey, placed: Placed, boxes: tuple[Box, ...], black: float, blanks: Blanks | None = None
) -> Inks:
    """Measure the boxes where they were placed. `black`: of `printed_black`.

    `blanks`: which are plainly blank, and need no closer look.
    """
    names = Inks.__dataclass_fields__
    found = {name: np.zeros(len(boxes), np.float32) for name in names}
    if blanks is not None:
        found["line"], found["paper"] = blanks.line, blanks.paper
    for size, places in by_size(boxes):
        chosen = places if blanks is None else places[~blanks.are_blank[places]]
        if not len(chosen):
            continue
        patches = cut_patches(
            grey,
            placed.middles[chosen],
            placed.steps[chosen],
            half_mm=max(size) / 2 + AROUND_MM,
            scale=FINE,
        )
        inks = vars(measure_patches(patches, size, black))
        for name in names:
            found[name][chosen] = inks[name]
    return Inks(**found)


def measure_patches(patches: np.ndarray, size: np.ndarray, black: float) -> Inks:
    """Measure boxes of one size in patches that reach `AROUND_MM` beyond it. What is blank costs little."""
    count, side, _ = patches.shape
    axis = ((np.arange(side) - (side - 1) / 2) / FINE).astype(np.float32)
    smooth = cv2.blur(patches.reshape(count * side, side), (3, 3)).reshape(patches.shape)
    plane, grain = paper_around(smooth, size)
    contrast = np.float32(1 / (1 - black))
    grain *= contrast
    reach = int(np.ceil((max(size) / 2 + _SIDE_MM) * FINE))
    cut = slice(side // 2 - reach, side // 2 + reach)
    inner = _shade(smooth[:, cut, cut], plane, axis[cut], contrast)
    sides = _inside(inner, axis[cut], size)
    room, deep = _within(sides), _within(_deep(sides))
    lines = strokes_in(in_a_row(halved(inner * room)), in_a_row(halved(room.astype(np.float32))))
    weak_from = np.maximum(WEAK, GRAINS * grain)
    found: dict[str, np.ndarray] = {
        name: np.zeros(count, np.float32) for name in Inks.__dataclass_fields__
    }
    found["grain"] = grain
    found["white"][:] = min(size) - BOX_LINE_MM - 2 * INSET_MM
    found["rim"], found["corner"] = _rim(smooth, plane, contrast, np.maximum(weak_from, 0.2), size)
    some = smooth[:, ::4, ::4].reshape(count, -1).astype(np.float32)
    brightest = np.partition(some, -8, axis=1)[:, -8]
    found["paper"] = plane[:, 0] / np.maximum(brightest, 4)
    found["dark"] = _typical(inner, room)
    found["line"] = lines.reshape(len(lines), count, -1).max(axis=(0, 2))
    found["ink"] = count_in((inner >= INK) & room) / np.maximum(count_in(room), 1)
    inked = (found["ink"] > 0.01) | (found["dark"] > INK / 2)
    busy = np.flatnonzero((found["line"] > BLANK_LINE) | inked)
    if len(busy):
        # Each in full, and without its edge, where the outline may blur into it.
        fine = in_full(lines, count, busy) * room[busy]
        found["line"][busy] = (fine * deep[busy]).max(axis=(1, 2))
        kept = (found["line"][busy] > BLANK_LINE) | inked[busy]
        fine, busy = fine[kept], busy[kept]
    if len(busy):
        marks = _marks(inner[busy], fine, room[busy], weak_from[busy])
        far = np.maximum(np.abs(axis)[None, :] - size[0] / 2, np.abs(axis)[:, None] - size[1] / 2)
        soft = _shade(smooth[busy], plane[busy], axis, contrast)
        for name, values in geometry(marks, room[busy], soft, far, axis).items():
            found[name][busy] = values
    return Inks(**found)


def _rim(
    smooth: np.ndarray,
    plane: np.ndarray,
    contrast: np.float32,
    begins: np.ndarray,
    size: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Return the share of the ring that is written on, at two sides that face each other; at two that meet.

    Of the side with less. What goes around a box, or around a corner of it, passes
    both; what belongs to a neighbour, one. `begins`: the darkness of what is written.
    """
    flat = smooth.reshape(len(smooth), -1)
    shares = []
    for places, x, y in _rim_places(smooth.shape[1], float(size[0]), float(size[1])):
        white = plane[:, :1] + plane[:, 2:] * y + plane[:, 1:2] * x
        dark = _darkness(flat[:, places], white, contrast) >= begins[:, None]
        shares.append(count_in(dark) / len(places))
    left, right, top, bottom = shares
    facing = np.maximum(np.minimum(left, right), np.minimum(top, bottom))
    return facing, np.minimum(np.maximum(left, right), np.maximum(top, bottom))


@lru_cache(maxsize=16)
def _rim_places(
    side: int, width: float, height: float
) -> list[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Return for each side of the ring (left, right, top, bottom) its places in a patch, x and y."""
    axis = ((np.arange(side) - (side - 1) / 2) / FINE).astype(np.float32)
    x, y = np.meshgrid(axis, axis)
    far = np.maximum(np.abs(x) - width / 2, np.abs(y) - height / 2)
    ring = (far > _RIM_MM[0]) & (far < _RIM_MM[1])
    beside, above = ring & (np.abs(y) < height / 2), ring & (np.abs(x) < width / 2)
    sides = (beside & (x < 0), beside & (x >= 0), above & (y < 0), above & (y >= 0))
    places = [np.flatnonzero(one) for one in sides]
    return [(one, x.ravel()[one], y.ravel()[one]) for one in places]


def _typical(inner: np.ndarray, room: np.ndarray) -> np.ndarray:
    """Return the median darkness of the inside."""
    some = np.where(room[:, ::3, ::3], inner[:, ::3, ::3], np.inf).reshape(len(inner), -1)
    some.sort(axis=1)
    there = np.isfinite(some).sum(axis=1)
    each = np.arange(len(some))
    return (some[each, np.maximum(there - 1, 0) // 2] + some[each, there // 2]) / 2


def _deep(sides: tuple[np.ndarray, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Return the inside without its edge, where the blur of the outline may reach."""
    near = np.ones((1, 2 * round(_BLUR_MM * FINE) + 1), np.uint8)
    across, down = (cv2.erode(some.view(np.uint8), near).view(bool) for some in sides)
    return across, down


def _within(sides: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    """Return the rectangles of these columns (N x side) and rows (N x side), N x side x side."""
    return sides[0][:, None, :] & sides[1][:, :, None]


def _marks(
    inner: np.ndarray, lines: np.ndarray, room: np.ndarray, weak_from: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return what is mark inside each box (N x side x side), and the darkness where it begins (N).

    Half as dark as its darkest parts: the width of a stroke is then the same by pen
    and by pencil, sharp and blurred. Of a pale mark, half as plain as its plainest stroke.
    """
    darkest = _depth(inner, room)
    begins = np.maximum(HALF * darkest, weak_from)
    pale = darkest < INK + 0.05
    where = np.where(pale[:, None, None], lines, inner)
    begins = np.where(pale, np.maximum(HALF_PALE * lines.max(axis=(1, 2)), BLANK_LINE), begins)
    return (where >= begins[:, None, None]) & room, begins


def _shade(
    grey: np.ndarray, plane: np.ndarray, axis: np.ndarray, contrast: np.float32
) -> np.ndarray:
    """Return the darkness of patches (N x side x side) over their paper (N x 3, see `_paper`)."""
    down = plane[:, 0, None] + plane[:, 2, None] * axis[None, :]
    white = down[:, :, None] + (plane[:, 1, None] * axis[None, :])[:, None, :]
    return _darkness(grey, white, contrast)


def _darkness(grey: np.ndarray, white: np.ndarray, contrast: np.float32) -> np.ndarray:
    """Return how dark grey is against white, whose memory it takes."""
    shade = np.divide(grey, np.maximum(white, 4, out=white), out=white, dtype=np.float32)
    np.subtract(1, shade, out=shade)
    return np.multiply(shade, contrast, out=shade)


def _inside(soft: np.ndarray, axis: np.ndarray, size: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return which columns and which rows (N x side) lie within each outline, by where its sides are seen."""
    half_x, half_y = (size - BOX_LINE_MM) / 2
    some_x = np.flatnonzero(np.abs(axis) < half_x * 0.75)[::2]
    some_y = np.flatnonzero(np.abs(axis) < half_y * 0.75)[::2]
    left, right = (_side(soft[:, some_y], axis, half) for half in (-half_x, half_x))
    turned = soft.transpose(0, 2, 1)
    top, bottom = (_side(turned[:, some_x], axis, half) for half in (-half_y, half_y))
    across = (axis > left[:, None] + INSET_MM) & (axis < right[:, None] - INSET_MM)
    down = (axis > top[:, None] + INSET_MM) & (axis < bottom[:, None] - INSET_MM)
    return across, down


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


def _depth(shade: np.ndarray, room: np.ndarray) -> np.ndarray:
    """Return the mean darkness of the darkest twentieth of the inside."""
    flat = np.where(room[:, ::2, ::2], shade[:, ::2, ::2], -1).reshape(len(shade), -1)
    some = max(1, int(np.median(count_in(room)) / 80))
    return np.partition(flat, -some, axis=1)[:, -some:].mean(axis=1)
