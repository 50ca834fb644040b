"""Everything that can happen on the phone line."""

from .call_backs import (
    ATTEMPTS,
    AlreadyClosed,
    ContactGone,
    close_stale_call_backs,
    finish_call_back,
    give_up_call_back,
    note_attempt,
    open_number,
    plan_call_back,
    take_message,
)

__all__ = [
    "ATTEMPTS",
    "AlreadyClosed",
    "ContactGone",
    "close_stale_call_backs",
    "finish_call_back",
    "give_up_call_back",
    "note_attempt",
    "open_number",
    "plan_call_back",
    "take_message",
]
