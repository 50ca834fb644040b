"""Working out in which municipality a location lies; never guessing it."""

import math
import re
from collections.abc import Sequence
from typing import Any

from observatory.places.models import Boundary, Territory
from observatory.places.states import Placing

from .territories import municipalities, territories_of_postal_code

# A Belgian postal code: four digits, the first not 0.
POSTAL_CODE = re.compile(r"^[1-9]\d{3}$")
# Outlines are simplified: a point this near to another candidate is asked about.
MARGIN_METRES = 25.0
METRES_PER_DEGREE = 111_320.0

Answer = tuple[Territory | None, Placing]


class Placer:
    """Places many locations; reads the boundaries once, when the first location needs them."""

    def __init__(self) -> None:
        self._shapes: dict[int, Any] | None = None

    def place(self, postal_code: str, latitude: float | None, longitude: float | None) -> Answer:
        """Return (municipality or None, how it was found).

        1. A postal code of one municipality places. 2. One of several leaves
        it to the imported boundaries of exactly these; a point within
        25 metres of a second one is asked about. 3. A well-formed code of none
        lies outside. 4. Without a well-formed code, only the boundaries speak.
        Whatever stays open is `ASK`.
        """
        candidates = [
            one
            for one in territories_of_postal_code(postal_code)
            if one.kind == Territory.Kind.MUNICIPALITY
        ]
        if len(candidates) == 1:
            return candidates[0], Placing.POSTAL_CODE
        if not candidates and POSTAL_CODE.match(postal_code):
            return None, Placing.OUTSIDE
        if latitude is None or longitude is None:
            return None, Placing.ASK
        return self._by_boundary(candidates, latitude, longitude)

    def _by_boundary(
        self, candidates: Sequence[Territory], latitude: float, longitude: float
    ) -> Answer:
        shapes = self._read_shapes()
        everywhere = municipalities()
        asked = candidates or everywhere
        if any(one.pk not in shapes for one in asked):
            return None, Placing.ASK
        near = [
            one for one in asked if _metres_to(shapes[one.pk], latitude, longitude) <= MARGIN_METRES
        ]
        if len(near) == 1 and _metres_to(shapes[near[0].pk], latitude, longitude) == 0:
            return near[0], Placing.BOUNDARY
        if not near and not candidates:
            return None, Placing.OUTSIDE
        return None, Placing.ASK

    def _read_shapes(self) -> dict[int, Any]:
        if self._shapes is None:
            # Imported here: shapely takes a tenth of a second, and only imports of facts need it.
            import shapely
            from shapely.geometry import shape

            self._shapes = {
                territory: shape(geometry)
                for territory, geometry in Boundary.objects.values_list("territory_id", "geometry")
            }
            for one in self._shapes.values():
                shapely.prepare(one)
        return self._shapes


def _metres_to(outline: Any, latitude: float, longitude: float) -> float:
    """Return how far the point lies from the outline's inside, in metres; 0 inside.

    Distances are taken on a plane that touches the earth at the point: exact
    enough for the few metres that matter here.
    """
    from shapely import Point, transform

    shrink = math.cos(math.radians(latitude))
    point = Point(longitude, latitude)
    if outline.contains(point):
        return 0.0
    if outline.distance(point) > 0.01:
        return math.inf
    flat = transform(outline, lambda xy: xy * [shrink, 1.0])
    return float(flat.distance(Point(longitude * shrink, latitude))) * METRES_PER_DEGREE
