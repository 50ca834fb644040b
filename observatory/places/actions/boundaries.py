"""Importing the outlines of territories."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from observatory.journal.actions import advance_edition, record_entry
from observatory.kit.actors import Actor
from observatory.kit.remembered import memory
from observatory.places.models import Boundary, Location, Territory
from observatory.places.permissions import may_import_boundaries
from observatory.places.queries.placing import Placer
from observatory.places.states import TRANSITIONS, Placing


class BadBoundaries(ValueError):
    """Nothing was written: each of `reasons` names a feature and what is wrong with it."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = reasons


@dataclass(frozen=True)
class ImportedBoundaries:
    written: int
    placed: int
    still_asked: int
    left_out: list[str]


def import_boundaries(
    *,
    collection: Mapping[str, Any],
    source: str,
    by: Actor,
    at: datetime,
    keep_good: bool = False,
) -> ImportedBoundaries:
    """Write the outlines of a GeoJSON FeatureCollection (WGS 84, property "nis").

    In one transaction: outlines that are new or differ are written, and the
    locations whose municipality is still asked about are placed if the
    outlines say where they lie. Then, only if something changed: a journal
    entry, a new edition, and the memory forgotten. Raises `PermissionDenied`,
    and `BadBoundaries` for an unknown NIS code, one that stands twice or a
    geometry that is no area, unless `keep_good`.
    """
    if not may_import_boundaries(by):
        raise PermissionDenied
    geometries, reasons = _read_features(collection)
    if (reasons and not keep_good) or not geometries:
        raise BadBoundaries(reasons or ["the file has no feature"])
    with transaction.atomic():
        known = {one.territory_id: one for one in Boundary.objects.all()}
        written = 0
        for territory, geometry in geometries.items():
            found = known.get(territory)
            if found and (found.geometry, found.source) == (geometry, source):
                continue
            Boundary.objects.update_or_create(
                territory_id=territory,
                defaults={"geometry": geometry, "source": source, "imported_at": at},
            )
            written += 1
        placed = _place_asked() if written else 0
        if written:
            record_entry(
                by=by,
                at=at,
                action="import_boundaries",
                subject="reference:boundaries",
                data={"written": written, "placed": placed},
            )
            advance_edition()
            transaction.on_commit(memory.forget_all)
    if written:
        memory.forget_all()
    still_asked = Location.objects.filter(placing=Placing.ASK).count()
    return ImportedBoundaries(written, placed, still_asked, reasons)


def _place_asked() -> int:
    """Place what the outlines can place; a location that someone placed meanwhile is left alone."""
    transition = TRANSITIONS["import_boundaries"]
    placer = Placer()
    placed = 0
    for location in Location.objects.filter(placing__in=transition.before):
        territory, placing = placer.place(
            location.postal_code, location.latitude, location.longitude
        )
        if placing in transition.after:
            placed += Location.objects.filter(pk=location.pk, placing__in=transition.before).update(
                territory=territory, placing=placing
            )
    return placed


def _read_features(collection: Mapping[str, Any]) -> tuple[dict[int, Any], list[str]]:
    """Return {territory id: geometry} and what is wrong with the other features."""
    # Imported here: shapely takes a tenth of a second, and only this needs it.
    from shapely.errors import ShapelyError
    from shapely.geometry import shape

    territories = dict(Territory.objects.values_list("nis", "pk"))
    geometries: dict[int, Any] = {}
    reasons = []
    features = collection.get("features")
    if collection.get("type") != "FeatureCollection" or not isinstance(features, list):
        return {}, ["the file is no GeoJSON FeatureCollection"]
    for number, feature in enumerate(features, start=1):
        nis = str((feature.get("properties") or {}).get("nis", ""))
        territory = territories.get(nis)
        if territory is None:
            reasons.append(f"feature {number}: {nis or 'no NIS code'} is no territory we know")
            continue
        if territory in geometries:
            reasons.append(f"feature {number}: {nis} stands twice")
            continue
        try:
            outline = shape(feature.get("geometry") or {})
        except (ShapelyError, ValueError, TypeError, AttributeError, KeyError, IndexError):
            reasons.append(f"feature {number}: {nis} has no geometry that can be read")
            continue
        if outline.geom_type not in {"Polygon", "MultiPolygon"} or outline.is_empty:
            reasons.append(f"feature {number}: {nis} is no area")
            continue
        west, south, east, north = outline.bounds
        if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
            reasons.append(f"feature {number}: {nis} is not in degrees (WGS 84)")
            continue
        if not outline.is_valid:
            reasons.append(f"feature {number}: {nis} crosses itself")
            continue
        geometries[territory] = feature["geometry"]
    return geometries, reasons
