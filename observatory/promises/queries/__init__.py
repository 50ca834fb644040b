"""Reading promises."""

from .desk import edited_promises, waiting_of
from .evidence import Evidence, read_evidence
from .facts import list_facts
from .listing import Filters, WrongKey, list_promises, promises_of
from .page import promise_page

__all__ = [
    "Evidence",
    "Filters",
    "WrongKey",
    "edited_promises",
    "list_facts",
    "list_promises",
    "promise_page",
    "promises_of",
    "read_evidence",
    "waiting_of",
]
