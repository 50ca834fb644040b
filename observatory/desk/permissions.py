"""Who may hold a group session, and who may see the codes of its reports."""

from datetime import datetime

from django.utils import timezone

from observatory.associations.models import Association
from observatory.associations.permissions import is_member
from observatory.people.models import User
from observatory.reports.models import Report

from .models import GroupReport, GroupSession


def may_hold_session(by: User, association: Association) -> bool:
    """Open a session, enter its reports, close it: the members of the association."""
    return is_member(by, association)


def may_see_codes(by: User, session: GroupSession) -> bool:
    """See the slips: whoever is of the session's team, while the session is open."""
    return (
        session.is_open
        and may_hold_session(by, session.association)
        and session.team.filter(pk=by.pk).exists()
    )


def is_code_shown(entry: GroupReport, at: datetime) -> bool:
    """Tell whether the code of an entry may still be made again: until the end of its day.

    The rule of slips: a return code is stored nowhere and could always be made
    again from its report. It is, for the session's team only, on the day the
    report was entered and while the session is open; never later, and not for a
    report that is withdrawn. Whoever lost a slip after that brings a new report.
    """
    is_same_day = timezone.localdate(entry.added_at) == timezone.localdate(at)
    return entry.report_id is not None and is_same_day


def may_read_report(by: User, report: Report) -> bool:
    """Read a report as it was brought: who works for the association that brought it, no other relay."""
    return report.association is not None and is_member(by, report.association)
