"""The pages of the phone line."""

from .call import phone_call, phone_hang_up, phone_start
from .call_backs import (
    phone_call_back,
    phone_call_back_attempt,
    phone_call_back_done,
    phone_call_back_give_up,
    phone_call_backs,
    phone_message,
)
from .home import phone_count, phone_home, phone_shift_close, phone_shift_open
from .log import phone_log, phone_shift, phone_shift_new
from .public import phone_line
from .urgent_words import phone_urgent_word, phone_urgent_words

__all__ = [
    "phone_call",
    "phone_call_back",
    "phone_call_back_attempt",
    "phone_call_back_done",
    "phone_call_back_give_up",
    "phone_call_backs",
    "phone_count",
    "phone_hang_up",
    "phone_home",
    "phone_line",
    "phone_log",
    "phone_message",
    "phone_shift",
    "phone_shift_close",
    "phone_shift_new",
    "phone_shift_open",
    "phone_start",
    "phone_urgent_word",
    "phone_urgent_words",
]
