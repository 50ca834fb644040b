"""Problems for tests, made by the actions themselves."""

from datetime import UTC, date, datetime

from observatory.people.queries import system_actor
from observatory.problems.actions import add_report_to_tallies, open_problem
from observatory.problems.models import Problem
from observatory.vocabularies.queries import term

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MARCH = date(2026, 3, 1)


def make_problem(
    territory=None, *, service="S01", channel="counter", reports=0, obstacles=("P05",), month=MARCH
) -> Problem:
    """Open a problem, with so many reports counted in one month, each naming the obstacles."""
    problem = open_problem(
        territory=territory,
        service=term("service", service),
        channel=channel,
        obstacle=term("obstacle", obstacles[0]) if obstacles else None,
        by=system_actor("worker"),
        at=NOW,
    )
    for _ in range(reports):
        add_report(problem, obstacles=obstacles, month=month)
    return problem


def add_report(
    problem, *, obstacles=("P05",), month=MARCH, with_text=False, by=None, at=NOW
) -> None:
    add_report_to_tallies(
        problem=problem,
        month=month,
        obstacle_ids=[term("obstacle", code).pk for code in obstacles],
        with_text=with_text,
        by=by or system_actor("worker"),
        at=at,
    )
