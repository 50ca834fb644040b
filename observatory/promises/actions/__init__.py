"""Every write about promises."""

from .conflict import Conflict, Mistake
from .corrections import CORRECTED, correct_promise
from .loading import load_promises
from .updates import confirm_update, record_update, withdraw_update
from .writing import mark_contested, promise_mistakes, write_promise

__all__ = [
    "CORRECTED",
    "Conflict",
    "Mistake",
    "confirm_update",
    "correct_promise",
    "load_promises",
    "mark_contested",
    "promise_mistakes",
    "record_update",
    "withdraw_update",
    "write_promise",
]
