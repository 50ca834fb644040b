"""Everything that is written here: reports entered for others, group sessions, deliveries."""

from .delivering import Receipt, deliver_entry, deliver_observation
from .entering import enter_report
from .groups import (
    SessionClosed,
    SessionValues,
    change_session,
    close_session,
    enter_group_report,
    note_slips_shown,
    open_session,
    reopen_session,
)

__all__ = [
    "Receipt",
    "SessionClosed",
    "SessionValues",
    "change_session",
    "close_session",
    "deliver_entry",
    "deliver_observation",
    "enter_group_report",
    "enter_report",
    "note_slips_shown",
    "open_session",
    "reopen_session",
]
