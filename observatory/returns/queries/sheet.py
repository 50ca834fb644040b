"""The monthly return sheet of an association: what became of its reports, and what changed.

It is made from the rows and the journal as they stood at the end of the month,
so that a past month reads the same later. One thing may differ: a report that
was withdrawn since is no longer there, only in a number.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.timezone import localdate

from observatory.associations.models import Association
from observatory.kit.small_numbers import next_month
from observatory.places.queries import territories_by_id
from observatory.problems.models import Problem, ProblemEvent
from observatory.problems.queries.page import describe_event
from observatory.problems.wording import obstacle_name, title_of
from observatory.reports.models import Exchange, Report, Tombstone
from observatory.reports.queries.life import STATE_WORDS
from observatory.reports.states import COUNTED, State
from observatory.returns.models import Answer, FollowUpQuestion
from observatory.vocabularies.models import in_language
from observatory.vocabularies.queries import term, terms_by_id

from .months import start_of
from .past import Standing, standing_at, standing_now, steps_of

WAITING = frozenset({State.RECEIVED, State.TO_COMPLETE, State.PROPOSED})
# What became of reports, in the order of the sheet.
FATES = {
    "published": frozenset({State.PUBLISHED}),
    "counted": COUNTED - {State.PUBLISHED},
    "waiting": WAITING,
    "rejected": frozenset({State.REJECTED}),
    "merged": frozenset({State.MERGED}),
}


@dataclass(frozen=True)
class Line:
    """One report on the sheet."""

    reference: str
    received_at: datetime
    service: str
    place: str
    intake: str
    words: Promise
    reason: str
    # What it was at the beginning of the month; empty for a new report.
    before: Promise | str
    is_new: bool
    has_changed: bool
    problem: str
    problem_href: str


@dataclass(frozen=True)
class Question:
    """A question of the team that waits for an answer; `text` while it still does."""

    reference: str
    service: str
    place: str
    text: str
    asked_at: datetime | None


@dataclass(frozen=True)
class Move:
    """A step of a problem that reports of the association are part of."""

    problem: str
    problem_href: str
    report_count: int
    is_undone: bool
    on: date
    title: str
    text: str
    source: str


@dataclass(frozen=True)
class AnswerRow:
    """How often one answer was given: in the month, and until then."""

    words: Promise | str
    in_month: int
    so_far: int


@dataclass
class Sheet:
    """Everything the sheet says, in numbers and words, nothing of it written by a person
    except what the team asked or published."""

    association: Association
    month: date
    # When it was made up to: the end of the month, or now for the month that runs.
    until: datetime
    is_over: bool
    received: list[tuple[str, int]] = field(default_factory=list)
    received_count: int = 0
    # Received that month, and withdrawn by the person since.
    withdrawn_since: int = 0
    # Withdrawn in the course of the month, whenever they were received.
    withdrawn_count: int = 0
    lines: list[Line] = field(default_factory=list)
    changed_count: int = 0
    questions: list[Question] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    answers: list[AnswerRow] = field(default_factory=list)
    asked_in_month: int = 0
    asked_so_far: int = 0
    answered_in_month: int = 0
    answered_so_far: int = 0
    # Since the association joined, by fate; with the withdrawn ones, all it ever brought.
    totals: dict[str, int] = field(default_factory=dict)
    total: int = 0
    withdrawn_so_far: int = 0

    @property
    def last_day(self) -> date:
        """The day the sheet is made up to: the last of the month, or today."""
        return (
            localdate(self.until - timedelta(seconds=1)) if self.is_over else localdate(self.until)
        )

    @property
    def is_quiet(self) -> bool:
        """Nothing to tell this month."""
        return not (
            self.received_count
            or self.withdrawn_count
            or self.changed_count
            or self.questions
            or self.moves
            or self.asked_in_month
            or self.answered_in_month
        )


@dataclass(frozen=True)
class _Known:
    """A report with where it stood at both ends of the month."""

    report: Report
    start: Standing | None
    end: Standing


def month_sheet(association: Association, month: date, at: datetime) -> Sheet:
    """Return the sheet of a month (its first day), as of its end, or as of `at` while it runs.

    The number of queries does not grow with the reports, but for one more to
    the journal for each 500 of them that moved since the month began.
    """
    start, end = start_of(month), start_of(next_month(month))
    sheet = Sheet(association, month, until=min(end, at), is_over=end <= at)
    known = _known(association, start, end)
    _put_withdrawn(sheet, association, start, end)
    _put_totals(sheet, known)
    problems = {
        problem.pk: problem
        for problem in Problem.objects.filter(
            pk__in={one.end.problem_id for one in known if one.end.problem_id}
        )
    }
    _put_lines(sheet, known, problems)
    _put_questions(sheet, known, end)
    _put_moves(sheet, known, problems, start, end)
    _put_answers(sheet, association, month, start, end)
    return sheet


def _known(association: Association, start: datetime, end: datetime) -> list[_Known]:
    """Return the reports received before the end, oldest first. Journal: only of what moved since."""
    reports = list(
        Report.objects.filter(association=association, received_at__lt=end)
        .select_related("rejection")
        .order_by("received_at", "pk")
    )
    # Every change of a state sets `changed_at`: what did not move stands as it stood.
    moved = [report for report in reports if report.changed_at >= start]
    steps = steps_of(moved)
    known = []
    for report in reports:
        own = steps.get(report.subject)
        before = None if report.received_at >= start else standing_now(report)
        if own and before is not None:
            before = standing_at(own, start)
        after = standing_at(own, end) if own and report.changed_at >= end else standing_now(report)
        known.append(_Known(report, before, after))
    return known


def _put_withdrawn(sheet: Sheet, association: Association, start: datetime, end: datetime) -> None:
    for received, withdrawn_at in Tombstone.objects.filter(
        association=association, received_month__lt=localdate(end)
    ).values_list("received_month", "withdrawn_at"):
        sheet.withdrawn_since += received == sheet.month
        sheet.withdrawn_count += start <= withdrawn_at < end
        sheet.withdrawn_so_far += 1


def _put_totals(sheet: Sheet, known: list[_Known]) -> None:
    states = Counter(one.end.state for one in known)
    sheet.totals = {
        fate: sum(states[state] for state in members) for fate, members in FATES.items()
    }
    sheet.total = len(known)


def _put_lines(sheet: Sheet, known: list[_Known], problems: dict[int, Problem]) -> None:
    intakes: Counter[str] = Counter()
    for one in known:
        is_new = one.start is None
        has_changed = one.start is not None and one.start.state != one.end.state
        if is_new:
            intakes[one.report.intake] += 1
        if has_changed or (is_new and one.end.state != State.RECEIVED):
            sheet.changed_count += 1
        if is_new or has_changed:
            sheet.lines.append(_line(one, problems, is_new=is_new))
    sheet.received = [
        (term("intake", code).name, number)
        for code, number in sorted(intakes.items(), key=lambda item: (-item[1], item[0]))
    ]
    sheet.received_count = intakes.total()


def _line(one: _Known, problems: dict[int, Problem], *, is_new: bool) -> Line:
    report, before = one.report, "" if one.start is None else STATE_WORDS[one.start.state][0]
    problem = problems.get(one.end.problem_id or 0)
    return Line(
        reference=report.reference,
        received_at=report.received_at,
        service=in_language(terms_by_id()[report.service_id].names),
        place=place_of(report),
        intake=term("intake", report.intake).name,
        words=STATE_WORDS[one.end.state][0],
        reason=term("rejection", one.end.rejection).name if one.end.rejection else "",
        before=before,
        is_new=is_new,
        has_changed=not is_new or one.end.state != State.RECEIVED,
        problem=obstacle_name(problem) if problem else "",
        problem_href=_href(problem),
    )


def place_of(report: Report) -> str:
    """Return the municipality of a report, or "" when it is not known."""
    territory = territories_by_id().get(report.territory_id or 0)
    return territory.name if territory else ""


def _href(problem: Problem | None) -> str:
    """Return the address of a problem's page while it is public."""
    if problem is None or not problem.report_count:
        return ""
    return reverse("problem", args=[problem.pk])


