"""Everything that can happen to a problem."""

from .me_too import say_me_too
from .opening import open_problem
from .steps import Conflict, WrongStep, record_step, undo_step
from .tallies import add_report_to_tallies, remove_report_from_tallies

__all__ = [
    "Conflict",
    "WrongStep",
    "add_report_to_tallies",
    "open_problem",
    "record_step",
    "remove_report_from_tallies",
    "say_me_too",
    "undo_step",
]
