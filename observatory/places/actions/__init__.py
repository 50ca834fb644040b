"""Every write of places, one file per kind of thing."""

from .boundaries import BadBoundaries, ImportedBoundaries, import_boundaries
from .facts import (
    BadLines,
    Dataset,
    Imported,
    import_locations,
    load_shipped_facts,
    shipped_dataset,
)
from .locations import (
    Conflict,
    FactRefused,
    add_location,
    place_location,
    record_opening_hours,
    take_back_opening_hours,
)
from .population import record_population, take_back_population
from .reference import load_organizations, load_territories

__all__ = [
    "BadBoundaries",
    "BadLines",
    "Conflict",
    "Dataset",
    "FactRefused",
    "Imported",
    "ImportedBoundaries",
    "add_location",
    "import_boundaries",
    "import_locations",
    "load_organizations",
    "load_shipped_facts",
    "load_territories",
    "place_location",
    "record_opening_hours",
    "record_population",
    "shipped_dataset",
    "take_back_opening_hours",
    "take_back_population",
]
