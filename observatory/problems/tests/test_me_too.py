""" "It happened to me too" is counted apart, once a day for one client, and bursts are set aside."""

from datetime import date, timedelta

import pytest

from observatory.journal.models import Entry
from observatory.journal.queries import edition_number
from observatory.limits.models import Tally
from observatory.people.queries import system_actor
from observatory.problems.actions import say_me_too
from observatory.problems.actions.me_too import BURST
from observatory.problems.models import MeToo, ProblemMonth

from .factories import MARCH, NOW, make_problem

pytestmark = pytest.mark.django_db


def say(problem, client="a" * 64, *, at=NOW, month=MARCH, territory=None):
    say_me_too(
        problem=problem,
        territory=territory,
        month=month,
        client_hash=client,
        by=system_actor("public"),
        at=at,
    )
    problem.refresh_from_db()


def test_fatima_says_it_happened_to_her_too_and_n_stays_the_same(schaerbeek):
    problem = make_problem(schaerbeek, reports=4)
    edition = edition_number()
    say(problem, territory=schaerbeek)
    assert (problem.report_count, problem.me_too_count) == (4, 1)
    assert ProblemMonth.objects.get().me_too == 1
    assert ProblemMonth.objects.get().reports == 4
    assert edition_number() > edition


def test_the_same_client_counts_once_a_day_for_one_problem(schaerbeek):
    problem, other = make_problem(schaerbeek), make_problem(schaerbeek, service="S05")
    say(problem)
    say(problem, at=NOW + timedelta(hours=2))
    say(other)
    assert (problem.me_too_count, other.me_too_count) == (1, 1)
    say(problem, at=NOW + timedelta(days=1))
    assert problem.me_too_count == 2


def test_more_than_ten_within_an_hour_are_set_aside(schaerbeek):
    problem = make_problem(schaerbeek)
    for number in range(BURST + 5):
        say(problem, f"client {number}", at=NOW + timedelta(minutes=number))
    assert problem.me_too_count == BURST == 10
    assert MeToo.objects.filter(is_set_aside=True).count() == 5
    assert ProblemMonth.objects.get().me_too == BURST


def test_a_burst_on_one_problem_leaves_the_others_alone(schaerbeek):
    problem, other = make_problem(schaerbeek), make_problem(schaerbeek, service="S05")
    for number in range(BURST + 1):
        say(problem, f"client {number}")
    say(other, "client 0")
    assert other.me_too_count == 1


def test_after_an_hour_of_calm_people_count_again(schaerbeek):
    problem = make_problem(schaerbeek)
    for number in range(BURST + 1):
        say(problem, f"client {number}")
    say(problem, "later", at=NOW + timedelta(minutes=61))
    assert problem.me_too_count == BURST + 1


def test_what_is_set_aside_changes_no_public_page(schaerbeek):
    problem = make_problem(schaerbeek)
    for number in range(BURST):
        say(problem, f"client {number}")
    edition = edition_number()
    say(problem, "one too many")
    assert edition_number() == edition


def test_who_does_not_remember_when_counts_too(schaerbeek):
    problem = make_problem(schaerbeek)
    say(problem, month=None)
    assert problem.me_too_count == 1
    assert not ProblemMonth.objects.exists()


def test_nothing_of_the_client_stays_with_what_was_said(schaerbeek):
    client = "f" * 64
    say(make_problem(schaerbeek), client, month=date(2026, 5, 1))
    assert Tally.objects.get().who == client
    row = MeToo.objects.values().get()
    assert client not in str(row)
    assert client not in str(Entry.objects.filter(action="problems.me_too").values())
