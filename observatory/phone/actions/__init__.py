"""Everything that can happen on the phone line."""

from .call_backs import (
    ATTEMPTS,
    AlreadyClosed,
    ContactGone,
    close_stale_call_backs,
    finish_call_back,
    forget_call_backs,
    give_up_call_back,
    note_attempt,
    open_number,
    plan_call_back,
    take_message,
)
from .calls import take_call
from .log import (
    ShiftChanged,
    WrongHours,
    close_shift,
    correct_shift,
    count_call,
    note_shift,
    open_shift,
)
from .urgency import (
    NoWord,
    WordTaken,
    add_urgent_word,
    change_urgent_word,
    count_urgency,
    load_urgent_words,
)

__all__ = [
    "ATTEMPTS",
    "AlreadyClosed",
    "ContactGone",
    "NoWord",
    "ShiftChanged",
    "WordTaken",
    "WrongHours",
    "add_urgent_word",
    "change_urgent_word",
    "close_shift",
    "close_stale_call_backs",
    "correct_shift",
    "count_call",
    "count_urgency",
    "finish_call_back",
    "forget_call_backs",
    "give_up_call_back",
    "load_urgent_words",
    "note_attempt",
    "note_shift",
    "open_number",
    "open_shift",
    "plan_call_back",
    "take_call",
    "take_message",
]
