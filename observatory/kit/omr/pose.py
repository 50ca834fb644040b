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
        middle = np.array([[self.layout.width_mm / 2, self.layout.height_mm / 2]])
        return float(np.sqrt(abs(np.linalg.det(self.steps(middle)[0]))))

    @property
    def is_possible(self) -> bool:
        """Tell whether a flat page can be seen so: not turned over, not bent through itself."""
        quad = self.corners
        if not np.isfinite(quad).all() or np.abs(quad).max() > 1e6:
            return False
        sides = np.roll(quad, -1, axis=0) - quad
        after = np.roll(sides, -1, axis=0)
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
    return _fit(layout, flat, [code.corners for code in codes.values()], {})


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
    if matrix is None or abs(np.linalg.det(matrix)) < 1e-12:
        return None
    pose = Pose(matrix, layout, marks)
    return pose if pose.is_possible else None
