"""Reading problems; every page reads tallies, none counts."""

from .life import last_event, not_seen_before
from .listing import (
    ProblemList,
    WrongKey,
    describe_problems,
    followed_problems,
    list_problems,
    newest_problems,
    problems_by_keys,
    problems_of_service,
)
from .page import describe_event, problem_page, public_problem

__all__ = [
    "ProblemList",
    "WrongKey",
    "describe_event",
    "describe_problems",
    "followed_problems",
    "last_event",
    "list_problems",
    "newest_problems",
    "not_seen_before",
    "problem_page",
    "problems_by_keys",
    "problems_of_service",
    "public_problem",
]
