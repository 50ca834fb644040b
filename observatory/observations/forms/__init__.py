"""The forms of rounds."""

from .rounds import CloseForm, PeopleForm, RoundForm
from .slots import SlotForm

__all__ = ["CloseForm", "PeopleForm", "RoundForm", "SlotForm"]
