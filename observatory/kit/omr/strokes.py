"""The shape of what is drawn in a box: strokes, their length and width, whither they lead.

Marks come as masks, N x side x side, `FINE` samples to a millimetre; measures are
in millimetres.
"""

import cv2
import numpy as np

FINE = 8
# The printed outline, and what blurs it: no mark is told from it there.
_LINE_MM = 0.4
# A stroke is followed so far outside: beyond, words are printed.
_WHOLE_MM = 1.6
# Where strokes are counted that leave the box, outside its outline.
_GATE_MM = 0.7
# A straight stroke through the box: how much it may slant, how far it may swerve, and which
# share of it must be there.
_SLANT, _SWERVE_MM, _THERE = 0.3, 0.3, 0.9
# So near to the outline a stroke cannot be told from it: the ends of a large cross lie there.
_ALONG_MM = 0.7
# What begins below this is pale: grain is smoothed before it is followed.
_PALE = 0.15
# As dark as this is what a hole shows.
_BLOT = 0.3
# Half the width of such a stroke, with what it swerves.
_STROKE_MM = 0.55


def geometry(
    marks: tuple[np.ndarray, np.ndarray],
    room: np.ndarray,
    soft: np.ndarray,
    far: np.ndarray,
    axis: np.ndarray,
) -> dict[str, np.ndarray]:
    """Return the measures of N marks by name.

    `marks`: what is mark inside (N x s x s), and the darkness where it begins (N);
    `room`: what is inside. `soft`: darkness of the whole patches (N x side x side),
    `far`: how far each place of a patch lies outside the box, `axis`: its places, mm.

    `cover`: share of the inside. `stroke`: diagonal of the largest piece; `total`: of
    all pieces together. `area` in mm². `width`: of a stroke, on average; `length`: of
    all strokes together. `runs`: strokes that a line across meets on average, in the
    direction where it meets most. `white`: diameter of the largest blank disc.
    `spread`: how far the mark lies from one straight line (root mean square).
    `whole`, `whole_spread`: diagonal and spread with what it goes on to outside.
    `exits`: how often it leaves the box. `strikes`: straight strokes that run through the box from side to side; `rest`: the
    spread of what else is there, in widths of a stroke (0.3 for one straight stroke).
    `blot`: diameter of the largest dark disc whose middle lies outside the box: a hole, no stroke.
    """
    mask, begins = marks
    area = count_in(mask)
    stroke, total = _pieces(mask)
    away = _distances(mask)
    # Twice the distance to the edge along the middles of strokes; where two meet it is more,
    # but they meet in few places.
    ridge = mask & (away >= _highest_near(away) - 0.1)
    width = 2 * (away * ridge).sum(axis=(1, 2)) / np.maximum(count_in(ridge), 1) - 0.7
    pale = begins < _PALE
    if pale.any():
        calm = cv2.blur(soft.reshape(-1, soft.shape[2]), (5, 5)).reshape(soft.shape)
        soft = np.where(pale[:, None, None], calm, soft)
    dark = soft >= 0.9 * begins[:, None, None]
    strikes, rest = _strikes(dark, mask, far, axis)
    reach = room.shape[1] // 2
    cut = slice(len(axis) // 2 - reach, len(axis) // 2 + reach)
    around = _whole(mask | (dark[:, cut, cut] & room), dark, far, cut)
    return {
        "cover": area / np.maximum(count_in(room), 1),
        "stroke": stroke,
        "total": total,
        "area": area / FINE**2,
        "width": width / FINE,
        "length": area / np.maximum(width, 1) / FINE,
        "runs": _runs(mask),
        "white": 2 * _distances(room & ~mask).max(axis=(1, 2)) / FINE,
        "spread": _spread(mask),
        "whole": _diagonal(around),
        "whole_spread": _spread(around),
        "exits": _exits(around, far),
        "strikes": strikes,
        "rest": rest / np.maximum(width / FINE, 0.3),
        "blot": _blot(soft, far),
    }


def count_in(mask: np.ndarray) -> np.ndarray:
    """Return how many places of each mask are set."""
    flat = np.ascontiguousarray(mask).reshape(len(mask), -1).view(np.uint8)
    return cv2.reduce(flat, 1, cv2.REDUCE_SUM, dtype=cv2.CV_32S)[:, 0]


def _tall(mask: np.ndarray) -> np.ndarray:
    """Return the patches as one tall picture, so that a filter runs once."""
    count, side, _ = mask.shape
    return np.ascontiguousarray(mask).reshape(count * side, side).view(np.uint8)


def _pieces(mask: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the diagonal of the largest piece of each patch, and of all pieces together, in mm."""
    count, side, _ = mask.shape
    _, _, stats, _ = cv2.connectedComponentsWithStatsWithAlgorithm(
        _tall(mask), 8, cv2.CV_32S, cv2.CCL_GRANA
    )
    stats = stats[1:]
    owner = stats[:, cv2.CC_STAT_TOP] // side
    long = np.hypot(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]) / FINE
    largest = np.zeros(count)
    np.maximum.at(largest, owner, long)
    together = np.bincount(owner, np.where(long > 0.35, long, 0), minlength=count)
    return largest, together


def _distances(mask: np.ndarray) -> np.ndarray:
    """Return for each place how far the mask goes on around it, in samples."""
    return cv2.distanceTransform(_tall(mask), cv2.DIST_L2, 3).reshape(mask.shape)


def _highest_near(away: np.ndarray) -> np.ndarray:
    """Return the greatest of each place and its eight neighbours."""
    tall = away.reshape(-1, away.shape[2])
    return cv2.dilate(tall, np.ones((3, 3), np.uint8)).reshape(away.shape)


def _runs(mask: np.ndarray) -> np.ndarray:
    found = []
    for turned in (mask, mask.transpose(0, 2, 1)):
        starts = count_in(turned[:, :, 1:] & ~turned[:, :, :-1])
        lines = np.maximum(turned.any(axis=2).sum(axis=1), 1)
        found.append(starts / lines)
    return np.maximum(*found)


def _spread(mask: np.ndarray) -> np.ndarray:
    """Return the standard deviation across the direction in which each mask is longest, mm."""
    side = mask.shape[1]
    axis = (np.arange(side) - (side - 1) / 2) / FINE
    there = mask.astype(np.float32)
    # Of each row: how many, their places together, and the squares of these.
    rows = there @ np.stack([np.ones(side), axis, axis**2], axis=1).astype(np.float32)
    by_y = rows[:, :, 0]
    total = np.maximum(by_y.sum(axis=1), 1)
    x, y = rows[:, :, 1].sum(axis=1) / total, by_y @ axis / total
    xx = rows[:, :, 2].sum(axis=1) / total - x**2
    yy = by_y @ axis**2 / total - y**2
    xy = (rows[:, :, 1] @ axis) / total - x * y
    return np.sqrt(np.maximum((xx + yy) / 2 - np.hypot((xx - yy) / 2, xy), 0))


def _whole(mask: np.ndarray, dark: np.ndarray, far: np.ndarray, cut: slice) -> np.ndarray:
    """Return each mark with the strokes outside that it goes on to, across the printed outline."""
    seen = dark & ((far > _LINE_MM) & (far < _WHOLE_MM))
    outside = np.flatnonzero(seen.any(axis=(1, 2)))
    seen[:, cut, cut] |= mask
    if len(outside):
        seen[outside] = _joined(seen[outside], mask[outside], cut)
    return seen


def _joined(seen: np.ndarray, mask: np.ndarray, cut: slice) -> np.ndarray:
    """Return what is seen in or around boxes without what does not hang together with their marks."""
    # Strokes on both sides of the outline are one when they nearly meet across it. Lying down,
    # the tall picture is wide, which takes a third of the time.
    wide = cv2.transpose(_tall(seen))
    disc = cv2.transpose(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (13, 13)))
    bridged = cv2.morphologyEx(wide, cv2.MORPH_CLOSE, disc)
    _, labels = cv2.connectedComponents(bridged, connectivity=8)
    labels = cv2.transpose(labels).reshape(seen.shape)
    owned = np.zeros(int(labels.max()) + 1, bool)
    owned[labels[:, cut, cut][mask]] = True
    owned[0] = False
    return seen & owned[labels]


def _diagonal(mask: np.ndarray) -> np.ndarray:
    found = []
    for axis in (1, 2):
        there: np.ndarray = np.any(mask, axis=axis)
        first, last = there.argmax(axis=1), there.shape[1] - 1 - there[:, ::-1].argmax(axis=1)
        found.append(np.where(there.any(axis=1), last - first + 1, 0))
    return np.hypot(*found) / FINE


def _blot(soft: np.ndarray, far: np.ndarray) -> np.ndarray:
    found = np.zeros(len(soft), np.float32)
    # Outside the outline most boxes have nothing dark at all.
    some = np.flatnonzero((soft[:, ::3, ::3] >= _BLOT)[:, far[::3, ::3] > 0.5].any(axis=1))
    if len(some):
        dark = soft[some] >= _BLOT
        dark[:, (0, -1)] = False
        found[some] = 2 * (_distances(dark) * (far > 0.5)).max(axis=(1, 2)) / FINE
    return found


def _exits(around: np.ndarray, far: np.ndarray) -> np.ndarray:
    """Return how many strokes cross a square line around the box, a little outside."""
    low = int(np.flatnonzero((far < _GATE_MM).any(axis=0))[0])
    high = far.shape[0] - 1 - low
    path = np.concatenate(
        [
            around[:, low, low:high],
            around[:, low:high, high],
            around[:, high, high:low:-1],
            around[:, high:low:-1, low],
        ],
        axis=1,
    )
    return (path & ~np.roll(path, 1, axis=1)).sum(axis=1)


def _strikes(
    dark: np.ndarray, mask: np.ndarray, far: np.ndarray, axis: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return how many straight strokes run through each patch, and the spread of the rest, mm.

    Through: from side to side and beyond; of those across and those down, the
    greater number.
    """
    found, rest = np.zeros(len(dark), np.float32), np.zeros(len(dark), np.float32)
    gate = int(np.abs(far[len(axis) // 2] - _GATE_MM).argmin())
    gates = (min(gate, len(axis) - 1 - gate), max(gate, len(axis) - 1 - gate))
    middle = np.flatnonzero(np.abs(axis) < -far.min() * 0.9)
    reach = mask.shape[1] // 2
    within = (-far.min() - _ALONG_MM) * FINE
    for turned, inside in (
        (dark, mask),
        (dark.transpose(0, 2, 1), mask.transpose(0, 2, 1)),
    ):
        ends = [turned[:, middle, at] for at in gates]
        for place in np.flatnonzero(ends[0].any(axis=1) & ends[1].any(axis=1)):
            starts, stops = (_middles(middle[end[place]]) for end in ends)
            number, rows = _through(turned[place], gates, starts, stops, within)
            if rows is None or number < found[place]:
                continue
            # What is left when the stroke is taken away.
            columns = slice(len(axis) // 2 - reach - gates[0], len(axis) // 2 + reach - gates[0])
            level = rows[columns] - (len(axis) // 2 - reach)
            away = np.abs(np.arange(2 * reach)[:, None] - level[None, :])
            left = inside[place] & (away > _STROKE_MM * FINE)
            found[place] = number
            rest[place] = max(rest[place], _spread(left[None])[0]) if left.sum() > 20 else 0
    return found, rest


def _through(
    dark: np.ndarray,
    gates: tuple[int, int],
    starts: list[float],
    stops: list[float],
    within: float,
) -> tuple[int, np.ndarray | None]:
    """Return from how many places at one side (the other, if fewer) ink runs straight; and where.

    Not along the outline, which lies farther than `within` from the middle. Where: the
    row of the straightest, for each column from gate to gate.
    """
    middle = (len(dark) - 1) / 2
    columns = np.arange(gates[0], gates[1] + 1)
    share = (columns - gates[0]) / (gates[1] - gates[0])
    swerve = round(_SWERVE_MM * FINE)
    near = cv2.dilate(
        np.ascontiguousarray(dark).view(np.uint8), np.ones((2 * swerve + 1, 1), np.uint8)
    )
    joined = np.zeros((len(starts), len(stops)), bool)
    best, found = _THERE, None
    for one, start in enumerate(starts):
        for other, stop in enumerate(stops):
            is_along = min(start - middle, stop - middle) > within or (
                max(start - middle, stop - middle) < -within
            )
            if abs(stop - start) <= _SLANT * len(columns) and not is_along:
                rows = np.round(start + share * (stop - start)).astype(int)
                there = near[rows, columns].mean()
                joined[one, other] = there >= _THERE
                if there >= best:
                    best, found = there, rows
    return int(min(joined.any(axis=1).sum(), joined.any(axis=0).sum())), found


def _middles(places: np.ndarray) -> list[float]:
    """Return the middle of each run of neighbouring places."""
    runs = np.split(places, np.flatnonzero(np.diff(places) > 1) + 1)
    return [float(run.mean()) for run in runs]
