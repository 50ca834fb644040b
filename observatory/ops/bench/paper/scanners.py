"""Office scanners, fax machines and photocopiers.

Each scanner takes a page (300 dots per inch) and returns a `Scan`. `strength` 1
is the scanner of the measure; 0 leaves the page straight and clean, 2 doubles
what goes wrong. The names are those of the published table.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from .optics import blur, lit, noisy, smooth_field, tone
from .pages import DPI, Grey
from .pens import Random


@dataclass(frozen=True)
class Scan:
    """A picture as the scanner sends it. `quality`: of its JPEG; bilevel pictures have none."""

    grey: Grey
    dpi: int
    quality: int = 80
    is_bilevel: bool = False


@dataclass(frozen=True)
class Placing:
    """How a page lies on the glass: `turn` in degrees, `shift` in millimetres, `scale` of its size."""

    turn: float = 0.0
    shift: tuple[float, float] = (0.0, 0.0)
    scale: float = 1.0
    lid: int = 250


def on_glass(page: Grey, dpi: int, placing: Placing, sharpness: float = 0.5) -> Grey:
    """Return the page as the line of sensors sees it, the glass as large as the page.

    `sharpness`: blur in pixels of the result. What the skew pushes over the edge is cut.
    """
    ratio = dpi / DPI
    # A pixel of the result gathers the light of what it covers.
    page = blur(page, math.hypot(0.5 * max(0.0, 1 / ratio - 1), sharpness / ratio))
    height, width = page.shape
    size = (round(width * ratio), round(height * ratio))
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), placing.turn, ratio * placing.scale)
    moved = np.array(size) / 2 - np.array([width, height]) / 2
    matrix[:, 2] = matrix[:, 2] + moved + np.array(placing.shift) * dpi / 25.4
    return cv2.warpAffine(page, matrix, size, flags=cv2.INTER_LINEAR, borderValue=placing.lid)


def place(rng: Random, skew: float, strength: float = 1.0) -> Placing:
    """Return how a feeder lays a page: skewed by up to `skew` degrees, within 2 mm of its place."""
    turn = np.clip(rng.normal(0, skew / 2), -skew, skew) * strength
    shift = np.clip(rng.normal(0, 0.8, 2), -2, 2) * strength
    # Rollers slip: paper is fed a little long or short.
    scale = 1 + float(np.clip(rng.normal(0, 0.002), -0.006, 0.006)) * strength
    lid = int(rng.choice([252, 240, 60], p=[0.6, 0.25, 0.15]))
    return Placing(float(turn), (float(shift[0]), float(shift[1])), scale, lid)


def s1(page: Grey, rng: Random, strength: float = 1.0) -> Scan:
    """Scan in grey at 300 dots per inch: a good office scanner."""
    grey = on_glass(page, 300, place(rng, 1.5, strength))
    grey = tone(grey, rng.uniform(18, 45), rng.uniform(238, 252), rng.uniform(0.9, 1.1))
    return Scan(noisy(grey, 2.2 * strength, rng), 300, int(rng.integers(75, 90)))


def s2(page: Grey, rng: Random, strength: float = 1.0) -> Scan:
    """Scan in grey at 200 dots per inch, greyish and skewed by up to 5 degrees, JPEG at 60."""
    grey = on_glass(page, 200, place(rng, 5.0, strength), rng.uniform(0.5, 0.75))
    grey = tone(grey, rng.uniform(30, 65), rng.uniform(205, 238), rng.uniform(0.85, 1.15))
    grey = lit(grey, 0.97 + 0.03 * smooth_field(rng, 44, 31, 3) * strength)
    return Scan(noisy(grey, 3.5 * strength, rng), 200, 60)


def s3(page: Grey, rng: Random, strength: float = 1.0) -> Scan:
    """Scan in black and white at 300 dots per inch: pencil is gone."""
    grey = on_glass(page, 300, place(rng, 1.5, strength))
    grey = noisy(tone(grey, 25, 248), 4 * strength, rng)
    return Scan(_cut(grey, rng.uniform(110, 165)), 300, is_bilevel=True)


def s4(page: Grey, rng: Random, strength: float = 1.0) -> Scan:
    """Fax in black and white at 200 dots per inch, with specks and lines that got lost."""
    grey = on_glass(page, 200, place(rng, 2.0, strength), 0.7)
    grey = noisy(tone(grey, 30, 235), 14 * strength, rng)
    cut = _cut(grey, rng.uniform(105, 160))
    cut = specked(cut, rng, rng.uniform(20, 260) * strength, 2)
    for _ in range(rng.poisson(0.6 * strength)):  # a line that was not received is the one before
        row = int(rng.integers(10, cut.shape[0] - 10))
        cut[row : row + int(rng.integers(1, 3))] = cut[row - 1]
    return Scan(cut, 200, is_bilevel=True)


def s5(page: Grey, rng: Random, strength: float = 1.0) -> Scan:
    """Scan a photocopy that was set too light: faint ink and pencil fade or are gone."""
    return s1(photocopy(page, rng, strength), rng, strength)


def photocopy(page: Grey, rng: Random, strength: float = 1.0) -> Grey:
    """Return a photocopy: harder, a little out of place and of size, with specks of toner."""
    turn, grow = rng.normal(0, 0.4) * strength, 1 + rng.normal(0, 0.008) * strength
    grey = on_glass(page, 300, Placing(float(turn), (0.0, 0.0), grow, 255), 0.9)
    # From which lightness on nothing is printed, and how hard the edge is.
    middle, soft = rng.uniform(105, 150), rng.uniform(16, 34)
    levels = np.arange(256)
    curve = 255 / (1 + np.exp(-(levels - middle) / soft))
    curve = 255 * (curve - curve[0]) / (curve[-1] - curve[0])
    mixed = levels * max(0.0, 1 - strength) + curve * min(1.0, strength)
    grey = noisy(grey, 5 * strength, rng, grain=0.8)
    grey = cv2.LUT(grey, np.clip(mixed, 0, 255).astype(np.uint8))
    grey = tone(grey, rng.uniform(25, 60), 255)
    return specked(grey, rng, rng.uniform(10, 120) * strength, 3, 40)


def specked(grey: Grey, rng: Random, count: float, largest: int, ink: int = 0) -> Grey:
    """Return the picture with specks of up to `largest` pixels: dust, toner, bad reception."""
    height, width = grey.shape
    for _ in range(rng.poisson(count)):
        x, y = int(rng.integers(0, width - 5)), int(rng.integers(0, height - 5))
        across, down = rng.integers(1, largest + 1, 2)
        grey[y : y + int(down), x : x + int(across)] = ink if rng.random() < 0.85 else 255
    return grey


def streaked(scan: Scan, rng: Random, strength: float = 1.0) -> Scan:
    """Return the scan with streaks along the feed: dirt on the glass, or a dead sensor."""
    grey = scan.grey.copy()
    for _ in range(1 + rng.poisson(1.2 * strength)):
        x, wide = int(rng.integers(20, grey.shape[1] - 20)), int(rng.integers(1, 4))
        dark = rng.random() < 0.75
        share = rng.uniform(0.25, 0.85) * min(1.0, strength)
        start = int(rng.integers(0, grey.shape[0] // 3)) if rng.random() < 0.3 else 0
        strip = grey[start:, x : x + wide].astype(np.float32)
        target = rng.uniform(20, 120) if dark else 255
        grey[start:, x : x + wide] = (strip * (1 - share) + target * share).astype(np.uint8)
    if scan.is_bilevel:
        grey = _cut(grey, 128)
    return Scan(grey, scan.dpi, scan.quality, scan.is_bilevel)


def in_resolution(page: Grey, rng: Random, dpi: int) -> Scan:
    """Scan in grey at any number of dots per inch."""
    grey = on_glass(page, dpi, place(rng, 1.5), 0.55)
    return Scan(noisy(tone(grey, 30, 240), 2.5, rng), dpi, 80)


def _cut(grey: Grey, level: float) -> Grey:
    """Return black and white: 0 under `level`, 255 above."""
    return cv2.threshold(grey, level, 255, cv2.THRESH_BINARY)[1]


SCANNERS: dict[str, Callable[[Grey, Random, float], Scan]] = {
    "S1": s1, "S2": s2, "S3": s3, "S4": s4, "S5": s5,
}  # fmt: skip
