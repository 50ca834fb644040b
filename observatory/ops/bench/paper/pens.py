"""What a pen leaves on paper, and the hand that holds it.

Strokes are lists of points in millimetres of the page, N x 2. Sizes and darkness
follow what was seen on scanned forms: a ballpoint draws 0.35 to 0.55 mm wide and
takes 60 to 90 % of the light away, a felt pen is wider and darker, a pencil
lighter and broken by the paper's grain.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np

from .pages import PX, Grey

Random = np.random.Generator
Points = np.ndarray

# Marks are drawn this much larger than the page and made smaller: edges as fine as ink's.
_FINE = 2
# Between two points of a stroke, in millimetres.
_STEP_MM = 0.22
# Positions are told to cv2 in sixteenths of a pixel.
_SHIFT = 4


@dataclass(frozen=True)
class Pen:
    """`dark`: share of the light that one pass takes away. `skips`: share of a stroke without ink.

    `grain`: how much of the paper's grain shows through, 0 to 1.
    """

    name: str
    width_mm: float
    dark: float
    skips: float = 0.0
    grain: float = 0.0
    is_blue: bool = False


@dataclass(frozen=True)
class Hand:
    """How someone writes: `tremor` in millimetres, `slant` in radians, `drift` (x, y) in millimetres.

    `drift` is where the marks of this person lie from the middle of the boxes,
    `spread` how much that differs from mark to mark, `size` how large they are.
    """

    pen: Pen
    pressure: float
    tremor: float
    slant: float
    drift: tuple[float, float]
    spread: float
    size: float


def pick_pen(rng: Random, kind: str | None = None) -> Pen:
    """Return a pen: eight in ten are ballpoints, one a pencil, one a felt pen.

    `kind` asks for one: "ballpoint", "felt", "pencil" or "light pencil".
    """
    kind = kind or str(rng.choice(["ballpoint", "pencil", "felt"], p=[0.8, 0.1, 0.1]))
    if kind == "felt":
        return Pen(
            "felt", rng.uniform(0.8, 1.3), rng.uniform(0.86, 0.95), is_blue=rng.random() < 0.3
        )
    if kind == "pencil":
        return Pen("pencil", rng.uniform(0.4, 0.75), rng.uniform(0.42, 0.65), 0.0, 0.55)
    if kind == "light pencil":
        return Pen("light pencil", rng.uniform(0.4, 0.7), rng.uniform(0.2, 0.38), 0.0, 0.6)
    blue = rng.random() < 0.6
    dark = rng.uniform(0.6, 0.78) if blue else rng.uniform(0.74, 0.9)
    skips = rng.choice([0.0, 0.03, 0.12], p=[0.6, 0.3, 0.1])
    return Pen("ballpoint", rng.uniform(0.36, 0.56), dark, float(skips), 0.12, blue)


def pick_hand(rng: Random, pen: Pen) -> Hand:
    """Return someone's hand: most are steady, one in eight trembles."""
    tremor = rng.uniform(0.14, 0.34) if rng.random() < 0.125 else rng.uniform(0.0, 0.07)
    return Hand(
        pen=pen,
        pressure=rng.uniform(0.82, 1.08),
        tremor=tremor,
        slant=rng.normal(0, 0.13),
        drift=(rng.normal(0, 0.3), rng.normal(0, 0.3)),
        spread=rng.uniform(0.15, 0.45),
        size=rng.uniform(0.82, 1.15),
    )


def line(start: Sequence[float], end: Sequence[float], bend: float = 0.0) -> Points:
    """Return a stroke between two points, bent sideways by a share of its length."""
    first, last = np.asarray(start, float), np.asarray(end, float)
    along = np.linspace(0, 1, max(3, int(np.hypot(*(last - first)) / _STEP_MM)))[:, None]
    side = np.array([first[1] - last[1], last[0] - first[0]])
    return first + (last - first) * along + side * bend * 4 * along * (1 - along)


def curve(points: Sequence[Sequence[float]] | Points) -> Points:
    """Return a smooth stroke through points (Catmull-Rom)."""
    given = np.asarray(points, float)
    padded = np.concatenate([given[:1], given, given[-1:]])
    pieces = []
    for at in range(len(given) - 1):
        a, b, c, d = padded[at : at + 4]
        steps = max(2, int(np.hypot(*(c - b)) / _STEP_MM))
        t = np.linspace(0, 1, steps, endpoint=False)[:, None]
        pieces.append(
            0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2)
            + 0.5 * (3 * b - a - 3 * c + d) * t**3
        )
    return np.concatenate([*pieces, given[-1:]])


