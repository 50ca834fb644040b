"""Where each box really lies: paper bends, and a perspective of four marks does not.

Each box is looked for by its printed outline near where the marks have it; a
smooth field through what was found says where boxes lie whose outline is
hidden, and keeps the others from catching on something else.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from .images import Grey
from .layout import BOX_LINE_MM, Box
from .pose import Pose

# Samples to a millimetre while looking, and how far from the pose a box is looked for.
COARSE = 4
REACH_MM = 3.0
# How far from the field a box may lie, and how much of its outline must be seen to say so.
STRAY_MM = 0.8
SEEN = 0.35
# The field: how much the paper may be displaced (millimetres, by order of the polynomial),
# and how finely a box is found.
_ORDERS = (1.5, 1.5, 1.5, 0.8)
_FINE_MM = 0.12
# Darkness of a line, as a share of the paper's white, that counts as wholly seen.
_LINE_SEEN = 0.22


@dataclass(frozen=True)
class Placed:
    """Boxes as they lie in the picture, for N boxes.

    `middles`: N x 2, pixels. `steps`: N x 2 x 2, the change of pixels with
    millimetres. `outline`: N, how much of the printed outline is seen there, 0 to 1;
    `side`: of the side of which the least is seen. `field`: how the paper bends, for what has no outline.
    """

    middles: np.ndarray
    steps: np.ndarray
    outline: np.ndarray
    side: np.ndarray
    field: "Field"


def place_boxes(picture: tuple[Grey, int], pose: Pose) -> Placed:
    """Find every box of the pose's layout, in its order; a layout without boxes gives none.

    `picture`: what is looked at, and by how much it is reduced; the result is in
    pixels of the whole picture.
    """
    boxes = pose.layout.boxes
    field = Field(pose)
    if not boxes:
        return Placed(np.empty((0, 2)), np.empty((0, 2, 2)), np.empty(0), np.empty(0), field)
    middles_mm = np.array([[b.x_mm + b.w_mm / 2, b.y_mm + b.h_mm / 2] for b in boxes])
    steps = pose.steps(middles_mm)
    middles = pose.pixels(middles_mm)
    grey, factor = picture
    scores, sides = _scores(grey, (middles + 0.5) / factor - 0.5, steps / factor, boxes)
    best, height = _peaks(scores)
    field.fit(middles_mm, best, height)
    expected = field.at(middles_mm)
    best, height = _peaks(scores, around=expected)
    trust = np.clip((height - SEEN) / 0.2, 0, 1)[:, None]
    shift = expected + trust * (best - expected)
    bent = steps @ (np.eye(2) + field.slope(middles_mm))
    middles = middles + np.einsum("nij,nj->ni", steps, shift)
    return Placed(middles, bent, height, _least_side(sides, best), field)


def cut_patches(
    grey: Grey, middles: np.ndarray, steps: np.ndarray, *, half_mm: float, scale: int
) -> np.ndarray:
    """Return a straight square patch around each point, N x side x side, uint8.

    `half_mm`: from the middle to the edge; `scale`: samples to a millimetre. What
    lies outside the picture repeats its edge.
    """
    side = 2 * round(half_mm * scale)
    patches = np.empty((len(middles), side, side), np.uint8)
    across = steps / scale
    start = middles - across @ np.full(2, (side - 1) / 2)
    matrices = np.concatenate([across, start[:, :, None]], axis=2)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    for patch, matrix in zip(patches, matrices, strict=True):
        cv2.warpAffine(
            grey, matrix, (side, side), dst=patch, flags=flags, borderMode=cv2.BORDER_REPLICATE
        )
    return patches


def by_size(boxes: tuple[Box, ...]) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return the sizes of boxes, and the places of the boxes of each."""
    places: dict[tuple[float, float], list[int]] = {}
    for place, box in enumerate(boxes):
        places.setdefault((round(box.w_mm, 2), round(box.h_mm, 2)), []).append(place)
    return [(np.array(size), np.array(chosen)) for size, chosen in places.items()]


