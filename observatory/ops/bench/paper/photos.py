"""Photos of filled pages: what the sets P1, P2 and P3 are, and their colours."""

import math
from dataclasses import dataclass

import cv2
import numpy as np

from .cameras import (
    Bend,
    Camera,
    Crease,
    aim,
    bend,
    developed,
    displacement,
    light_on,
    outline,
    photograph,
    tables,
)
from .pages import PX, Grey
from .pens import Random

_NEUTRAL = 128


@dataclass(frozen=True)
class Photo:
    """A photo as BGR, or grey when no colour was asked for. `quality`: of its JPEG."""

    picture: Grey
    quality: int
    camera: Camera


@dataclass(frozen=True)
class Shooting:
    """How photos of a set are taken; each (from, to) is drawn for every photo.

    `tilt` in degrees, `curl` in millimetres in the plane of the page, `motion` in
    pixels, `folds`: how many at most.
    """

    tilt: tuple[float, float]
    dpi: tuple[float, float]
    shadow: tuple[float, float] = (0.0, 0.0)
    curl: tuple[float, float] = (0.0, 0.0)
    motion: tuple[float, float] = (0.0, 0.0)
    folds: int = 0
    noise: tuple[float, float] = (1.5, 4.0)


SHOOTINGS = {
    "P1": Shooting((0, 8), (200, 250)),
    "P2": Shooting((5, 15), (150, 200), (0.2, 0.55)),
    "P3": Shooting((5, 15), (150, 200), (0.2, 0.55), (0.6, 2.0), (0.0, 3.5), 3),
}


def shoot(
    page: Grey,
    rng: Random,
    kind: str | Shooting,
    *,
    turn: float = 0.0,
    blue: Grey | None = None,
    is_coloured: bool = True,
    room: float = 0.04,
) -> Photo:
    """Return a photo of a page (300 dots per inch).

    `turn`: degrees by which the page lies, besides a few of the hand. `blue`: where
    blue ink is (a quarter of the page's size).
    """
    shooting = SHOOTINGS[kind] if isinstance(kind, str) else kind
    paper = (page.shape[1] / PX, page.shape[0] / PX)
    table, colour = tables()[int(rng.integers(0, len(tables())))]
    camera = aim(
        rng,
        paper,
        tilt=rng.uniform(*shooting.tilt),
        dpi=rng.uniform(*shooting.dpi),
        turn=turn + float(np.clip(rng.normal(0, 2.5), -8, 8)),
        room=room,
    )
    bent = None
    if shooting.curl[1]:
        creases = folds(rng, paper, shooting.folds)
        bent = bent_by(rng, camera, paper, creases, rng.uniform(*shooting.curl))
        page = with_creases(page, creases, rng)
    photo = photograph(page, table, camera, bent)
    light = light_on(rng, camera, shadow=rng.uniform(*shooting.shadow), bent=bent)
    grey = developed(
        photo, light, rng, motion=rng.uniform(*shooting.motion), noise=rng.uniform(*shooting.noise)
    )
    quality = int(rng.integers(72, 93))
    edge = outline(camera, paper, bent)
    picture = coloured(grey, camera, edge, colour, rng=rng, blue=blue) if is_coloured else grey
    return Photo(picture, quality, camera)


def bent_by(
    rng: Random, camera: Camera, paper: tuple[float, float], creases: list[Crease], curl: float
) -> Bend:
    """Return a page so bent that nothing is seen further than `curl` mm from the plane of its marks."""
    shape = bend(rng, paper, creases)
    small = shape.scaled(0.2)  # far from where bending and displacement part
    for _ in range(3):
        small = small.scaled(curl / max(displacement(camera, small, paper), 1e-6))
    return small


def folds(rng: Random, paper: tuple[float, float], most: int) -> list[Crease]:
    """Return creases of a page that was folded for an envelope or a pocket."""
    if not most or rng.random() < 0.3:
        return []
    height = paper[1]
    ways = {
        "halves": [Crease((0.0, 1.0), 0.0)],
        "thirds": [Crease((0.0, 1.0), -height / 6), Crease((0.0, 1.0), height / 6)],
        "quarters": [Crease((0.0, 1.0), 0.0), Crease((1.0, 0.0), 0.0)],
        "eighths": [
            Crease((0.0, 1.0), 0.0), Crease((0.0, 1.0), -height / 4), Crease((1.0, 0.0), 0.0),
        ],
    }  # fmt: skip
    found = ways[str(rng.choice(list(ways)))][:most]
    tilt, slip = rng.normal(0, 0.004), rng.normal(0, 1.0)
    return [
        Crease(
            (c.normal[0] + tilt * c.normal[1], c.normal[1] - tilt * c.normal[0]), c.offset + slip
        )
        for c in found
    ]


def with_creases(page: Grey, creases: list[Crease], rng: Random) -> Grey:
    """Return the page with its folds: a thin line, darker or lighter, and toner that broke off."""
    if not creases:
        return page
    page = page.copy()
    height, width = page.shape
    for crease in creases:
        nx, ny = crease.normal
        foot = np.array([width / 2, height / 2]) + np.array([nx, ny]) * crease.offset * PX
        along = np.array([-ny, nx]) * math.hypot(width, height)
        ends = [tuple(int(part) for part in foot + sign * along) for sign in (-1, 1)]
        line = np.zeros_like(page)
        cv2.line(
            line, ends[0], ends[1], int(rng.uniform(25, 75)), int(rng.integers(2, 5)), cv2.LINE_AA
        )
        page = cv2.subtract(page, line) if rng.random() < 0.7 else cv2.add(page, line)
        for share in rng.uniform(-0.5, 0.5, int(rng.integers(40, 160))):
            x, y = (foot + share * along + rng.normal(0, 1.5, 2)).astype(int)
            cv2.circle(page, (int(x), int(y)), int(rng.integers(1, 3)), 248, -1)
    return page


def coloured(
    grey: Grey,
    camera: Camera,
    edge: np.ndarray,
    colour: tuple[int, int],
    *,
    rng: Random,
    blue: Grey | None,
) -> Grey:
    """Return the photo as BGR: white as the lamp has it, the table's colour, blue ink.

    `edge`: of the page in the photo; `colour`: of the table (Cr, Cb).
    """
    size = (max(2, camera.size[0] // 4), max(2, camera.size[1] // 4))
    warm = float(np.clip(rng.normal(2, 4), -7, 12))
    planes: list[Grey] = []
    for on_table, on_paper in ((colour[0], _NEUTRAL + 0.6 * warm), (colour[1], _NEUTRAL - warm)):
        plane = np.full((size[1], size[0]), on_table, np.uint8)
        cv2.fillPoly(plane, [(edge / 4).astype(np.int32)], int(on_paper))
        planes.append(plane)
    if blue is not None:
        width, height = blue.shape[1] / PX * 4, blue.shape[0] / PX * 4
        to_mm = np.array([[4 / PX, 0, -width / 2], [0, 4 / PX, -height / 2], [0, 0, 1]])
        ink = cv2.warpPerspective(blue, np.diag([0.25, 0.25, 1]) @ camera.flat @ to_mm, size)
        planes[0] = cv2.addWeighted(planes[0], 1, ink, -0.1, 0)
        planes[1] = cv2.addWeighted(planes[1], 1, ink, 0.4, 0)
    full = (grey.shape[1], grey.shape[0])
    cr, cb = (cv2.resize(plane, full, interpolation=cv2.INTER_LINEAR) for plane in planes)
    return cv2.cvtColor(cv2.merge([grey, cr, cb]), cv2.COLOR_YCrCb2BGR)
