"""Every state and every named step: each leads from its states, and from no other."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from observatory.journal.models import Entry
from observatory.observations.actions import move_observation, move_round, move_slot
from observatory.observations.actions.slots import step_slot
from observatory.observations.models import Observation, Round, Slot
from observatory.observations.states import (
    OBSERVATION,
    ROUND,
    SLOT,
    ObservationState,
    RoundState,
    SlotState,
)
from observatory.people.actions import Conflict

from .making import DAY, FIRST, SEEN_AT, make_hearing, observe


def last_entry(action):
    entry = Entry.objects.filter(action=action).latest("pk")
    return entry.state_before, entry.state_after


@pytest.mark.parametrize("state", RoundState.values)
@pytest.mark.parametrize("name", sorted(ROUND))
def test_a_round_goes_only_where_it_may(state, name, prepared, chantal):
    Round.objects.filter(pk=prepared.pk).update(state=state)
    asked = Round.objects.get(pk=prepared.pk)
    make_hearing(asked, sent_on=DAY.date() - timedelta(days=60))
    if state in ROUND[name].before:
        move_round(asked=asked, transition=name, by=chantal, at=DAY, knows_missing=True)
        assert Round.objects.get(pk=asked.pk).state == ROUND[name].after
        assert last_entry(f"round.{name}") == (state, ROUND[name].after)
    else:
        with pytest.raises(Conflict, match="changed"):
            move_round(asked=asked, transition=name, by=chantal, at=DAY, knows_missing=True)
        assert Round.objects.get(pk=asked.pk).state == state


@pytest.fixture
def slot(opened, town_hall):
    return Slot.objects.create(
        round=opened,
        location=town_hall,
        kind="visit",
        scenario="T1",
        due_on=FIRST,
        part="opening",
        changed_at=DAY,
    )


@pytest.mark.parametrize("state", SlotState.values)
@pytest.mark.parametrize("name", sorted(SLOT))
def test_a_planned_visit_goes_only_where_it_may(state, name, slot, chantal):
    Slot.objects.filter(pk=slot.pk).update(state=state)
    slot = Slot.objects.select_related("round").get(pk=slot.pk)

    def move():
        if name in {"drop", "restore"}:
            move_slot(slot=slot, transition=name, by=chantal, at=DAY)
        else:
            # These two come with an observation, and with setting one aside.
            step_slot(slot, name, by=chantal, at=DAY)

    if state in SLOT[name].before:
        move()
        assert Slot.objects.get(pk=slot.pk).state == SLOT[name].after
        assert last_entry(f"slot.{name}") == (state, SLOT[name].after)
    else:
        with pytest.raises(Conflict, match="changed"):
            move()
        assert Slot.objects.get(pk=slot.pk).state == state


@pytest.mark.parametrize("state", ObservationState.values)
@pytest.mark.parametrize("name", sorted(OBSERVATION))
def test_an_observation_goes_only_where_it_may(state, name, opened, town_hall, chantal):
    made = observe(opened, town_hall, chantal).observation
    Observation.objects.filter(pk=made.pk).update(state=state)
    made = Observation.objects.select_related("round", "slot").get(pk=made.pk)
    if state in OBSERVATION[name].before:
        move_observation(observation=made, transition=name, by=chantal, at=SEEN_AT)
        assert Observation.objects.get(pk=made.pk).state == OBSERVATION[name].after
        assert last_entry(f"observation.{name}") == (state, OBSERVATION[name].after)
    else:
        with pytest.raises(Conflict, match="changed"):
            move_observation(observation=made, transition=name, by=chantal, at=SEEN_AT)


@pytest.mark.parametrize("name", ["record", "redo", "nonsense"])
def test_nobody_records_a_visit_by_its_name_alone(name, slot, chantal):
    with pytest.raises(KeyError):
        move_slot(slot=slot, transition=name, by=chantal, at=DAY)


@pytest.mark.parametrize("who", ["amine", "mireille", "nadia", "outsider"])
def test_only_who_coordinates_takes_a_step(who, request, prepared, slot):
    person = request.getfixturevalue(who)
    with pytest.raises(PermissionDenied):
        move_round(asked=prepared, transition="open", by=person, at=DAY)
    with pytest.raises(PermissionDenied):
        move_slot(slot=slot, transition="drop", by=person, at=DAY)


def test_two_people_who_take_the_same_step_are_a_conflict(prepared, chantal, olu):
    same = Round.objects.get(pk=prepared.pk)
    move_round(asked=prepared, transition="open", by=chantal, at=DAY)
    with pytest.raises(Conflict):
        move_round(asked=same, transition="open", by=olu, at=DAY)


def test_every_step_names_who_may_take_it():
    for step in [*ROUND.values(), *SLOT.values(), *OBSERVATION.values()]:
        assert step.permission in {"observations.coordinate", "observations.observe"}
