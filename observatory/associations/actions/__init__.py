"""Everything that can happen to associations, their members, the tour and the first steps of a relay."""

from .calendars import close_calendar, open_calendar, purge_calendars
from .details import add_association, describe_association, end_association, resume_association
from .joining import Welcome, invite_member, join_invited
from .members import add_member, end_membership, leave_everything, set_lead
from .outreach import (
    Plan,
    change_visit,
    finish_next_step,
    move_visit,
    plan_visit,
    purge_visits,
    record_visit,
)
from .papers import (
    PaperRefused,
    confirm_contact,
    note_contact,
    purge_agreements,
    read_agreement,
    read_association_contact,
    record_agreement,
)
from .steps import tick_step, untick_step

__all__ = [
    "PaperRefused",
    "Plan",
    "Welcome",
    "add_association",
    "add_member",
    "change_visit",
    "close_calendar",
    "confirm_contact",
    "describe_association",
    "end_association",
    "end_membership",
    "finish_next_step",
    "invite_member",
    "join_invited",
    "leave_everything",
    "move_visit",
    "note_contact",
    "open_calendar",
    "plan_visit",
    "purge_agreements",
    "purge_calendars",
    "purge_visits",
    "read_agreement",
    "read_association_contact",
    "record_agreement",
    "record_visit",
    "resume_association",
    "set_lead",
    "tick_step",
    "untick_step",
]
