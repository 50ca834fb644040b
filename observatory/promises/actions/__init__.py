"""Every write about promises."""

from .conflict import Conflict, Mistake
from .corrections import CORRECTED, correct_promise
from .updates import confirm_update, record_update, withdraw_update

__all__ = [
    "CORRECTED",
    "Conflict",
    "Mistake",
    "confirm_update",
    "correct_promise",
    "record_update",
    "withdraw_update",
]
