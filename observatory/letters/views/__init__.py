"""Pages of what comes in by post or e-mail, and the address it is posted to."""

from .answering import letters_again, letters_answer, letters_call_back
from .handling import letters_decide
from .inbound import letters_inbound
from .photographing import letters_pages, letters_photo
from .reading import letters_inbox, letters_item, letters_picture
from .reporting import letters_report

__all__ = [
    "letters_again",
    "letters_answer",
    "letters_call_back",
    "letters_decide",
    "letters_inbound",
    "letters_inbox",
    "letters_item",
    "letters_pages",
    "letters_photo",
    "letters_picture",
    "letters_report",
]
