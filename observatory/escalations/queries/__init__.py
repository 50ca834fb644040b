"""Reading what escalations know."""

from .reading import known, records

__all__ = ["known", "records"]