def _put_questions(sheet: Sheet, known: list[_Known], end: datetime) -> None:
    asked = [one.report for one in known if one.end.state == State.TO_COMPLETE]
    texts: dict[int, Exchange] = {}
    if asked:
        for exchange in Exchange.objects.filter(
            report__in=[report for report in asked if report.state == State.TO_COMPLETE],
            author=Exchange.Author.TEAM,
            written_at__lt=end,
        ).order_by("written_at", "pk"):
            texts[exchange.report_id] = exchange
    for report in asked:
        found = texts.get(report.pk)
        sheet.questions.append(
            Question(
                reference=report.reference,
                service=in_language(terms_by_id()[report.service_id].names),
                place=place_of(report),
                text=found.text if found else "",
                asked_at=found.written_at if found else None,
            )
        )


def _put_moves(
    sheet: Sheet,
    known: list[_Known],
    problems: dict[int, Problem],
    start: datetime,
    end: datetime,
) -> None:
    """Put what was recorded in the month about problems that count our reports, and what was
    taken back in it."""
    counts = Counter(one.end.problem_id for one in known if one.end.problem_id)
    recorded = Q(recorded_at__gte=start, recorded_at__lt=end) & (
        Q(undone_at=None) | Q(undone_at__gte=end)
    )
    undone = Q(recorded_at__lt=start, undone_at__gte=start, undone_at__lt=end)
    for event in ProblemEvent.objects.filter(recorded | undone, problem__in=problems).order_by(
        "happened_on", "pk"
    ):
        problem, told = problems[event.problem_id], describe_event(event)
        sheet.moves.append(
            Move(
                problem=title_of(problem),
                problem_href=_href(problem),
                report_count=counts[event.problem_id],
                is_undone=event.undone_at is not None and event.undone_at < end,
                on=event.happened_on,
                title=told["title"],
                text=told["text"],
                source=told["href"],
            )
        )


def _put_answers(
    sheet: Sheet, association: Association, month: date, start: datetime, end: datetime
) -> None:
    """Put how many were asked, and the latest answer of each person before the end."""
    so_far: Counter[str] = Counter()
    in_month: Counter[str] = Counter()
    questions = FollowUpQuestion.objects.filter(
        report__association=association, asked_on__lt=localdate(end)
    )
    asked = [day for day in questions.values_list("asked_on", flat=True) if day]
    sheet.asked_so_far = len(asked)
    sheet.asked_in_month = sum(day.replace(day=1) == month for day in asked)
    latest: dict[int, tuple[str, datetime]] = {}
    for question, answer, given_at in (
        FollowUpQuestion.objects.filter(
            report__association=association, given_answers__given_at__lt=end
        )
        .order_by("given_answers__pk")
        .values_list("pk", "given_answers__answer", "given_answers__given_at")
    ):
        latest[question] = (answer, given_at)
    for answer, given_at in latest.values():
        so_far[answer] += 1
        in_month[answer] += given_at >= start
    sheet.answers = [AnswerRow(one.label, in_month[one], so_far[one]) for one in Answer]
    sheet.answered_so_far, sheet.answered_in_month = so_far.total(), in_month.total()
