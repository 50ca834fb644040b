"""Streaks: dirt on a scanner's glass draws lines along the feed, from one end of the picture to the other."""

import cv2
import numpy as np

from .images import Grey

# Every so many rows are looked at.
_STEP = 16
# A streak is narrower than this on either side of its middle, in pixels.
_HALF = 5
# How much darker (or lighter) than what lies beside it, as a share of white, and in which share of rows.
_DEPTH, _SHARE = 0.03, 0.55
# It reaches one of the two ends, where nothing is printed: this share of the picture.
_END = 0.04
# So far beside what is seen of a streak it still blurs, in pixels.
_BLUR = 1
# More columns than this share are no streaks: nothing is taken away.
_MOST = 0.03


def without_streaks(grey: Grey) -> Grey | None:
    """Return a copy of the picture without its streaks, up, down and across; None when it has none."""
    upright = _find(grey)
    across = _find(cv2.transpose(grey[:, ::_STEP]), step=1) if grey.size else upright
    if not upright.any() and not across.any():
        return None
    clean = grey.copy()
    _fill(clean, upright)
    if across.any():
        turned = cv2.transpose(clean)
        _fill(turned, across)
        clean = cv2.transpose(turned)
    return clean


def _find(grey: Grey, step: int = _STEP) -> np.ndarray:
    """Return which columns are part of a streak: darker or lighter than both sides nearly all along."""
    rows = np.ascontiguousarray(grey[::step])
    found = np.zeros(rows.shape[1], bool)
    if rows.shape[1] <= 4 * _HALF or not rows.shape[0]:
        return found
    middle = rows[:, _HALF:-_HALF]
    left, right = rows[:, : -2 * _HALF], rows[:, 2 * _HALF :]
    some = np.sort(rows[:: max(1, len(rows) // 16), ::8], axis=None)
    depth = max(4, round(_DEPTH * int(some[len(some) * 4 // 5])))
    darker = cv2.subtract(cv2.min(left, right), middle)
    lighter = cv2.subtract(middle, cv2.max(left, right))
    end = max(2, round(_END * len(rows)))
    for seen in (darker, lighter):
        _, differs = cv2.threshold(seen, depth, 1, cv2.THRESH_BINARY)
        ends = np.maximum(_share(differs[:end]), _share(differs[-end:]))
        found[_HALF:-_HALF] |= (_share(differs) >= _SHARE) & (ends >= _SHARE)
    return found if found.mean() <= _MOST else np.zeros_like(found)


def _share(differs: np.ndarray) -> np.ndarray:
    return cv2.reduce(differs, 0, cv2.REDUCE_SUM, dtype=cv2.CV_32F)[0] / len(differs)


def _fill(grey: Grey, columns: np.ndarray) -> None:
    """Fill these columns, and what blurs beside them, with what lies on their two sides."""
    wide = np.flatnonzero(columns)
    for run in np.split(wide, np.flatnonzero(np.diff(wide) > 2 * _BLUR + 1) + 1):
        if not len(run):
            continue
        first, last = max(0, run[0] - _BLUR), min(len(columns) - 1, run[-1] + _BLUR)
        before, after = max(0, first - 1), min(len(columns) - 1, last + 1)
        share = (np.arange(first, last + 1) - before) / max(after - before, 1)
        left = grey[:, before, None].astype(np.float32)
        right = grey[:, after, None].astype(np.float32)
        grey[:, first : last + 1] = left + (right - left) * share.astype(np.float32)