def _scores(
    grey: Grey, middles: np.ndarray, steps: np.ndarray, boxes: tuple[Box, ...]
) -> tuple[np.ndarray, np.ndarray]:
    """Return how well an outline fits, N x (2 reach + 1) x (2 reach + 1), by shift down and across.

    And each of its sides, N x 4 x (2 reach + 1) x (2 reach + 1), of 255.
    """
    reach = round(REACH_MM * COARSE)
    sides = np.zeros((len(boxes), 4, 2 * reach + 1, 2 * reach + 1), np.uint8)
    for size, chosen in by_size(boxes):
        half_mm = max(size) / 2 + REACH_MM + 0.75
        patches = cut_patches(grey, middles[chosen], steps[chosen], half_mm=half_mm, scale=COARSE)
        sides[chosen] = _outlines(patches, size, reach)
    both = sides[:, :2].astype(np.uint16) + sides[:, 2:]
    return (both[:, 0] + both[:, 1]) * np.float32(1 / 1020), sides


def _least_side(sides: np.ndarray, shift: np.ndarray) -> np.ndarray:
    """Return how much is seen of each box's least seen side, at its shift (N x 2) or next to it."""
    reach = sides.shape[2] // 2
    across, down = np.clip(np.round(shift * COARSE).astype(int) + reach, 1, 2 * reach - 1).T
    each = np.arange(len(sides))
    near = [sides[each, :, down + i, across + j] for i in (-1, 0, 1) for j in (-1, 0, 1)]
    return np.max(near, axis=0).min(axis=1) / np.float32(255)


def _outlines(patches: np.ndarray, size: np.ndarray, reach: int) -> np.ndarray:
    """Return for each of the four sides how dark a line is there, 0 to 255."""
    count, side, _ = patches.shape
    # One picture: filters run once, and on a wide one in a third of the time. The edges of
    # patches lie beyond what is looked at.
    tall = patches.reshape(count * side, side)
    around = cv2.blur(tall, (5, 5))
    white = around.reshape(count, -1).max(axis=1).astype(np.float32)
    depth = cv2.subtract(around, tall).reshape(count, side, side)
    full = 255 / np.maximum(white * _LINE_SEEN, 1.0)[:, None, None]
    seen = np.multiply(depth, full, dtype=np.float32)
    line = np.minimum(seen, 255, out=seen).astype(np.uint8).transpose(1, 0, 2)
    wide = np.ascontiguousarray(line).reshape(side, -1)
    run_x, run_y = (max(3, round(length * COARSE) - 3) for length in size)
    across = cv2.blur(wide, (run_x, 1)).reshape(line.shape)
    down = cv2.blur(wide, (1, run_y)).reshape(line.shape)
    middle = (side - 1) / 2
    half_x, half_y = ((length - BOX_LINE_MM) / 2 * COARSE for length in size)

    def cut(picture: np.ndarray, row: float, column: float) -> np.ndarray:
        top, left = round(row) - reach, round(column) - reach
        found = picture[top : top + 2 * reach + 1, :, left : left + 2 * reach + 1]
        return found.transpose(1, 0, 2)

    sides = (
        cut(across, middle - half_y, middle + 0.25),
        cut(across, middle + half_y, middle + 0.25),
        cut(down, middle + 0.25, middle - half_x),
        cut(down, middle + 0.25, middle + half_x),
    )
    return np.stack(sides, axis=1)


