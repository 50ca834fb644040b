"""Counting a report in a problem, and taking it back. Called inside the caller's transaction."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from observatory.people.models import User
from observatory.problems.actions import add_report_to_tallies, remove_report_from_tallies
from observatory.problems.models import Problem
from observatory.reports.models import Report, ReportTerm, Story
from observatory.reports.permissions import may_tally


def first_of_month(moment: datetime) -> date:
    """Return the first day of the month, in the observatory's time zone."""
    return timezone.localtime(moment).date().replace(day=1)


def _obstacles(report: Report) -> list[int]:
    return list(
        ReportTerm.objects.filter(report=report, term__vocabulary="obstacle").values_list(
            "term_id", flat=True
        )
    )


def count_report_in_problem(
    *, report: Report, problem: Problem, with_text: bool, by: User, at: datetime
) -> None:
    """Let a report count in a problem, by the month it was received in.

    Side effects: the report points at the problem and its month; the story
    (when `with_text`) is shown there from `at` on; the problem's tallies go up.
    The caller changes the state, writes the journal and holds the transaction.
    Raises `PermissionDenied`.
    """
    if not may_tally(by, report):
        raise PermissionDenied
    month = first_of_month(report.received_at)
    Report.objects.filter(pk=report.pk).update(problem=problem, counted_month=month)
    report.problem, report.counted_month = problem, month
    if with_text:
        Story.objects.filter(report=report).update(problem=problem, approved_at=at)
    add_report_to_tallies(
        problem=problem,
        month=month,
        obstacle_ids=_obstacles(report),
        with_text=with_text,
        by=by,
        at=at,
    )


def uncount_report(*, report: Report, by: User, at: datetime) -> None:
    """Take a counted report out of its problem's tallies; one that is not counted stays as it is.

    Side effects: the tallies go down, the story leaves the problem's page, the
    report points at no problem. The approved text stays with the report until
    someone edits it. Raises `PermissionDenied`.
    """
    if not may_tally(by, report):
        raise PermissionDenied
    if report.counted_month is None or report.problem is None:
        return
    with_text = bool(
        Story.objects.filter(report=report, approved_at__isnull=False).update(
            problem=None, approved_at=None
        )
    )
    remove_report_from_tallies(
        problem=report.problem,
        month=report.counted_month,
        obstacle_ids=_obstacles(report),
        with_text=with_text,
        by=by,
        at=at,
    )
    Report.objects.filter(pk=report.pk).update(problem=None, counted_month=None)
    report.problem, report.counted_month = None, None
