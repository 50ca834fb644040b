"""What comes back by itself: the question after six weeks, the sheet at the month's turn."""

import logging
from datetime import datetime

from observatory.people.queries import system_actor
from observatory.vault.sealing import Unreadable

from .actions import (
    AlreadyAsked,
    AlreadySent,
    ask_after_six_weeks,
    close_question,
    send_sheet,
)
from .queries.months import month_before, month_of, start_of
from .queries.questions import questions_over, reports_to_ask
from .queries.recipients import associations_to_tell

log = logging.getLogger(__name__)


def follow_up_reports(at: datetime) -> int:
    """Ask whoever is to be asked, and close the questions that are over; return how many were asked.

    Safe to run twice, at once too: each report has one question. A contact that
    cannot be read (its key is not there) is left for another day.
    """
    by, asked = system_actor("worker"), 0
    for question in questions_over(at):
        close_question(question=question, by=by, at=at)
    for report in reports_to_ask(at):
        try:
            asked += ask_after_six_weeks(report=report, by=by, at=at) is not None
        except AlreadyAsked:
            continue
        except Unreadable:
            log.warning("the contact of %s cannot be read", report.subject)
    return asked


def send_sheets(at: datetime) -> int:
    """Send the sheet of last month to each association that waits for it; return how many.

    A worker that was off on the first days of the month catches up, later in
    the month too; a month before the last is not sent any more, it stands on
    the page.
    """
    by, sent = system_actor("worker"), 0
    month, end = month_before(month_of(at)), start_of(month_of(at))
    for association in associations_to_tell(month, end):
        try:
            send_sheet(association=association, month=month, by=by, at=at)
        except AlreadySent:
            continue
        sent += 1
    return sent
