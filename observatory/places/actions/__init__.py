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
from .reference import load_organizations, load_territories

__all__ = [
    "BadBoundaries",
    "BadLines",
    "Dataset",
    "Imported",
    "ImportedBoundaries",
    "import_boundaries",
    "import_locations",
    "load_organizations",
    "load_shipped_facts",
    "load_territories",
    "shipped_dataset",
]