def _peaks(scores: np.ndarray, around: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Return where each score is highest (N x 2, millimetres right and down) and how high.

    `around` (N x 2): looked for within `STRAY_MM` of there only.
    """
    count, side, _ = scores.shape
    reach = side // 2
    if around is not None:
        steps = np.arange(-reach, reach + 1) / COARSE
        far_x = np.abs(steps[None, :] - around[:, :1]) > STRAY_MM
        far_y = np.abs(steps[None, :] - around[:, 1:]) > STRAY_MM
        scores = np.where(far_y[:, :, None] | far_x[:, None, :], 0, scores)
    flat = scores.reshape(count, -1)
    place = flat.argmax(axis=1)
    height = flat[np.arange(count), place]
    rows, columns = np.divmod(place, side)
    inner_r, inner_c = np.clip(rows, 1, side - 2), np.clip(columns, 1, side - 2)
    each = np.arange(count)
    x = columns + _summit(
        scores[each, rows, inner_c - 1],
        scores[each, rows, inner_c],
        scores[each, rows, inner_c + 1],
    )
    y = rows + _summit(
        scores[each, inner_r - 1, columns],
        scores[each, inner_r, columns],
        scores[each, inner_r + 1, columns],
    )
    return np.stack([x - reach, y - reach], axis=1) / COARSE, height


def _summit(before: np.ndarray, at: np.ndarray, after: np.ndarray) -> np.ndarray:
    """Return how far the top of a parabola through three heights lies from the middle one."""
    bend = before - 2 * at + after
    with np.errstate(divide="ignore", invalid="ignore"):
        shift = np.where(bend < -1e-6, 0.5 * (before - after) / bend, 0.0)
    return np.clip(shift, -0.5, 0.5)


class Field:
    """A smooth displacement over the page: a cubic polynomial, held back where little is known."""

    def __init__(self, pose: Pose) -> None:
        self.half = np.array([pose.layout.width_mm, pose.layout.height_mm]) / 2
        marks = [mark for mark in pose.layout.marks if mark.number in pose.marks]
        # The marks lie where the pose has them: the field is nothing there.
        self.anchors = np.array(
            [[m.x_mm + m.size_mm / 2, m.y_mm + m.size_mm / 2] for m in marks]
        ).reshape(-1, 2)
        self.powers = [(i, j) for i in range(4) for j in range(4 - i)]
        self.weights: np.ndarray = np.zeros((len(self.powers), 2))

    def fit(self, points: np.ndarray, shifts: np.ndarray, heights: np.ndarray) -> None:
        """Fit to N points (millimetres) with their shifts, each trusted as much as its outline."""
        trust = np.clip((heights - 0.25) / 0.3, 0, 1)
        places = np.concatenate([points, self.anchors])
        wanted = np.concatenate([shifts, np.zeros_like(self.anchors)])
        terms = self._terms(places)
        held = np.diag([1 / _ORDERS[i + j] ** 2 for i, j in self.powers])
        weight = np.concatenate([trust, np.ones(len(self.anchors))])
        robust = np.ones(len(places))
        for _ in range(5):
            certain = (weight * robust / _FINE_MM**2)[:, None]
            self.weights = np.linalg.solve(
                terms.T @ (terms * certain) + held, terms.T @ (wanted * certain)
            )
            away = np.hypot(*(terms @ self.weights - wanted).T)
            robust = 1 / (1 + (away / (3 * _FINE_MM)) ** 2) ** 2

    def at(self, points: np.ndarray) -> np.ndarray:
        """Return the shift at points, N x 2 in millimetres."""
        return np.clip(self._terms(points) @ self.weights, -REACH_MM, REACH_MM)

    def slope(self, points: np.ndarray) -> np.ndarray:
        """Return how the shift changes with x and y, N x 2 x 2."""
        around = np.array([[[0.5, 0.0]], [[-0.5, 0.0]], [[0.0, 0.5]], [[0.0, -0.5]]])
        terms = self._terms((points + around).reshape(-1, 2)).reshape(4, len(points), -1)
        right, below = terms[0] - terms[1], terms[2] - terms[3]
        slopes = np.stack([right @ self.weights, below @ self.weights], axis=2)
        return np.clip(slopes, -0.15, 0.15)

    def _terms(self, points: np.ndarray) -> np.ndarray:
        u, v = (points / self.half - 1).T
        one = np.ones_like(u)
        by_u, by_v = (one, u, u * u, u * u * u), (one, v, v * v, v * v * v)
        terms = np.empty((len(u), len(self.powers)))
        for place, (i, j) in enumerate(self.powers):
            np.multiply(by_u[i], by_v[j], out=terms[:, place])
        return terms
