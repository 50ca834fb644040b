"""Reading places, one file per kind of question."""

from .territories import (
    municipalities,
    territories,
    territories_by_id,
    territories_of_postal_code,
    territory_by_nis,
)

__all__ = [
    "municipalities",
    "territories",
    "territories_by_id",
    "territories_of_postal_code",
    "territory_by_nis",
]
