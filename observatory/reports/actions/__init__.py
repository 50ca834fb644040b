"""Everything that can happen to a report, apart from what moderators decide."""

from .correct import correct_report
from .own import (
    AlreadyChanged,
    add_to_report,
    change_contact,
    set_consent,
    withdraw_report,
)
from .submit import ReportWithdrawn, SubmissionRefused, SubmittedReport, submit_report
from .tally import count_report_in_problem, uncount_report

__all__ = [
    "AlreadyChanged",
    "ReportWithdrawn",
    "SubmissionRefused",
    "SubmittedReport",
    "add_to_report",
    "change_contact",
    "correct_report",
    "count_report_in_problem",
    "set_consent",
    "submit_report",
    "uncount_report",
    "withdraw_report",
]
