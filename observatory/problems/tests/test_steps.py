"""The life of a problem: every state and every step, and the visit that "improved" needs."""

from datetime import date, timedelta
from itertools import product

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from observatory.journal.models import Entry
from observatory.journal.queries import edition_number
from observatory.problems.actions import Conflict, WrongStep, record_step, undo_step
from observatory.problems.models import Problem, ProblemEvent
from observatory.problems.states import TRANSITIONS, State

from .factories import NOW, make_problem

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)


def step(problem, transition, by, *, happened_on=TODAY, visited_on=None, revision=None, note=""):
    problem.refresh_from_db()
    return record_step(
        problem=problem,
        revision=problem.revision if revision is None else revision,
        transition=transition,
        happened_on=happened_on,
        visited_on=visited_on,
        note=note,
        source_url="",
        by=by,
        at=NOW,
    )


@pytest.mark.parametrize(("state", "name"), list(product(State.values, TRANSITIONS)))
def test_every_step_from_every_state(schaerbeek, chantal, state, name):
    problem = make_problem(schaerbeek, reports=1)
    Problem.objects.update(state=state)
    transition = TRANSITIONS[name]
    if state in transition.before:
        step(problem, name, chantal, visited_on=TODAY if transition.needs_visit else None)
        problem.refresh_from_db()
        assert (problem.state, problem.revision) == (transition.after, 1)
        event = ProblemEvent.objects.get()
        assert (event.state_before, event.state_after) == (state, transition.after)
    else:
        with pytest.raises(Conflict):
            step(problem, name, chantal, visited_on=TODAY if transition.needs_visit else None)
        problem.refresh_from_db()
        assert (problem.state, problem.revision) == (state, 0)
        assert not ProblemEvent.objects.exists()


@pytest.mark.parametrize("name", [n for n, t in TRANSITIONS.items() if t.needs_visit])
@pytest.mark.parametrize(
    ("visited_on", "reason"),
    [
        (None, "missing"),
        (TODAY + timedelta(days=1), "future"),
        (date(2026, 9, 30), "too_early"),
        (date(2026, 10, 1), "too_early"),
    ],
)
def test_improved_and_solved_need_a_visit_after_the_announcement(
    schaerbeek, chantal, name, visited_on, reason
):
    problem = make_problem(schaerbeek, reports=1)
    step(problem, "record_announcement", chantal, happened_on=date(2026, 10, 1))
    with pytest.raises(WrongStep) as wrong:
        step(problem, name, chantal, visited_on=visited_on)
    assert wrong.value.mistakes == {"visited_on": reason}
    step(problem, name, chantal, visited_on=date(2026, 10, 2))


def test_a_visit_from_before_the_problem_came_back_proves_nothing(schaerbeek, chantal):
    problem = make_problem(schaerbeek, reports=1)
    step(problem, "record_solution", chantal, visited_on=date(2026, 9, 1))
    step(problem, "record_return", chantal, happened_on=date(2026, 10, 1))
    with pytest.raises(WrongStep):
        step(problem, "record_solution", chantal, visited_on=date(2026, 9, 15))
    step(problem, "record_solution", chantal, visited_on=date(2026, 11, 1))


def test_the_table_itself_refuses_improved_without_a_visit(schaerbeek, chantal):
    event = step(make_problem(schaerbeek), "record_improvement", chantal, visited_on=TODAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        ProblemEvent.objects.filter(pk=event.pk).update(visited_on=None)


def test_nothing_happens_in_the_future(schaerbeek, chantal):
    with pytest.raises(WrongStep) as wrong:
        step(
            make_problem(schaerbeek),
            "record_answer",
            chantal,
            happened_on=TODAY + timedelta(days=1),
        )
    assert wrong.value.mistakes == {"happened_on": "future"}


def test_a_step_that_does_not_exist_is_refused(schaerbeek, chantal):
    with pytest.raises(WrongStep):
        step(make_problem(schaerbeek), "record_miracle", chantal)


def test_the_second_who_acts_on_the_same_problem_gets_a_conflict(schaerbeek, chantal, mireille):
    problem = make_problem(schaerbeek)
    step(problem, "record_answer", chantal, revision=0)
    with pytest.raises(Conflict):
        step(problem, "record_announcement", mireille, revision=0)
    assert ProblemEvent.objects.count() == 1


def test_coordinators_moderators_and_administrators_follow(schaerbeek, chantal, mireille, olu):
    for person in (chantal, mireille, olu):
        Problem.objects.all().delete()
        step(make_problem(schaerbeek), "record_answer", person)


def test_nobody_else_follows(molenbeek, chantal, mireille, amine, outsider):
    for person in (chantal, mireille, amine, outsider):
        with pytest.raises(PermissionDenied):
            step(make_problem(molenbeek), "record_answer", person)
    with pytest.raises(PermissionDenied):
        step(make_problem(None), "record_answer", chantal)


def test_a_step_is_in_the_journal_without_the_words_of_anyone(schaerbeek, chantal):
    problem = make_problem(schaerbeek)
    edition = edition_number()
    step(problem, "record_answer", chantal, note="Le service dit bonjour")
    entry = Entry.objects.get(action="problems.record_answer")
    assert (entry.state_before, entry.state_after, entry.actor_id) == (
        "open",
        "answered",
        chantal.pk,
    )
    assert "bonjour" not in str(entry.data)
    assert edition_number() > edition


def test_the_last_step_can_be_undone_and_then_the_one_before(schaerbeek, chantal):
    problem = make_problem(schaerbeek)
    first = step(problem, "record_answer", chantal)
    second = step(problem, "record_announcement", chantal)
    for event, state in ((second, "answered"), (first, "open")):
        problem.refresh_from_db()
        undo_step(event=event, revision=problem.revision, by=chantal, at=NOW)
        problem.refresh_from_db()
        assert problem.state == state
    assert not ProblemEvent.objects.filter(undone_at=None).exists()
    assert Entry.objects.filter(action="problems.undo_step").count() == 2


def test_an_older_step_or_one_undone_cannot_be_undone(schaerbeek, chantal):
    problem = make_problem(schaerbeek)
    first = step(problem, "record_answer", chantal)
    second = step(problem, "record_announcement", chantal)
    problem.refresh_from_db()
    with pytest.raises(Conflict):
        undo_step(event=first, revision=problem.revision, by=chantal, at=NOW)
    undo_step(event=second, revision=problem.revision, by=chantal, at=NOW)
    problem.refresh_from_db()
    with pytest.raises(Conflict):
        undo_step(event=second, revision=problem.revision, by=chantal, at=NOW)
    assert problem.state == "answered"


def test_an_outsider_undoes_nothing(schaerbeek, chantal, outsider):
    event = step(make_problem(schaerbeek), "record_answer", chantal)
    with pytest.raises(PermissionDenied):
        undo_step(event=event, revision=1, by=outsider, at=NOW)
