"""The outlines of municipalities as SVG paths, when an administrator imported them."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from observatory.kit.remembered import Remembered
from observatory.places.models import Boundary

WIDTH = 1000
# Half a unit of a drawing 1000 wide: finer than a line on a phone.
SIMPLIFY = 1.5


@dataclass(frozen=True)
class BoundaryMap:
    """`paths` and `points` by NIS code, in the units of `view_box`; empty when nothing was imported."""

    view_box: str
    paths: Mapping[str, str]
    # A point inside each area, for its label.
    points: Mapping[str, tuple[int, int]]
    sources: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.paths)


def boundary_paths() -> BoundaryMap:
    """Return the imported outlines, drawn once per process until others are imported."""
    return _map.get()


def _draw() -> BoundaryMap:
    rows = list(
        Boundary.objects.filter(territory__kind="municipality")
        .order_by("territory__nis")
        .values_list("territory__nis", "geometry", "source")
    )
    if not rows:
        return BoundaryMap("0 0 0 0", {}, {}, ())
    # Imported here: shapely takes a tenth of a second, and only this needs it.
    import shapely
    from shapely.geometry import shape

    outlines = [shape(geometry) for _, geometry, _ in rows]
    west, south, east, north = shapely.total_bounds(outlines)
    # Equirectangular, true in the middle: a city is too small for more.
    shrink = math.cos(math.radians((south + north) / 2))
    scale = WIDTH / ((east - west) * shrink)
    flat = [
        shapely.transform(outline, lambda xy: (xy - [west, north]) * [shrink * scale, -scale])
        for outline in outlines
    ]
    # Neighbours are simplified together, so that they keep one common line.
    flat = list(shapely.coverage_simplify(flat, SIMPLIFY))
    height = math.ceil((north - south) * scale)
    codes = [nis for nis, _, _ in rows]
    return BoundaryMap(
        view_box=f"0 0 {WIDTH} {height}",
        paths=dict(zip(codes, map(_path, flat), strict=True)),
        points=dict(zip(codes, map(_label_point, flat), strict=True)),
        sources=tuple(sorted({source for _, _, source in rows})),
    )


def _path(outline: Any) -> str:
    """Return the `d` of an SVG path, in whole units."""
    parts = []
    for area in getattr(outline, "geoms", [outline]):
        for ring in (area.exterior, *area.interiors):
            points = [f"{round(x)},{round(y)}" for x, y in ring.coords[:-1]]
            parts.append(f"M{' '.join(points)}Z")
    return "".join(parts)


def _label_point(outline: Any) -> tuple[int, int]:
    import shapely

    largest = max(getattr(outline, "geoms", [outline]), key=lambda area: area.area)
    middle = shapely.maximum_inscribed_circle(largest).coords[0]
    return round(middle[0]), round(middle[1])


_map = Remembered(_draw)
