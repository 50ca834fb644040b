"""What people draw on a box: crosses, ticks, fills, small marks, cancellations and strays.

Each function returns strokes in millimetres around (0, 0), the middle of a box
whose side is `side`.
"""

import math
from collections.abc import Callable

import numpy as np

from .pens import Hand, Points, Random, curve, line

Strokes = list[Points]

# What a person means by a mark, by its kind. A filled box means an answer to the one who
# fills it and a cancellation to the rule that is printed on the form.
MARKED = ("cross", "tick", "filled", "light", "overflow", "small")
CANCELLED = ("blacked out", "scribbled over", "struck out")
STRAY = ("dot", "flick", "tail", "smudge")
# How often people draw which, from the trials this bench continues.
SHARES = (0.46, 0.26, 0.08, 0.08, 0.08, 0.04)
CANCEL_SHARES = (0.6, 0.25, 0.15)


def cross(side: float, hand: Hand, rng: Random) -> Strokes:
    """Return two strokes, each with its own length and direction."""
    return _cross(side * hand.size * rng.uniform(0.72, 1.08), hand, rng)


def overflow(side: float, hand: Hand, rng: Random) -> Strokes:
    """Return a cross or a tick far larger than its box."""
    if rng.random() < 0.7:
        return _cross(side * rng.uniform(1.35, 2.0), hand, rng)
    return _tick(side * rng.uniform(1.4, 2.0), rng)


def small(side: float, hand: Hand, rng: Random) -> Strokes:
    """Return a cross or a tick that keeps to the middle of its box."""
    size = side * rng.uniform(0.34, 0.5)
    return _cross(size, hand, rng) if rng.random() < 0.6 else _tick(size, rng)


def tick(side: float, hand: Hand, rng: Random) -> Strokes:
    """Return a short stroke down and a long one up, in one go."""
    return _tick(side * hand.size * rng.uniform(0.8, 1.2), rng)


def light(side: float, hand: Hand, rng: Random) -> Strokes:
    """Return a cross or a tick; that it is light is the pencil's doing."""
    return cross(side, hand, rng) if rng.random() < 0.65 else tick(side, hand, rng)


def filled(side: float, hand: Hand, rng: Random) -> Strokes:
    """Return a box filled as an answer: most of it, not all, and seldom beyond its line."""
    return _hatching(side * rng.uniform(0.78, 1.02), hand, rng, gap=rng.uniform(0.55, 1.0))


def blacked_out(side: float, hand: Hand, rng: Random) -> Strokes:
    """Return a box blacked out as the form asks: to and fro until nothing is white."""
    strokes = _hatching(side * rng.uniform(1.0, 1.2), hand, rng, gap=rng.uniform(0.45, 0.8))
    if rng.random() < 0.6:  # a second time, across
        again = _hatching(side * rng.uniform(0.95, 1.15), hand, rng, gap=rng.uniform(0.6, 0.9))
        strokes += [_turned(stroke, math.pi / 2) for stroke in again]
    return strokes


def scribbled_over(side: float, hand: Hand, rng: Random) -> Strokes:
    """Return a scribble that goes round and to and fro over a box and beyond it."""
    turns = int(rng.integers(7, 14))
    reach = side * rng.uniform(0.55, 0.85)
    angles = np.cumsum(rng.uniform(1.9, 3.4, turns * 2))
    radii = reach * rng.uniform(0.45, 1.0, turns * 2)
    points = np.stack([np.cos(angles) * radii * 1.15, np.sin(angles) * radii * 0.85], axis=1)
    return [curve(points)]


def struck_out(side: float, hand: Hand, rng: Random) -> Strokes:
    """Return two to four lines drawn through a box and what is in it."""
    lines = []
    for _ in range(int(rng.integers(2, 5))):
        y, half = rng.uniform(-0.32, 0.32) * side, side * rng.uniform(0.75, 1.3)
        tilt = rng.normal(0, 0.1) * half
        lines.append(line((-half, y - tilt), (half, y + tilt), rng.normal(0, 0.02)))
    return lines


def stray(kind: str, side: float, hand: Hand, rng: Random) -> Strokes:
    """Return what lands on a box that nobody means: `kind` is one of `STRAY`."""
    x, y = rng.uniform(-0.42, 0.42, 2) * side
    if kind == "dot":  # where the pen rests
        return [line((x, y), (x + rng.normal(0, 0.12), y + rng.normal(0, 0.12)))]
    if kind == "flick":
        length, angle = rng.uniform(0.5, 1.3), rng.uniform(0, math.pi)
        return [line((x, y), (x + length * math.cos(angle), y + length * math.sin(angle)))]
    if kind == "smudge":  # a finger over wet ink, or a rubber over pencil
        return [
            line((x - 1.2, y + shift), (x + 1.2, y + shift + 0.2)) for shift in (-0.4, 0.0, 0.4)
        ]
    # The end of a word or of a line that was drawn beside the box reaches over its edge.
    start = side * rng.uniform(0.9, 1.6)
    end = side * rng.uniform(0.28, 0.46)
    angle = rng.uniform(-0.6, 0.6) + rng.choice([0, math.pi])
    return [_turned(line((start, 0), (end, rng.normal(0, 0.4)), rng.normal(0, 0.05)), float(angle))]


