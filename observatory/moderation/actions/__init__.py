"""Everything that moderators decide."""

from .contacts import read_report_contact
from .decisions import (
    agree_count,
    agree_publication,
    ask_person,
    count_report,
    mark_urgent,
    propose_publication,
    publish_report,
    reject_report,
    send_back,
    undo_decision,
    unmark_urgent,
)
from .messages import mark_messages_read
from .photos import approve_photo, blacken_photo, hide_photo, refuse_photo
from .rules import (
    Conflict,
    ConsentMissing,
    NotAllowed,
    NothingToPublish,
    PersonalDataLeft,
    SecondLookNeeded,
    WrongProblem,
)

__all__ = [
    "Conflict",
    "ConsentMissing",
    "NotAllowed",
    "NothingToPublish",
    "PersonalDataLeft",
    "SecondLookNeeded",
    "WrongProblem",
    "agree_count",
    "agree_publication",
    "approve_photo",
    "ask_person",
    "blacken_photo",
    "count_report",
    "hide_photo",
    "mark_messages_read",
    "mark_urgent",
    "propose_publication",
    "publish_report",
    "read_report_contact",
    "refuse_photo",
    "reject_report",
    "send_back",
    "undo_decision",
    "unmark_urgent",
]
