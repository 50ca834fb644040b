"""How a printed page lies in a picture: from its millimetres to pixels."""

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np

from .codes import FoundCode
from .layout import Mark, PageLayout, Zone
from .marks import FoundMark


@dataclass(frozen=True)
class Pose:
    """A perspective: `matrix` (3 x 3) takes millimetres of the page to pixels of the picture.

    `marks`: the corner marks that it rests on, by number.
    """

    matrix: np.ndarray
    layout: PageLayout
    marks: dict[int, FoundMark]

    def pixels(self, points: np.ndarray) -> np.ndarray:
        """Return where points (N x 2, millimetres) lie, N x 2 in pixels."""
        flat = np.asarray(points, np.float64).reshape(-1, 1, 2)
        return cv2.perspectiveTransform(flat, self.matrix).reshape(-1, 2)

    def steps(self, points: np.ndarray) -> np.ndarray:
        """Return for each point (N x 2) the change of pixels with millimetres, N x 2 x 2."""
        points = np.asarray(points, np.float64)
        above = points @ self.matrix[:2, :2].T + self.matrix[:2, 2]
        below = points @ self.matrix[2, :2] + self.matrix[2, 2]
        place = above / below[:, None]
        return (
            self.matrix[None, :2, :2] - place[:, :, None] * self.matrix[None, None, 2, :2]
        ) / below[:, None, None]

    @cached_property
    def corners(self) -> np.ndarray:
        """Return the four corners of the page in pixels, clockwise from its top left."""
        width, height = self.layout.width_mm, self.layout.height_mm
        return self.pixels(np.array([[0, 0], [width, 0], [width, height], [0, height]]))

    @cached_property
    def pixels_per_mm(self) -> float:
        """Return the scale in the middle of the page."""
        return self.scale_at(self.layout.width_mm / 2, self.layout.height_mm / 2)

    def scale_at(self, x_mm: float, y_mm: float) -> float:
        """Return the pixels to a millimetre at a place."""
        # As `steps` has it for one point: plain numbers cost a fifth.
        (a, b, right), (c, d, down), (e, f, one) = self.matrix.tolist()
        below = e * x_mm + f * y_mm + one
        x, y = (a * x_mm + b * y_mm + right) / below, (c * x_mm + d * y_mm + down) / below
        return abs((a - x * e) * (d - y * f) - (b - x * f) * (c - y * e)) ** 0.5 / abs(below)

    @property
    def is_possible(self) -> bool:
        """Tell whether a flat page can be seen so: not turned over, not bent through itself."""
        quad = self.corners
        if not np.isfinite(quad).all() or np.abs(quad).max() > 1e6:
            return False
        sides = quad[[1, 2, 3, 0]] - quad
        after = sides[[1, 2, 3, 0]]
        return bool((sides[:, 0] * after[:, 1] - sides[:, 1] * after[:, 0] > 0).all())


def corners_mm(place: Mark | Zone) -> np.ndarray:
    """Return the corners of a mark or a code on the page, 4 x 2, clockwise from the top left."""
    width = place.size_mm if isinstance(place, Mark) else place.w_mm
    height = place.size_mm if isinstance(place, Mark) else place.h_mm
    square = np.array([[0, 0], [width, 0], [width, height], [0, height]])
    return square + np.array([place.x_mm, place.y_mm])


def pose_from_marks(
    layout: PageLayout, marks: dict[int, FoundMark], codes: dict[int, FoundCode] | None = None
) -> Pose | None:
    """Return the pose that fits these marks best, or None when none does.

    With fewer than four marks the codes (by their place in the layout) help: their
    first, second and fourth corners, which are printed whatever a code says.
    """
    flat = [corners_mm(mark) for mark in layout.marks if mark.number in marks]
    seen = [marks[mark.number].corners for mark in layout.marks if mark.number in marks]
    if len(seen) < 4:
        for place, code in (codes or {}).items():
            flat.append(corners_mm(layout.codes[place])[[0, 1, 3]])
            seen.append(code.corners[[0, 1, 3]])
    return _fit(layout, flat, seen, marks)


def pose_from_codes(layout: PageLayout, codes: dict[int, FoundCode]) -> Pose | None:
    """Return the pose that fits these codes (by their place in the layout), or None."""
    flat = [corners_mm(layout.codes[place]) for place in codes]
    seen = [code.corners for code in codes.values()]
    return _as_pose(_rough(np.concatenate(flat), np.concatenate(seen)), layout, {})


def misfit(pose: Pose, place: int, code: FoundCode) -> float:
    """Return how far a code lies from where the pose has it, as a share of the code's side."""
    zone = pose.layout.codes[place]
    away = pose.pixels(corners_mm(zone)) - code.corners
    side = max(float(np.hypot(*(code.corners[1] - code.corners[0]))), 1.0)
    return float(np.hypot(away[:, 0], away[:, 1]).mean()) / side


def _fit(
    layout: PageLayout,
    flat: list[np.ndarray],
    seen: list[np.ndarray],
    marks: dict[int, FoundMark],
) -> Pose | None:
    if not flat:
        return None
    matrix, _ = cv2.findHomography(np.concatenate(flat), np.concatenate(seen), 0)
    return _as_pose(matrix, layout, marks)


def _as_pose(
    matrix: np.ndarray | None, layout: PageLayout, marks: dict[int, FoundMark]
) -> Pose | None:
    if matrix is None or abs(np.linalg.det(matrix)) < 1e-12:
        return None
    pose = Pose(matrix, layout, marks)
    return pose if pose.is_possible else None


def _rough(flat: np.ndarray, seen: np.ndarray) -> np.ndarray | None:
    """Return the perspective from points to points (N x 2) at a tenth of the cost of the best.

    By linear equations, both sides centred and scaled so that they are well posed.
    """
    flat_unit, seen_unit = _unit(flat), _unit(seen)
    x, y = (flat @ flat_unit[:2, :2] + flat_unit[:2, 2]).T
    u, v = (seen @ seen_unit[:2, :2] + seen_unit[:2, 2]).T
    one, zero = np.ones_like(x), np.zeros_like(x)
    rows = np.concatenate(
        [
            np.stack([x, y, one, zero, zero, zero, -u * x, -u * y], axis=1),
            np.stack([zero, zero, zero, x, y, one, -v * x, -v * y], axis=1),
        ]
    )
    try:
        found = np.linalg.solve(rows.T @ rows, rows.T @ np.concatenate([u, v]))
        matrix = np.linalg.inv(seen_unit) @ np.append(found, 1.0).reshape(3, 3) @ flat_unit
    except np.linalg.LinAlgError:
        return None
    return matrix / matrix[2, 2] if abs(matrix[2, 2]) > 1e-12 else None


def _unit(points: np.ndarray) -> np.ndarray:
    """Return what brings points (N x 2) around nought, about one away: 3 x 3."""
    middle = points.mean(axis=0)
    scale = 1 / max(float(np.abs(points - middle).mean()), 1e-9)
    return np.array([[scale, 0, -scale * middle[0]], [0, scale, -scale * middle[1]], [0, 0, 1]])
