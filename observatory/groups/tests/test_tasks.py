"""Tasks: every state and transition, two who take one at once, what is another's."""

import pytest
from django.core.exceptions import PermissionDenied

from observatory.groups.actions import BadValues, Conflict, add_task, correct_task, move_task
from observatory.groups.models import Task
from observatory.groups.states import TRANSITIONS, State

from .making import NOW, TUESDAY, join, task_of

pytestmark = pytest.mark.django_db


def moved(task, *names, by):
    for name in names:
        move_task(task=task, transition=name, by=by, at=NOW)
        task.refresh_from_db()
    return task


WAY_TO = {"open": [], "taken": ["take"], "done": ["finish"], "dropped": ["drop"]}


@pytest.mark.parametrize("name", sorted(TRANSITIONS))
@pytest.mark.parametrize("state", State.values)
def test_each_transition_goes_from_its_states_and_from_no_other(here, nadia, state, name):
    task = moved(task_of(here), *WAY_TO[state], by=nadia)
    assert task.state == state
    move = TRANSITIONS[name]
    if state in move.before:
        assert moved(task, name, by=nadia).state == move.after
    else:
        with pytest.raises(Conflict):
            move_task(task=task, transition=name, by=nadia, at=NOW)
        assert Task.objects.get().state == state


def test_mireille_takes_a_task_finishes_it_and_finds_it_was_not_finished(here, mireille):
    task = moved(task_of(here), "take", by=mireille)
    assert task.taken_by == mireille
    assert moved(task, "finish", by=mireille).taken_by == mireille
    assert moved(task, "reopen", by=mireille).taken_by is None


def test_two_who_take_the_same_task_at_once_one_has_it_and_the_other_is_told(here, mireille, nadia):
    task = task_of(here)
    same = Task.objects.get(pk=task.pk)
    move_task(task=task, transition="take", by=mireille, at=NOW)
    with pytest.raises(Conflict):
        move_task(task=same, transition="take", by=nadia, at=NOW)
    assert Task.objects.get().taken_by == mireille


def test_a_task_that_another_took_is_theirs_or_for_who_leads(here, mireille, nadia, marc):
    join(here, marc)
    task = moved(task_of(here), "take", by=mireille)
    for name in ("give_back", "finish"):
        with pytest.raises(PermissionDenied):
            move_task(task=task, transition=name, by=marc, at=NOW)
    assert moved(task, "give_back", by=nadia).state == "open"


def test_who_leads_adds_corrects_and_drops_and_a_member_does_not(here, mireille, nadia):
    task = add_task(group=here, text="Affiches", due_on=TUESDAY, by=nadia, at=NOW)
    with pytest.raises(PermissionDenied):
        add_task(group=here, text="Autre", due_on=None, by=mireille, at=NOW)
    with pytest.raises(PermissionDenied):
        move_task(task=task, transition="drop", by=mireille, at=NOW)
    correct_task(task=task, revision=0, text="Tracts", due_on=None, by=nadia, at=NOW)
    with pytest.raises(Conflict):
        correct_task(task=task, revision=0, text="Deux fois", due_on=None, by=nadia, at=NOW)
    task.refresh_from_db()
    assert (task.text, task.due_on) == ("Tracts", None)


def test_other_groups_and_outsiders_touch_no_task(here, there, amine, outsider):
    task = task_of(here)
    for person in (amine, outsider):
        with pytest.raises(PermissionDenied):
            move_task(task=task, transition="take", by=person, at=NOW)


def test_an_empty_task_and_an_unknown_move_are_refused(here, nadia):
    with pytest.raises(BadValues):
        add_task(group=here, text="", due_on=None, by=nadia, at=NOW)
    with pytest.raises(BadValues):
        move_task(task=task_of(here), transition="burn", by=nadia, at=NOW)
