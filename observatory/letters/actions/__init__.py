"""Everything that can happen to what comes in by post or e-mail."""

from .erasing import erase_content, erase_with_report, purge_items
from .handling import (
    answer_item,
    ask_call_back,
    bring_back_item,
    give_back_item,
    report_item,
    set_aside_item,
    take_item,
)
from .polling import note_answer, note_erased_there, note_failure
from .receiving import (
    Received,
    TooManyPages,
    add_pages,
    receive_letter,
    receive_mail,
    receive_too_large,
)
from .rules import Conflict

__all__ = [
    "Conflict",
    "Received",
    "TooManyPages",
    "add_pages",
    "answer_item",
    "ask_call_back",
    "bring_back_item",
    "erase_content",
    "erase_with_report",
    "give_back_item",
    "note_answer",
    "note_erased_there",
    "note_failure",
    "purge_items",
    "receive_letter",
    "receive_mail",
    "receive_too_large",
    "report_item",
    "set_aside_item",
    "take_item",
]
