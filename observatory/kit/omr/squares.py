"""What a code and a corner mark have in common: four corners in a picture."""

from functools import cached_property

import numpy as np


class Square:
    """Has `corners`, 4 x 2 in pixels, clockwise from its own top left."""

    corners: np.ndarray

    @cached_property
    def middle(self) -> np.ndarray:
        """Return where its middle lies, in pixels."""
        return self.corners.mean(axis=0)

    @cached_property
    def side(self) -> float:
        """Return the mean length of its sides, in pixels."""
        steps = self.corners[[1, 2, 3, 0]] - self.corners
        return float(np.hypot(steps[:, 0], steps[:, 1]).mean())
