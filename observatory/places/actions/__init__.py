"""Every write of places, one file per kind of thing."""

from .reference import load_organizations, load_territories

__all__ = [
    "load_organizations",
    "load_territories",
]