def shaken(points: Points, hand: Hand, rng: Random) -> Points:
    """Return the stroke as this hand draws it: trembling eight to twelve times a second."""
    if len(points) < 4:
        return points
    # A hand draws about 40 mm a second: a tremble every 3 to 5 mm, and slow drift.
    knots = max(3, int(len(points) * _STEP_MM / 2.0) + 2)
    rough = rng.normal(0, hand.tremor + 0.03, (knots, 2))
    places = np.linspace(0, knots - 1, len(points))
    moved = np.stack(
        [np.interp(places, np.arange(knots), rough[:, axis]) for axis in (0, 1)], axis=1
    )
    return points + moved


def draw(page: Grey, strokes: Sequence[Points], hand: Hand, rng: Random) -> None:
    """Draw strokes on the page in place; where they cross the ink is darker.

    What lies outside the page is lost, as ink on the table is.
    """
    if not strokes:
        return
    every = np.concatenate(strokes)
    reach = hand.pen.width_mm + 0.6
    left, top = (np.floor((every.min(axis=0) - reach) * PX)).astype(int)
    right, bottom = (np.ceil((every.max(axis=0) + reach) * PX)).astype(int)
    left, top = max(0, left), max(0, top)
    right, bottom = min(page.shape[1], right), min(page.shape[0], bottom)
    if right - left < 2 or bottom - top < 2:
        return
    patch = page[top:bottom, left:right]
    for stroke in strokes:
        layer = _layer(stroke, hand, rng, (left, top), patch.shape)
        cv2.multiply(patch, 255 - layer, dst=patch, scale=1 / 255)


def _layer(
    stroke: Points, hand: Hand, rng: Random, origin: tuple[int, int], shape: tuple[int, ...]
) -> Grey:
    """Return how much light one stroke takes away in a patch, 0 to 255."""
    pen, count = hand.pen, len(stroke)
    layer: Grey = np.zeros((shape[0] * _FINE, shape[1] * _FINE), np.uint8)
    places = ((stroke * PX - origin) * _FINE * (1 << _SHIFT)).round().astype(int).tolist()
    force = _pressure(count, hand, rng)
    darkness = np.clip(pen.dark * force, 0.05, 0.97)
    darkness[_skipped(count, pen, rng)] *= rng.uniform(0.05, 0.4)
    widths = np.maximum(1, (pen.width_mm * PX * _FINE * (0.75 + 0.25 * force)).round().astype(int))
    tones = (darkness * 255).astype(int)
    for at in range(count - 1):
        cv2.line(
            layer, places[at], places[at + 1], int(tones[at]), int(widths[at]), cv2.LINE_AA, _SHIFT
        )
    layer = cv2.resize(layer, (shape[1], shape[0]), interpolation=cv2.INTER_AREA)
    return _grained(layer, pen, rng) if pen.grain else layer


def _pressure(count: int, hand: Hand, rng: Random) -> np.ndarray:
    """Return the pressure along a stroke, about 1, lighter where the pen lands and lifts."""
    knots = max(3, count // 10)
    wave = np.interp(np.linspace(0, knots - 1, count), np.arange(knots), rng.normal(1, 0.09, knots))
    ends = np.minimum(np.arange(count), np.arange(count)[::-1])
    landing = np.clip(0.72 + 0.28 * ends / max(1, min(5, count // 3)), 0, 1)
    return hand.pressure * wave * landing


def _skipped(count: int, pen: Pen, rng: Random) -> np.ndarray:
    """Return where the ball turns without giving ink."""
    skipped = np.zeros(count, bool)
    if pen.skips:
        for _ in range(rng.poisson(pen.skips * count / 3)):
            start = int(rng.integers(0, count))
            skipped[start : start + int(rng.integers(1, 6))] = True
    return skipped


def _grained(layer: Grey, pen: Pen, rng: Random) -> Grey:
    """Return the layer with the paper's grain in it: the hollows take no lead."""
    grain = _grain()
    height, width = layer.shape
    top = int(rng.integers(0, max(1, grain.shape[0] - height)))
    left = int(rng.integers(0, max(1, grain.shape[1] - width)))
    piece = grain[top : top + height, left : left + width]
    if piece.shape != layer.shape:
        piece = cv2.resize(grain, (width, height))
    bare = cv2.addWeighted(piece, pen.grain, piece, 0.0, 255 * (1 - pen.grain))
    return cv2.multiply(layer, bare, scale=1 / 255)


@cache
def _grain() -> Grey:
    """Return a sheet of paper's grain, 0 to 255, made once."""
    noise = np.random.default_rng(7).normal(0, 1, (900, 2200)).astype(np.float32)
    fine, coarse = cv2.GaussianBlur(noise, (0, 0), 0.6), cv2.GaussianBlur(noise, (0, 0), 1.5)
    mixed = fine / fine.std() + 0.5 * coarse / coarse.std()
    return np.clip(185 + 75 * mixed, 0, 255).astype(np.uint8)
