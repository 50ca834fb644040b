"""Reading problems; every page reads tallies, none counts."""

from .life import last_event, not_seen_before
from .listing import WrongKey, describe_problems, followed_problems, list_problems
from .page import describe_event, problem_page

__all__ = [
    "WrongKey",
    "describe_event",
    "describe_problems",
    "followed_problems",
    "last_event",
    "list_problems",
    "not_seen_before",
    "problem_page",
]
