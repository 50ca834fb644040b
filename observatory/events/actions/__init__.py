"""Every write about events."""

from .closing import close_event
from .conflict import BadValues, Conflict, NoPlace, NotOpen
from .life import move_event, move_following
from .registering import (
    erase_registrations,
    give_place,
    give_up_place,
    open_registrations,
    register,
)
from .writing import correct_event, correct_following, write_event, write_series

__all__ = [
    "BadValues",
    "Conflict",
    "NoPlace",
    "NotOpen",
    "close_event",
    "correct_event",
    "correct_following",
    "erase_registrations",
    "give_place",
    "give_up_place",
    "move_event",
    "move_following",
    "open_registrations",
    "register",
    "write_event",
    "write_series",
]
