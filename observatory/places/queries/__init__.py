"""Reading places, one file per kind of question."""

from .changes import Changes, NoSnapshot, find_changes
from .maps import BoundaryMap, boundary_paths
from .population import population_of, populations_of
from .territories import (
    municipalities,
    territories,
    territories_by_id,
    territories_of_postal_code,
    territory_by_nis,
)

__all__ = [
    "BoundaryMap",
    "Changes",
    "NoSnapshot",
    "boundary_paths",
    "find_changes",
    "municipalities",
    "population_of",
    "populations_of",
    "territories",
    "territories_by_id",
    "territories_of_postal_code",
    "territory_by_nis",
]
