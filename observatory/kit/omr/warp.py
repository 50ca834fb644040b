"""From the millimetres of a page to the pixels of its picture, bent paper included."""

from dataclasses import dataclass

import cv2
import numpy as np

from .align import Field
from .images import Grey
from .layout import Zone
from .pose import Pose

# Between these points, in millimetres, the paper is taken for flat.
_GRID_MM = 6.0
# Below this bend, in millimetres, a perspective alone is as good.
_FLAT_MM = 0.15


@dataclass(frozen=True)
class Warp:
    """How a page lies and bends: a perspective, and a smooth displacement on it."""

    pose: Pose
    field: Field

    def straighten(self, grey: Grey, zone: Zone, dpi: float) -> Grey:
        """Return a part of the page, straight, in dots per inch; white where there is no picture."""
        scale = dpi / 25.4
        size = (max(1, round(zone.w_mm * scale)), max(1, round(zone.h_mm * scale)))
        across = int(np.ceil(zone.w_mm / _GRID_MM)) + 1
        down = int(np.ceil(zone.h_mm / _GRID_MM)) + 1
        x = zone.x_mm + np.linspace(0, zone.w_mm, across)
        y = zone.y_mm + np.linspace(0, zone.h_mm, down)
        points = np.stack(np.meshgrid(x, y), axis=2).reshape(-1, 2)
        bend = self.field.at(points)
        if np.abs(bend).max() < _FLAT_MM:
            flat = np.array([[1 / scale, 0, zone.x_mm], [0, 1 / scale, zone.y_mm], [0, 0, 1]])
            return cv2.warpPerspective(
                grey, self.pose.matrix @ flat, size,
                flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderValue=255,
            )  # fmt: skip
        places = self.pose.pixels(points + bend).reshape(down, across, 2).astype(np.float32)
        # Grid points stand at the outer edges: a pixel's middle lies half a pixel inside.
        columns = (np.arange(size[0]) + 0.5) / size[0] * (across - 1)
        rows = (np.arange(size[1]) + 0.5) / size[1] * (down - 1)
        grid_x, grid_y = np.meshgrid(columns.astype(np.float32), rows.astype(np.float32))
        seen_x, seen_y = (
            cv2.remap(
                np.ascontiguousarray(places[:, :, one]), grid_x, grid_y, cv2.INTER_LINEAR,
                borderMode=cv2.BORDER_REPLICATE,
            )
            for one in (0, 1)
        )  # fmt: skip
        return cv2.remap(grey, seen_x, seen_y, cv2.INTER_LINEAR, borderValue=255)
