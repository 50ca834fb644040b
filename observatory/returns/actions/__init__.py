"""Everything that can happen to what people get back."""

from .answering import AlreadyChanged, TooLate, answer_question
from .asking import (
    AlreadyAsked,
    Disagreed,
    ask_after_six_weeks,
    close_question,
    note_posted,
    open_address,
    open_person,
)
from .sheets import AlreadySent, choose_mail, send_sheet

__all__ = [
    "AlreadyAsked",
    "AlreadyChanged",
    "AlreadySent",
    "Disagreed",
    "TooLate",
    "answer_question",
    "ask_after_six_weeks",
    "choose_mail",
    "close_question",
    "note_posted",
    "open_address",
    "open_person",
    "send_sheet",
]
