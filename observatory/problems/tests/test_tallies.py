"""Tallies move with the write that publishes or takes back, and never go below zero."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from observatory.journal.queries import edition_number
from observatory.people.queries import system_actor
from observatory.problems.actions import Conflict, remove_report_from_tallies
from observatory.problems.models import Problem, ProblemMonth, ProblemObstacle, TerritoryMonth
from observatory.search.queries import find
from observatory.vocabularies.queries import term

from .factories import MARCH, NOW, add_report, make_problem

pytestmark = pytest.mark.django_db

MAY = date(2026, 5, 1)


def take_back(problem, *, obstacles=("P05",), month=MARCH, with_text=False):
    remove_report_from_tallies(
        problem=problem,
        month=month,
        obstacle_ids=[term("obstacle", code).pk for code in obstacles],
        with_text=with_text,
        by=system_actor("public"),
        at=NOW,
    )


def tallies(problem):
    """Return every tally that a report of this problem moves."""
    problem.refresh_from_db()
    return (
        problem.report_count,
        problem.text_count,
        problem.first_month,
        problem.last_month,
        dict(problem.months.exclude(reports=0).values_list("month", "reports")),
        dict(problem.obstacles.exclude(reports=0).values_list("obstacle__code", "reports")),
        dict(TerritoryMonth.objects.exclude(reports=0).values_list("month", "reports")),
    )


def test_a_counted_report_moves_every_tally_once(schaerbeek):
    problem = make_problem(schaerbeek)
    add_report(problem, obstacles=["P05", "P05", "P21"], with_text=True)
    add_report(problem, month=MAY)
    assert tallies(problem) == (
        2, 1, MARCH, MAY, {MARCH: 1, MAY: 1}, {"P05": 2, "P21": 1}, {MARCH: 1, MAY: 1},
    )  # fmt: skip


def test_what_is_taken_back_leaves_no_trace_in_the_tallies(schaerbeek):
    problem = make_problem(schaerbeek, reports=2)
    before = tallies(problem)
    add_report(problem, obstacles=["P21"], month=MAY, with_text=True)
    take_back(problem, obstacles=["P21"], month=MAY, with_text=True)
    assert tallies(problem) == before


def test_the_first_and_last_month_follow_the_reports(schaerbeek):
    problem = make_problem(schaerbeek, reports=1, month=MAY)
    add_report(problem, month=date(2025, 12, 1))
    assert (problem.first_month, problem.last_month) == (date(2025, 12, 1), MAY)
    take_back(problem, month=MAY)
    assert (problem.first_month, problem.last_month) == (date(2025, 12, 1), date(2025, 12, 1))
    take_back(problem, month=date(2025, 12, 1))
    assert (problem.first_month, problem.last_month) == (None, None)


def test_the_obstacle_most_reported_names_the_problem(schaerbeek):
    problem = make_problem(schaerbeek, reports=1)
    add_report(problem, obstacles=["P03"])
    assert problem.obstacle.code == "P05", "with equal counts nothing changes"
    add_report(problem, obstacles=["P03"])
    assert Problem.objects.get().obstacle.code == "P03"
    take_back(problem, obstacles=["P03"])
    take_back(problem, obstacles=["P03"])
    assert Problem.objects.get().obstacle.code == "P05"


def test_the_search_finds_a_problem_while_it_is_public_by_its_present_title(schaerbeek):
    def found(text):
        return [one.url_arg for one in find(text, languages=["fr", "nl", "en"], kind="problem")]

    problem = make_problem(schaerbeek)
    assert found("schaerbeek") == []
    add_report(problem)
    assert set(found("QR rendez-vous Schaerbeek")) == {str(problem.pk)}
    assert set(found("afspraak internet schaarbeek")) == {str(problem.pk)}
    assert set(found("1030")) == {str(problem.pk)}
    add_report(problem, obstacles=["P10"])
    add_report(problem, obstacles=["P10"])
    assert found("QR rendez-vous") == []
    assert found("guichet supprimé") == [str(problem.pk)]
    for code in ("P05", "P10", "P10"):
        take_back(problem, obstacles=[code])
    assert found("schaerbeek") == []


def test_the_public_edition_advances_and_a_withdrawal_puts_nothing_on_top(schaerbeek):
    problem = make_problem(schaerbeek)
    edition = edition_number()
    add_report(problem, at=NOW + timedelta(hours=1))
    first = edition_number()
    assert first > edition
    assert problem.changed_at == NOW + timedelta(hours=1)
    take_back(problem)
    assert edition_number() > first
    assert problem.changed_at == NOW + timedelta(hours=1)


@pytest.mark.parametrize(
    "wrong",
    [{"month": MAY}, {"obstacles": ["P21"]}, {"with_text": True}],
    ids=["another month", "another obstacle", "a text that was not counted"],
)
def test_what_was_not_counted_cannot_be_taken_back(schaerbeek, wrong):
    problem = make_problem(schaerbeek, reports=1)
    before = tallies(problem)
    with pytest.raises(Conflict):
        take_back(problem, **wrong)
    assert tallies(problem) == before


def test_an_empty_problem_stays_at_zero(schaerbeek):
    with pytest.raises(Conflict):
        take_back(make_problem(schaerbeek))


@pytest.mark.parametrize(
    ("rows", "field"),
    [
        (Problem, "report_count"),
        (Problem, "me_too_count"),
        (ProblemMonth, "reports"),
        (ProblemObstacle, "reports"),
        (TerritoryMonth, "reports"),
    ],
)
def test_the_tables_themselves_refuse_a_tally_below_zero(schaerbeek, rows, field):
    make_problem(schaerbeek, reports=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.objects.update(**{field: -1})


def test_a_problem_never_has_more_texts_than_reports(schaerbeek):
    make_problem(schaerbeek, reports=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Problem.objects.update(text_count=2)


def test_only_moderators_of_the_place_count_reports(schaerbeek, mireille, chantal, amine, outsider):
    problem = make_problem(schaerbeek)
    add_report(problem, by=mireille)
    for person in (chantal, amine, outsider):
        with pytest.raises(PermissionDenied):
            add_report(problem, by=person)
    with pytest.raises(PermissionDenied):
        add_report(make_problem(None), by=mireille)
    assert tallies(problem)[0] == 1


def test_a_month_is_named_by_its_first_day(schaerbeek):
    with pytest.raises(ValueError, match="first day"):
        add_report(make_problem(schaerbeek), month=date(2026, 3, 2))


def test_an_object_read_long_ago_still_counts_rightly(schaerbeek):
    problem = make_problem(schaerbeek)
    stale = Problem.objects.get(pk=problem.pk)
    add_report(problem)
    add_report(stale)
    assert stale.report_count == 2
