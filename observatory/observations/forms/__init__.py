"""The forms of rounds."""

from .hearings import HearingCodeForm, RenewForm, ReplyForm, SendForm, TypedReplyForm
from .rounds import CloseForm, PeopleForm, RoundForm
from .slots import SlotForm

__all__ = [
    "CloseForm",
    "HearingCodeForm",
    "PeopleForm",
    "RenewForm",
    "ReplyForm",
    "RoundForm",
    "SendForm",
    "SlotForm",
    "TypedReplyForm",
]
