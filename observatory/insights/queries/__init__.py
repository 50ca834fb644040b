"""What the public pages read: tallies and facts, never rows of reports."""

from .coverage import municipality_rows, tiles
from .finding import find_everything
from .municipality import municipality_page
from .services import service_groups, service_page

__all__ = [
    "find_everything",
    "municipality_page",
    "municipality_rows",
    "service_groups",
    "service_page",
    "tiles",
]
