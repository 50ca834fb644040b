"""What every scanner and camera does to a picture: blur, tone, light and noise.

Everything stays in eight bits, where OpenCV is fast; noise comes from sheets
that are drawn once and laid over each picture at another place.
"""

from functools import cache

import cv2
import numpy as np

from .pages import Grey
from .pens import Random

# Standard deviation of the sheets of noise, around 128.
_SHEET_SIGMA = 30.0


def blur(grey: Grey, sigma: float) -> Grey:
    """Return the picture out of focus by `sigma` pixels; under 0.3 it is as sharp as pixels are."""
    return cv2.GaussianBlur(grey, (0, 0), sigma) if sigma > 0.3 else grey


def tone(grey: Grey, black: float, white: float, gamma: float = 1.0) -> Grey:
    """Return the picture with ink-black at `black` and bare paper at `white`."""
    steps = np.linspace(0, 1, 256) ** gamma
    return cv2.LUT(grey, np.clip(black + (white - black) * steps, 0, 255).astype(np.uint8))


def lit(grey: Grey, light: np.ndarray) -> Grey:
    """Return the picture under a light: a small field of factors from 0 to 1, made as large."""
    field = np.clip(light * 255, 0, 255).astype(np.uint8)
    size = (grey.shape[1], grey.shape[0])
    return cv2.multiply(
        grey, cv2.resize(field, size, interpolation=cv2.INTER_LINEAR), scale=1 / 255
    )


def noisy(grey: Grey, sigma: float, rng: Random, *, grain: float = 0.0) -> Grey:
    """Return the picture with noise of `sigma` grey levels; `grain`: pixels over which it spreads."""
    height, width = grey.shape
    sheet = _noise(round(grain, 1), 4200, 4200)
    if height > sheet.shape[0] or width > sheet.shape[1]:
        sheet = np.tile(sheet, (height // sheet.shape[0] + 1, width // sheet.shape[1] + 1))
    top = int(rng.integers(0, sheet.shape[0] - height + 1))
    left = int(rng.integers(0, sheet.shape[1] - width + 1))
    share = sigma / _SHEET_SIGMA
    piece = sheet[top : top + height, left : left + width]
    return cv2.addWeighted(grey, 1.0, piece, share, -128 * share)


def smooth_field(rng: Random, rows: int, columns: int, roughness: float) -> np.ndarray:
    """Return a field of about -1 to 1 that changes slowly; `roughness`: bumps along its side."""
    knots = max(2, round(roughness))
    coarse = rng.normal(0, 0.5, (knots + 1, knots + 1)).astype(np.float32)
    return cv2.resize(coarse, (columns, rows), interpolation=cv2.INTER_CUBIC)


@cache
def _noise(grain: float, height: int, width: int) -> Grey:
    noise: np.ndarray = np.random.default_rng(11).standard_normal((height, width), dtype=np.float32)
    if grain:
        noise = cv2.GaussianBlur(noise, (0, 0), grain)
        noise = noise / noise.std()
    return np.clip(128 + _SHEET_SIGMA * noise, 0, 255).astype(np.uint8)