DRAWN: dict[str, Callable[[float, Hand, Random], Strokes]] = {
    "cross": cross,
    "tick": tick,
    "filled": filled,
    "light": light,
    "overflow": overflow,
    "small": small,
    "blacked out": blacked_out,
    "scribbled over": scribbled_over,
    "struck out": struck_out,
}


def handwriting(
    width: float, height: float, hand: Hand, rng: Random, share: float = 1.0
) -> Strokes:
    """Return lines of something like words in a rectangle from (0, 0); `share` of it is used."""
    letter = float(np.clip(height / 3, 2.0, 3.6))
    gap = letter * rng.uniform(2.0, 2.5)
    strokes: Strokes = []
    y = gap * 0.75
    while y < max(height * share, gap * 0.8) and y < height - 0.5:
        x, slope = rng.uniform(1.0, 4.0), rng.normal(0, 0.008)
        while x < width - 6:
            length = min(letter * rng.uniform(1.2, 5.0), width - 2 - x)
            strokes.append(_word((x, y + slope * x), length, letter, hand, rng))
            x += length + letter * rng.uniform(0.6, 1.1)
            if rng.random() < 0.04:
                break
        y += gap * rng.uniform(0.92, 1.08)
    return strokes


def _word(
    start: tuple[float, float], length: float, letter: float, hand: Hand, rng: Random
) -> Points:
    """Return loops that run to the right, some of them tall, some below the line."""
    x, y = start
    loops = max(2, int(length / (letter * 0.42)))
    points = []
    for at in range(loops * 2):
        up = at % 2
        tall = rng.choice([0.5, 1.1, -0.5], p=[0.72, 0.2, 0.08]) if up else 0.0
        rise = letter * float(tall) + rng.normal(0, letter * 0.07)
        along = x + length * at / (loops * 2) + rng.normal(0, letter * 0.07)
        points.append((along + rise * (hand.slant + 0.25), y - rise))
    return curve(points)


def _cross(size: float, hand: Hand, rng: Random) -> Strokes:
    strokes = []
    for way in (1, -1):
        half = size / 2 * rng.uniform(0.88, 1.14)
        angle = math.pi / 4 + rng.normal(0, 0.13) + hand.slant * way
        x, y = half * math.cos(angle) * 1.41, half * math.sin(angle) * 1.41
        shift = rng.normal(0, 0.05 * size, 2)
        reach = np.array([x * way, y])
        strokes.append(line(shift - reach, shift + reach, rng.normal(0, 0.035)))
    return strokes


def _tick(size: float, rng: Random) -> Strokes:
    low = (rng.uniform(-0.22, 0.08) * size, rng.uniform(0.18, 0.42) * size)
    start = (low[0] - size * rng.uniform(0.2, 0.42), low[1] - size * rng.uniform(0.22, 0.5))
    end = (low[0] + size * rng.uniform(0.5, 1.0), low[1] - size * rng.uniform(0.75, 1.3))
    down, up = line(start, low, rng.normal(0, 0.05)), line(low, end, rng.normal(0, 0.06))
    return [np.concatenate([down, up[1:]])]


def _hatching(size: float, hand: Hand, rng: Random, gap: float) -> Strokes:
    """Return one stroke to and fro over a square; `gap` between lines, in widths of the pen."""
    lines = int(np.clip(size / (hand.pen.width_mm * gap), 4, 26))
    half = size / 2
    points = []
    for at in range(lines + 1):
        across = -half + size * at / lines
        end = half * rng.uniform(0.9, 1.08) * (1 if at % 2 else -1)
        points.append((end, across + rng.normal(0, 0.06)))
    corners = np.array(points)
    along = [line(corners[at], corners[at + 1]) for at in range(len(corners) - 1)]
    return [
        _turned(np.concatenate(along)[::2], rng.choice([0.0, math.pi / 2]) + rng.normal(0, 0.12))
    ]


def _turned(points: Points, angle: float) -> Points:
    cos, sin = math.cos(angle), math.sin(angle)
    return points @ np.array([[cos, sin], [-sin, cos]])
