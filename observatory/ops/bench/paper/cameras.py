"""Phones: a page on a table under a lamp, seen by a camera at arm's length.

Lengths are millimetres; the page lies around (0, 0), x to the right, y downwards,
z towards the camera. A page may be bent: then it has a height everywhere.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise

import cv2
import numpy as np

from .optics import blur, lit, noisy, smooth_field, tone
from .pages import PX, Grey
from .pens import Random

# The grid on which bending and light are worked out, in pixels of the photo.
_COARSE = 16


@dataclass(frozen=True)
class Camera:
    """`matrix` takes (x, y, z, 1) on the table to the photo, whose `size` is (width, height)."""

    matrix: np.ndarray
    size: tuple[int, int]

    def project(self, points: np.ndarray) -> np.ndarray:
        """Return where points (N x 3) are seen, N x 2."""
        seen = points @ self.matrix[:, :3].T + self.matrix[:, 3]
        return seen[:, :2] / seen[:, 2:]

    @cached_property
    def flat(self) -> np.ndarray:
        """Return the homography of the table: (x, y) to the photo."""
        return self.matrix[:, [0, 1, 3]]


def aim(
    rng: Random,
    paper_mm: tuple[float, float],
    *,
    tilt: float,
    dpi: float,
    turn: float,
    room: float = 0.04,
) -> Camera:
    """Return a camera that sees the whole page, its edges at least `room` of the page away.

    `tilt` in degrees from straight above, towards any side; `turn` in degrees about
    the line of sight; `dpi` in the middle of the page. It is held 33 to 52 cm away.
    """
    distance = rng.uniform(330, 520)
    focal = dpi / 25.4 * distance
    way, lean = rng.uniform(0, 2 * math.pi), math.radians(tilt)
    axis = np.array([math.cos(way), math.sin(way), 0.0]) * lean
    rotation = cv2.Rodrigues(axis)[0] @ cv2.Rodrigues(np.array([0, 0, math.radians(turn)]))[0]
    # Looking down: z on the table grows towards the camera, depth away from it.
    outward = np.diag([1.0, 1.0, -1.0]) @ rotation
    position = np.array([[0.0], [0.0], [distance]])
    lens = np.diag([focal, focal, 1.0])
    matrix = lens @ np.concatenate([outward, position], axis=1)
    half = np.array(paper_mm) / 2
    corners = np.array([[-1, -1, 0], [1, -1, 0], [1, 1, 0], [-1, 1, 0]], float) * [*half, 0]
    seen = Camera(matrix, (0, 0)).project(corners)
    low, high = seen.min(axis=0), seen.max(axis=0)
    margins = (high - low) * rng.uniform(room, room + 0.09, (2, 2))
    size = np.ceil(high - low + margins.sum(axis=0)).astype(int)
    shift = np.eye(3)
    shift[:2, 2] = margins[0] - low
    return Camera(shift @ matrix, (int(size[0]), int(size[1])))


Height = Callable[[np.ndarray, np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Bend:
    """How a page is bent: its height and its slopes (along x, along y) at places on it."""

    height: Height
    slope: Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]

    def scaled(self, factor: float) -> "Bend":
        return Bend(
            lambda x, y: factor * self.height(x, y),
            lambda x, y: (factor * self.slope(x, y)[0], factor * self.slope(x, y)[1]),
        )


def bend(rng: Random, paper_mm: tuple[float, float], creases: "list[Crease]") -> Bend:
    """Return a page that curls about one direction and is bent at its creases."""
    way = rng.choice([0.0, math.pi / 2]) + rng.normal(0, 0.15)
    across = np.array([math.cos(way), math.sin(way)])
    length = abs(across[0]) * paper_mm[0] + abs(across[1]) * paper_mm[1]
    first, second = rng.uniform(0.5, 1.0), rng.uniform(-0.35, 0.35)
    phase, waves = rng.uniform(-0.5, 0.5), rng.uniform(0.8, 1.3)
    rises = [rng.uniform(-0.05, 0.12) for _ in creases]

    def along(x: np.ndarray, y: np.ndarray) -> np.ndarray:
        return math.pi * waves * (x * across[0] + y * across[1]) / length + phase

    def height(x: np.ndarray, y: np.ndarray) -> np.ndarray:
        place = along(x, y)
        z = 10 * (first * (1 - np.cos(place)) + second * np.sin(2 * place))
        for crease, rise in zip(creases, rises, strict=True):
            z = z + rise * np.abs(crease.distance(x, y))
        return z

    def slope(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        place = along(x, y)
        steep = (
            10 * (first * np.sin(place) + 2 * second * np.cos(2 * place)) * math.pi * waves / length
        )
        parts = [steep * across[0], steep * across[1]]
        for crease, rise in zip(creases, rises, strict=True):
            side = np.sign(crease.distance(x, y)) * rise
            parts = [
                part + side * normal for part, normal in zip(parts, crease.normal, strict=True)
            ]
        return parts[0], parts[1]

    return Bend(height, slope)


@dataclass(frozen=True)
class Crease:
    """A straight line on the page, from its middle: `normal` (unit) and `offset` in millimetres."""

    normal: tuple[float, float]
    offset: float

    def distance(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        """Return how far places lie from the line, with a sign for the side."""
        return x * self.normal[0] + y * self.normal[1] - self.offset


def displacement(camera: Camera, bent: Bend, paper_mm: tuple[float, float]) -> float:
    """Return the most that bending moves anything away from the plane through four corners, in mm.

    The corners are those of the area that the corner marks enclose.
    """
    half = np.array(paper_mm) / 2 - 18
    corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * half
    x, y = (part.ravel() for part in np.meshgrid(*(np.linspace(-h, h, 9) for h in half)))
    flat = np.stack([x, y], axis=1)
    seen = camera.project(np.column_stack([flat, bent.height(x, y)]))
    held = camera.project(np.column_stack([corners, bent.height(corners[:, 0], corners[:, 1])]))
    plane = cv2.getPerspectiveTransform(held.astype(np.float32), corners.astype(np.float32))
    back = cv2.perspectiveTransform(seen[:, None], plane)[:, 0]
    return float(np.hypot(*(back - flat).T).max())


def photograph(page: Grey, table: Grey, camera: Camera, bent: Bend | None = None) -> Grey:
    """Return the photo before light and lens: the page on the table, seen by the camera."""
    height, width = page.shape
    photo = cv2.resize(table, camera.size, interpolation=cv2.INTER_LINEAR)
    to_mm = np.array(
        [[1 / PX, 0, (0.5 - width / 2) / PX], [0, 1 / PX, (0.5 - height / 2) / PX], [0, 0, 1]]
    )
    to_photo = camera.flat @ to_mm
    ratio = math.sqrt(abs(np.linalg.det(_slope_at(to_photo, width / 2, height / 2))))
    page = blur(page, 0.5 * max(0.0, 1 / ratio - 1) + 0.25)
    _shade_under(photo, outline(camera, (width / PX + 2.4, height / PX + 2.4), bent))
    if bent is None:
        return cv2.warpPerspective(
            page, to_photo, camera.size, dst=photo, flags=cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_TRANSPARENT,
        )  # fmt: skip
    columns, rows = _unbent(camera, bent)
    across = cv2.resize((columns + width / PX / 2) * PX - 0.5, camera.size)
    down = cv2.resize((rows + height / PX / 2) * PX - 0.5, camera.size)
    return cv2.remap(
        page, across, down, cv2.INTER_LINEAR, dst=photo, borderMode=cv2.BORDER_TRANSPARENT
    )


def _unbent(camera: Camera, bent: Bend) -> tuple[np.ndarray, np.ndarray]:
    """Return for a coarse grid of the photo where on the page it looks, in millimetres.

    Found by going back and forth: where the flat page would be hit, corrected by
    how far the bent one is seen from there.
    """
    wide, high = camera.size
    shape = (math.ceil(high / _COARSE), math.ceil(wide / _COARSE))
    step_x, step_y = wide / shape[1], high / shape[0]
    u, v = np.meshgrid(
        (np.arange(shape[1]) + 0.5) * step_x - 0.5, (np.arange(shape[0]) + 0.5) * step_y - 0.5
    )
    back = np.linalg.inv(camera.flat)
    goal = cv2.perspectiveTransform(np.stack([u.ravel(), v.ravel()], axis=1)[:, None], back)[:, 0]
    place = goal.copy()
    for _ in range(4):
        z = bent.height(place[:, 0], place[:, 1])
        seen = camera.project(np.column_stack([place, z]))
        place = place + goal - cv2.perspectiveTransform(seen[:, None], back)[:, 0]
    return (
        place[:, 0].reshape(shape).astype(np.float32),
        place[:, 1].reshape(shape).astype(np.float32),
    )


def outline(camera: Camera, paper_mm: tuple[float, float], bent: Bend | None = None) -> np.ndarray:
    """Return the edge of the page in the photo, 4 x 12 points."""
    half = np.array(paper_mm) / 2
    corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1], [-1, -1]]) * half
    steps = np.linspace(0, 1, 12, endpoint=False)[:, None]
    edge = np.concatenate([a + (b - a) * steps for a, b in pairwise(corners)])
    z = bent.height(edge[:, 0], edge[:, 1]) if bent else np.zeros(len(edge))
    return camera.project(np.column_stack([edge, z]))


def _shade_under(photo: Grey, edge: np.ndarray) -> None:
    """Darken the table beside the page, where its edge keeps light away."""
    shift = 0.003 * photo.shape[0]
    small = np.full((photo.shape[0] // 8 + 1, photo.shape[1] // 8 + 1), 255, np.uint8)
    moved = (edge + np.array([0.6 * shift, shift])) / 8
    cv2.fillPoly(small, [moved.astype(np.int32)], 120)
    shade = cv2.GaussianBlur(small, (0, 0), 1.6)
    full = cv2.resize(shade, (photo.shape[1], photo.shape[0]))
    cv2.multiply(photo, full, dst=photo, scale=1 / 255)


def _slope_at(matrix: np.ndarray, x: float, y: float) -> np.ndarray:
    """Return how a homography changes places around (x, y), 2 x 2."""
    seen = matrix @ np.array([x, y, 1.0])
    return (matrix[:2, :2] * seen[2] - np.outer(seen[:2], matrix[2, :2])) / seen[2] ** 2


def light_on(rng: Random, camera: Camera, *, shadow: float, bent: Bend | None = None) -> np.ndarray:
    """Return the light in a photo, 0 to 1, in steps of `_COARSE` pixels.

    A lamp on one side, darker corners of the lens, the slopes of a bent page, and
    with `shadow` (share of light) a hand, a head or the phone in the way.
    """
    wide, high = camera.size
    rows, columns = math.ceil(high / _COARSE), math.ceil(wide / _COARSE)
    x, y = np.meshgrid(np.linspace(-1, 1, columns), np.linspace(-1, 1, rows))
    way = rng.uniform(0, 2 * math.pi)
    light = 1 - rng.uniform(0.02, 0.13) * (1 + x * math.cos(way) + y * math.sin(way))
    light *= 1 - rng.uniform(0.02, 0.1) * (x**2 + y**2)
    if bent is not None:
        light *= _shading(camera, bent, (math.cos(way), math.sin(way)), (rows, columns))
    if shadow:
        light *= _shadow(rng, shadow, (rows, columns))
    return np.clip(light, 0.12, 1.0).astype(np.float32)


def _shading(
    camera: Camera, bent: Bend, way: tuple[float, float], shape: tuple[int, int]
) -> np.ndarray:
    """Return how much lighter or darker slopes are under a lamp from that side."""
    columns, rows = _unbent(camera, bent)
    steep_x, steep_y = bent.slope(columns, rows)
    shade = 1 + 0.75 * (steep_x * way[0] + steep_y * way[1])
    return cv2.resize(np.clip(shade, 0.55, 1.08).astype(np.float32), shape[::-1])


def _shadow(rng: Random, strength: float, shape: tuple[int, int]) -> np.ndarray:
    """Return a shadow with a soft edge: half the page, or something held above it."""
    rows, columns = shape
    dark = np.zeros(shape, np.float32)
    if rng.random() < 0.5:
        x, y = np.meshgrid(np.linspace(-1, 1, columns), np.linspace(-1, 1, rows))
        way, edge = rng.uniform(0, 2 * math.pi), rng.uniform(-0.5, 0.6)
        wave = 0.15 * smooth_field(rng, rows, columns, 4)
        dark[(x * math.cos(way) + y * math.sin(way) + wave) > edge] = 1
    else:
        middle = (int(rng.uniform(0.1, 0.9) * columns), int(rng.uniform(0.2, 1.0) * rows))
        axes = (int(rng.uniform(0.12, 0.4) * columns), int(rng.uniform(0.2, 0.6) * rows))
        cv2.ellipse(dark, middle, axes, float(rng.uniform(0, 180)), 0, 360, 1.0, -1)
    soft = float(rng.uniform(0.6, 7.0))
    return 1 - strength * cv2.GaussianBlur(dark, (0, 0), soft)


def developed(photo: Grey, light: np.ndarray, rng: Random, *, motion: float, noise: float) -> Grey:
    """Return the photo as the phone keeps it: light, focus, motion, its own sharpening, noise.

    `motion`: pixels by which the phone moved; `noise`: grey levels.
    """
    photo = tone(photo, rng.uniform(8, 28), rng.uniform(205, 250), rng.uniform(0.85, 1.2))
    photo = blur(lit(photo, light), rng.uniform(0.45, 0.95))
    if motion > 0.5:
        photo = cv2.filter2D(photo, -1, _motion(rng, motion))
    photo = noisy(photo, noise, rng, grain=float(rng.choice([0.5, 0.8])))
    if rng.random() < 0.6:
        amount = rng.uniform(0.3, 0.9)
        photo = cv2.addWeighted(photo, 1 + amount, blur(photo, 1.2), -amount, 0)
    return photo


def _motion(rng: Random, length: float) -> np.ndarray:
    """Return the kernel of a short straight movement."""
    side = 2 * math.ceil(length / 2) + 1
    kernel = np.zeros((side * 8, side * 8), np.uint8)
    middle, way = side * 4, rng.uniform(0, math.pi)
    away = np.array([math.cos(way), math.sin(way)]) * length * 4
    ends = [tuple(int(part) for part in middle + sign * away) for sign in (-1, 1)]
    cv2.line(kernel, ends[0], ends[1], 255, 8, cv2.LINE_AA)
    small = cv2.resize(kernel, (side, side), interpolation=cv2.INTER_AREA).astype(np.float32)
    return small / small.sum()


@cache
def tables() -> tuple[tuple[Grey, tuple[int, int]], ...]:
    """Return tables to lay pages on, each with its colour (Cr, Cb): wood, dark, light, cloth."""
    rng, made = np.random.default_rng(3), []
    for base, spread, colour, stretch in (
        (120, 22, (150, 108), (60, 3)), (70, 16, (146, 112), (80, 2)), (45, 8, (128, 130), (3, 3)),
        (196, 8, (126, 130), (5, 5)), (224, 5, (128, 128), (9, 9)), (95, 26, (122, 140), (2, 2)),
    ):  # fmt: skip
        field = cv2.GaussianBlur(
            rng.standard_normal((1400, 1100), dtype=np.float32),
            (0, 0),
            stretch[0],
            sigmaY=stretch[1],
        )
        coarse = smooth_field(rng, 1400, 1100, 5)
        grey = base + spread * (field / field.std() + 0.7 * coarse)
        made.append((np.clip(grey, 8, 250).astype(np.uint8), colour))
    return tuple(made)
