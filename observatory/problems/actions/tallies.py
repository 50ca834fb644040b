"""Counting reports with the write that publishes them, so that no page ever counts."""

from collections.abc import Iterable
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import F, Max, Min, QuerySet, Value
from django.db.models.functions import Coalesce, Greatest, Least

from observatory.journal.actions import advance_edition
from observatory.kit.actors import Actor
from observatory.problems.models import Problem, ProblemMonth, ProblemObstacle, TerritoryMonth
from observatory.problems.permissions import may_tally

from .conflict import Conflict
from .opening import index_problem


def add_report_to_tallies(
    *,
    problem: Problem,
    month: date,
    obstacle_ids: Iterable[int],
    with_text: bool,
    by: Actor,
    at: datetime,
) -> None:
    """Count one report in the tallies of its problem. Call it in the transaction that publishes it.

    `month` is the first day of the month it counts in; `obstacle_ids` are the
    obstacles it names, each once; `with_text`: an approved text goes with it.
    Side effects, in this order: the problem's counts, months and `changed_at`,
    the counts of month, territory and obstacles, the obstacle that gives the
    title, the search index when the problem becomes public or its title
    changes, the edition. The journal entry is that of the decision, written by
    the caller. Raises `PermissionDenied`, `ValueError` for a day that is not
    the first.
    """
    _check(problem, month, by)
    with transaction.atomic():
        before = _hold(problem)
        Problem.objects.filter(pk=problem.pk).update(
            report_count=F("report_count") + 1,
            text_count=F("text_count") + int(with_text),
            first_month=Least(Coalesce("first_month", Value(month)), Value(month)),
            last_month=Greatest(Coalesce("last_month", Value(month)), Value(month)),
            changed_at=at,
        )
        _add_one(ProblemMonth.objects.all(), problem_id=problem.pk, month=month)
        _add_one(TerritoryMonth.objects.all(), territory_id=problem.territory_id, month=month)
        for obstacle_id in set(obstacle_ids):
            _add_one(ProblemObstacle.objects.all(), problem_id=problem.pk, obstacle_id=obstacle_id)
        _settle(problem, before)
        advance_edition()


def remove_report_from_tallies(
    *,
    problem: Problem,
    month: date,
    obstacle_ids: Iterable[int],
    with_text: bool,
    by: Actor,
    at: datetime,
) -> None:
    """Take back what `add_report_to_tallies` counted; the same arguments, the same side effects.

    `changed_at` stays: a withdrawal puts nothing at the top of a list. Raises
    `Conflict` when the report is not in the tallies (they never go below
    zero), and what `add_report_to_tallies` raises.
    """
    del at
    _check(problem, month, by)
    with transaction.atomic():
        before = _hold(problem)
        if not Problem.objects.filter(
            pk=problem.pk, report_count__gt=0, text_count__gte=int(with_text)
        ).update(
            report_count=F("report_count") - 1,
            text_count=F("text_count") - int(with_text),
        ):
            raise Conflict
        _take_one(ProblemMonth.objects.filter(problem_id=problem.pk, month=month))
        _take_one(
            TerritoryMonth.objects.filter(territory_id=problem.territory_id, month=month)  # type: ignore[misc]
        )
        for obstacle_id in set(obstacle_ids):
            _take_one(
                ProblemObstacle.objects.filter(problem_id=problem.pk, obstacle_id=obstacle_id)
            )
        months = ProblemMonth.objects.filter(problem_id=problem.pk, reports__gt=0).aggregate(
            first_month=Min("month"), last_month=Max("month")
        )
        Problem.objects.filter(pk=problem.pk).update(**months)
        _settle(problem, before)
        advance_edition()


def _check(problem: Problem, month: date, by: Actor) -> None:
    if not may_tally(by, problem.territory_id):
        raise PermissionDenied
    if month.day != 1:
        raise ValueError("a month is named by its first day")


def _add_one(rows: QuerySet, **key: object) -> None:
    """Add one to the tally with this key, made if missing; right when two come at once."""
    mine = rows.filter(**key)
    if mine.update(reports=F("reports") + 1):
        return
    try:
        with transaction.atomic():
            rows.create(**key, reports=1)
    except IntegrityError:
        mine.update(reports=F("reports") + 1)


def _take_one(mine: QuerySet) -> None:
    if not mine.filter(reports__gt=0).update(reports=F("reports") - 1):
        raise Conflict


def _hold(problem: Problem) -> Problem:
    """Return the problem as it is now, and hold back others who would count in it."""
    return Problem.objects.select_for_update().get(pk=problem.pk)


def _settle(problem: Problem, before: Problem) -> None:
    """Name the problem by its most reported obstacle, and bring the search index up to date.

    With equal counts the present one stays, else the first of the vocabulary.
    The object given is brought up to date too.
    """
    problem.refresh_from_db()
    counts = dict(
        ProblemObstacle.objects.filter(problem_id=problem.pk, reports__gt=0)
        .order_by("-reports", "obstacle__position", "obstacle_id")
        .values_list("obstacle_id", "reports")
    )
    if counts and counts.get(problem.obstacle_id or 0, 0) < max(counts.values()):
        problem.obstacle_id = next(iter(counts))
        Problem.objects.filter(pk=problem.pk).update(obstacle_id=problem.obstacle_id)
    became = (problem.report_count > 0) != (before.report_count > 0)
    if became or problem.obstacle_id != before.obstacle_id:
        index_problem(problem)
