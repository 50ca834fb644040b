"""Every write about groups: themselves, members, tasks, meetings, calls for help."""

from .calls import ask_for_help, correct_call, move_call, offer_help, take_back_offer
from .conflict import BadValues, Conflict
from .describing import describe_group, move_group, open_group, undo_description
from .erasing import purge_groups
from .loading import load_groups
from .meetings import add_meeting, correct_meeting, undo_meeting
from .members import (
    add_member,
    bring_back,
    end_membership,
    hear_calls,
    leave_everything,
    set_standing,
)
from .tasks import add_task, correct_task, move_task

__all__ = [
    "BadValues",
    "Conflict",
    "add_meeting",
    "add_member",
    "add_task",
    "ask_for_help",
    "bring_back",
    "correct_call",
    "correct_meeting",
    "correct_task",
    "describe_group",
    "end_membership",
    "hear_calls",
    "leave_everything",
    "load_groups",
    "move_call",
    "move_group",
    "move_task",
    "offer_help",
    "open_group",
    "purge_groups",
    "set_standing",
    "take_back_offer",
    "undo_description",
    "undo_meeting",
]
