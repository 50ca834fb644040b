"""Every write about campaigns."""

from .conflict import BadValues, Conflict
from .life import move_campaign, record_outcome, undo_outcome
from .loading import load_campaigns
from .undoing import undo_change
from .writing import (
    add_demand,
    add_step,
    correct_campaign,
    correct_demand,
    correct_step,
    write_campaign,
)

__all__ = [
    "BadValues",
    "Conflict",
    "add_demand",
    "add_step",
    "correct_campaign",
    "correct_demand",
    "correct_step",
    "load_campaigns",
    "move_campaign",
    "record_outcome",
    "undo_change",
    "undo_outcome",
    "write_campaign",
]
