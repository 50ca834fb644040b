"""Forms of the team: a group, its members, tasks, meetings, calls for help, offers."""

from .calls import HelpCallForm, OfferForm
from .describing import GroupForm, MemberForm, Seen, TaskForm
from .meetings import MeetingForm

__all__ = [
    "GroupForm",
    "HelpCallForm",
    "MeetingForm",
    "MemberForm",
    "OfferForm",
    "Seen",
    "TaskForm",
]
