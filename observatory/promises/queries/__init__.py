"""Reading promises."""

from .desk import (
    edited_promises,
    files_of,
    originals_of,
    sources_of,
    waiting_of,
    written_of,
)
from .evidence import Evidence, read_evidence
from .facts import edited_facts, list_facts
from .links import linkable_demands, promises_of_campaign, promises_of_problem
from .listing import Filters, WrongKey, list_promises, promises_by_codes, promises_of
from .page import promise_page
from .proposals import count_waiting, decided_proposals, describe_proposal, waiting_proposals
from .watching import count_watched, watched_by, watchers_of

__all__ = [
    "Evidence",
    "Filters",
    "WrongKey",
    "count_waiting",
    "count_watched",
    "decided_proposals",
    "describe_proposal",
    "edited_facts",
    "edited_promises",
    "files_of",
    "linkable_demands",
    "list_facts",
    "list_promises",
    "originals_of",
    "promise_page",
    "promises_by_codes",
    "promises_of",
    "promises_of_campaign",
    "promises_of_problem",
    "read_evidence",
    "sources_of",
    "waiting_of",
    "waiting_proposals",
    "watched_by",
    "watchers_of",
    "written_of",
]
