"""What happens to paper between a pocket and a scanner, and pages nobody should be sent.

Functions take a page (300 dots per inch, never changed) and return another;
`strength` 1 is what the sets of the measure use.
"""

import math
from collections.abc import Callable

import cv2
import numpy as np

from observatory.kit.omr.layout import PageLayout, Zone

from .cameras import Crease
from .optics import blur, lit, noisy, smooth_field
from .pages import PX, Grey
from .pens import Random
from .photos import folds, with_creases

# Fields that change slowly are worked out at an eighth of the size.
_COARSE = 8


def show_through(page: Grey, back: Grey, rng: Random, strength: float = 1.0) -> Grey:
    """Return the page with what is printed on its back shining through thin paper."""
    height, width = page.shape
    seen = cv2.resize(cv2.flip(back, 1), (width // 2, height // 2), interpolation=cv2.INTER_AREA)
    seen = blur(seen, rng.uniform(0.8, 2.2))
    share = rng.uniform(0.05, 0.17) * strength
    thin = cv2.addWeighted(seen, share, seen, 0, 255 * (1 - share))
    shift = np.array([[2, 0, rng.uniform(-20, 20)], [0, 2, rng.uniform(-20, 20)]])
    full = cv2.warpAffine(thin, shift, (width, height), borderValue=255)
    return cv2.multiply(page, full, scale=1 / 255)


def crumpled(page: Grey, rng: Random, strength: float = 1.0) -> Grey:
    """Return the page as it is after it was crushed and flattened: shaded facets, thin lines."""
    height, width = page.shape
    rows, columns = height // _COARSE, width // _COARSE
    y, x = np.mgrid[0:rows, 0:columns].astype(np.float32)
    light = np.ones((rows, columns), np.float32)
    lines = np.zeros_like(page)
    for _ in range(int(rng.integers(6, 15))):
        angle, length = rng.uniform(0, math.pi), rng.uniform(25, 150) * PX
        middle = rng.uniform(0, 1, 2) * [width, height]
        along = np.array([math.cos(angle), math.sin(angle)])
        away = (x * _COARSE - middle[0]) * -along[1] + (y * _COARSE - middle[1]) * along[0]
        far = np.abs((x * _COARSE - middle[0]) * along[0] + (y * _COARSE - middle[1]) * along[1])
        fade = np.exp(-np.abs(away) / (rng.uniform(4, 18) * PX)) * (far < length / 2)
        light += np.sign(away) * fade * rng.uniform(0.015, 0.06) * strength
        bends = rng.normal(0, 1.2 * PX, 7)
        points = [
            middle + along * share * length + np.array([-along[1], along[0]]) * bend
            for share, bend in zip(np.linspace(-0.5, 0.5, 7), bends, strict=True)
        ]
        tone = int(rng.uniform(15, 70) * min(1.5, strength))
        cv2.polylines(
            lines, [np.array(points, np.int32)], False, tone, int(rng.integers(2, 5)), cv2.LINE_AA
        )
    lit_page = lit(page, cv2.GaussianBlur(light, (0, 0), 1.2) * 0.94)
    return cv2.subtract(lit_page, lines) if rng.random() < 0.75 else cv2.add(lit_page, lines)


def stained(page: Grey, rng: Random, strength: float = 1.0) -> Grey:
    """Return the page with one to three stains: the ring of a cup, a splash, grease."""
    height, width = page.shape
    light = np.ones((height // _COARSE, width // _COARSE), np.float32)
    for _ in range(int(rng.integers(1, 4))):
        middle = rng.uniform(0.05, 0.95, 2) * [light.shape[1], light.shape[0]]
        kind = rng.choice(["ring", "splash", "grease"])
        radius = (rng.uniform(32, 46) if kind == "ring" else rng.uniform(6, 30)) * PX / _COARSE
        depth = rng.uniform(0.08, 0.34) * strength
        light *= 1 - _blot(light.shape, middle, radius, str(kind), rng) * depth
    return lit(page, light)


def _blot(
    shape: tuple[int, ...], middle: np.ndarray, radius: float, kind: str, rng: Random
) -> np.ndarray:
    """Return how strong a stain is at each place: most at its rim, where it dries last."""
    y, x = np.mgrid[0 : shape[0], 0 : shape[1]].astype(np.float32)
    away = np.hypot(x - middle[0], y - middle[1])
    angle = np.arctan2(y - middle[1], x - middle[0])
    waves = sum(
        rng.normal(0, 0.06 / k) * np.cos(k * angle + rng.uniform(0, 2 * math.pi))
        for k in (1, 2, 3, 5)
    )
    share = away / (radius * (1 + waves))
    rim = np.exp(-(((share - 0.97) / 0.03) ** 2))
    if kind == "ring":
        return rim * (0.6 + 0.4 * np.cos(angle + rng.uniform(0, 6))) + 0.12 * (share < 0.97)
    inside = np.clip((1 - share) / 0.06, 0, 1)
    return inside * (0.9 if kind == "grease" else 0.55) + (0.45 * rim if kind == "splash" else 0)


def folded(page: Grey, rng: Random, strength: float = 1.0) -> Grey:
    """Return the page with the creases of an envelope."""
    paper = (page.shape[1] / PX, page.shape[0] / PX)
    creases: list[Crease] = []
    while not creases and strength:
        creases = folds(rng, paper, 3)
    return with_creases(page, creases, rng)


def punched(page: Grey, rng: Random, strength: float = 1.0) -> Grey:
    """Return the page with the holes of a binder (ISO 838), black as what lies behind."""
    page = page.copy()
    x, middle = (12 + rng.normal(0, 1)) * PX, page.shape[0] / 2 + rng.normal(0, 2) * PX
    tone = int(rng.choice([30, 90, 235]))
    for side in (-40, 40):
        at = (round(x), round(middle + side * PX))
        cv2.circle(page, at, round(3 * PX), tone, -1, cv2.LINE_AA)
    return page


def yellowed(page: Grey, rng: Random, strength: float = 1.0) -> Grey:
    """Return the page on cheap recycled paper: greyish, with fibres and specks."""
    field = 0.88 + 0.05 * smooth_field(rng, 60, 42, 8) * strength
    page = noisy(lit(page, field), 5 * strength, rng, grain=1.5)
    for _ in range(int(rng.integers(20, 120) * strength)):
        x, y = int(rng.integers(0, page.shape[1])), int(rng.integers(0, page.shape[0]))
        angle, length = rng.uniform(0, math.pi), rng.uniform(2, 14)
        end = (round(x + length * math.cos(angle)), round(y + length * math.sin(angle)))
        cv2.line(page, (x, y), end, int(rng.uniform(110, 190)), 1, cv2.LINE_AA)
    return page


HOSTILE: dict[str, Callable[[Grey, Random, float], Grey]] = {
    "crumples": crumpled,
    "stains": stained,
    "folds": folded,
    "holes": punched,
    "grey paper": yellowed,
}


# ---- What hides a mark or a code.


def covered(page: Grey, place: Zone, rng: Random, how: str, share: float = 0.62) -> Grey:
    """Return the page with a place hidden by "coffee" (dark, round) or a "label" (white, square).

    `share`: how far it reaches from the middle, in sides of the place. A code stands
    near a corner mark, which is left free at 0.62.
    """
    page = page.copy()
    x, y = (place.x_mm + place.w_mm / 2) * PX, (place.y_mm + place.h_mm / 2) * PX
    reach = max(place.w_mm, place.h_mm) * PX * share
    if how == "label":
        page[max(0, int(y - reach)) : int(y + reach), max(0, int(x - reach)) : int(x + reach)] = 252
        return page
    points = []
    for angle in np.linspace(0, 2 * math.pi, 40, endpoint=False):
        far = reach * rng.uniform(0.92, 1.12)
        points.append((x + far * math.cos(angle), y + far * math.sin(angle)))
    cv2.fillPoly(page, [np.array(points, np.int32)], int(rng.uniform(35, 70)), cv2.LINE_AA)
    return page


def without_code(page: Grey, layout: PageLayout, rng: Random, count: int, how: str) -> Grey:
    """Return the page with that many of its codes hidden."""
    for at in rng.permutation(len(layout.codes))[:count]:
        page = covered(page, layout.codes[at], rng, how)
    return page


def without_marks(page: Grey, layout: PageLayout, rng: Random, count: int, how: str) -> Grey:
    """Return the page with that many corner marks hidden."""
    for at in rng.permutation(len(layout.marks))[:count]:
        mark = layout.marks[at]
        zone = Zone("", mark.x_mm, mark.y_mm, mark.size_mm, mark.size_mm)
        page = covered(page, zone, rng, how, 0.8)
    return page


def thumb(picture: Grey, corner: np.ndarray, inward: np.ndarray, reach: float) -> Grey:
    """Return a photo with a thumb on a corner of the page.

    `corner`: where it is in the photo, `inward` (unit) towards the page's middle,
    `reach` in pixels: how far in the tip comes.
    """
    hidden = np.zeros(picture.shape[:2], np.uint8)
    middle = corner + inward * (reach - reach * 1.6)
    axes = (round(reach * 1.6), round(reach * 0.62))
    angle = math.degrees(math.atan2(inward[1], inward[0]))
    at = (round(float(middle[0])), round(float(middle[1])))
    cv2.ellipse(hidden, at, axes, angle, 0, 360, 255, -1, cv2.LINE_AA)
    soft = cv2.GaussianBlur(hidden, (0, 0), max(1.0, reach / 60))
    shade = cv2.GaussianBlur(hidden, (0, 0), reach / 5).astype(np.float32) / 255
    skin = np.array([120, 145, 200] if picture.ndim == 3 else [150], np.float32)
    skinny = (0.45 + 0.6 * shade)[..., None] * skin
    share = (soft.astype(np.float32) / 255)[..., None]
    given = picture.reshape(*picture.shape[:2], -1).astype(np.float32)
    mixed = given * (1 - share) + skinny * share
    return np.clip(mixed, 0, 255).astype(np.uint8).reshape(picture.shape)
