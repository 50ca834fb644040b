"""Writing an observation down: once, at a moment that can be, asked about where it is odd."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from observatory.journal.models import Entry
from observatory.observations.actions import (
    InvalidAnswers,
    Odd,
    Try,
    move_observation,
    move_round,
    plan_slots,
)
from observatory.observations.models import Attempt, Intake, Observation, Outcome, Round, Slot
from observatory.people.actions import Conflict, Refused

from .making import (
    DAY,
    SEEN_AT,
    make_location,
    observe,
    one_try,
    post_hours,
    publish_grid,
)

HOLIDAY = datetime(2027, 3, 29, 9, 15, tzinfo=UTC)  # Easter Monday
SUNDAY = datetime(2027, 3, 7, 9, 15, tzinfo=UTC)


def test_an_observation_keeps_its_grid_its_answers_and_who_made_it(opened, town_hall, chantal):
    made = observe(opened, town_hall, chantal, answers={"k14": "yes", "nonsense": "x"})
    row = Observation.objects.get()
    assert made.is_new
    assert (row.round, row.location, row.territory) == (opened, town_hall, opened.territory)
    assert (row.scenario, row.channel, row.observer) == ("T1", "visit", chantal)
    assert row.version == opened.version
    assert row.answers == {"scenario": "T1", "channel": "visit", "k14": "yes"}
    assert (row.confirmed, row.intake) == ([], "desk")
    entry = Entry.objects.get(action="observation.record")
    assert entry.data["channel"] == "visit"
    assert "k14" not in repr(entry.data)


def test_the_same_identifier_twice_is_one_observation(opened, town_hall, chantal):
    uuid = uuid4()
    first = observe(opened, town_hall, chantal, uuid=uuid)
    again = observe(opened, town_hall, chantal, uuid=uuid, answers={"k14": "no"})
    assert (first.is_new, again.is_new) == (True, False)
    assert again.observation == first.observation
    assert Observation.objects.count() == 1


def test_nobody_is_shown_an_observation_of_another_by_its_identifier(
    opened, town_hall, chantal, mireille, marc
):
    uuid = observe(opened, town_hall, mireille).observation.uuid
    with pytest.raises(PermissionDenied):
        observe(opened, town_hall, marc, uuid=uuid)
    assert not observe(opened, town_hall, chantal, uuid=uuid).is_new


def test_an_older_grid_of_the_same_questionnaire_is_kept_with_the_observation(
    opened, town_hall, chantal
):
    newer = publish_grid(number=opened.version.number + 1)
    made = observe(opened, town_hall, chantal, version=newer).observation
    assert made.version == newer
    other = publish_grid(number=1, key="other")
    with pytest.raises(Refused, match="other_grid"):
        observe(opened, town_hall, chantal, version=other)


def test_the_future_is_refused(opened, town_hall, chantal):
    with pytest.raises(Refused, match="future"):
        observe(opened, town_hall, chantal, at=SEEN_AT - timedelta(minutes=1))


def test_answers_that_cannot_be_are_refused_by_question(opened, town_hall, chantal):
    with pytest.raises(InvalidAnswers) as refused:
        observe(opened, town_hall, chantal, answers={"k14": "perhaps", "scenario": ""})
    assert set(refused.value.errors) == {"k14", "scenario"}
    assert not Observation.objects.exists()


@pytest.mark.parametrize(
    "case",
    [
        (SEEN_AT, "visit", []),
        (HOLIDAY, "visit", ["holiday"]),
        (HOLIDAY, "call", ["holiday"]),
        (HOLIDAY, "letter", []),
        (SUNDAY, "visit", ["outside_hours"]),
        (SUNDAY, "call", []),
        # 12:30 in Brussels, between the two halves of the day.
        (datetime(2027, 3, 3, 11, 30, tzinfo=UTC), "visit", ["outside_hours"]),
        (datetime(2027, 2, 24, 9, 15, tzinfo=UTC), "visit", ["outside_period"]),
        (datetime(2027, 4, 5, 8, 15, tzinfo=UTC), "reading", ["outside_period"]),
    ],
)
def test_what_is_odd_is_asked_about_and_kept_if_confirmed(opened, town_hall, chantal, case):
    moment, channel, odd = case
    if odd:
        with pytest.raises(Odd) as asked:
            observe(opened, town_hall, chantal, channel=channel, observed_at=moment)
        assert asked.value.oddities == odd
        assert not Observation.objects.exists()
    made = observe(opened, town_hall, chantal, channel=channel, observed_at=moment, confirmed=odd)
    assert made.observation.confirmed == odd


def test_a_location_that_closed_is_asked_about_from_that_day_on(opened, town_hall, chantal):
    post_hours(town_hall, "", on=date(2027, 3, 10))
    observe(opened, town_hall, chantal)
    later = datetime(2027, 3, 10, 9, 15, tzinfo=UTC)
    with pytest.raises(Odd) as asked:
        observe(opened, town_hall, chantal, observed_at=later)
    assert asked.value.oddities == ["closed"]
    # Confirming something else is not confirming this.
    with pytest.raises(Odd):
        observe(opened, town_hall, chantal, observed_at=later, confirmed=["holiday"])


def test_a_call_to_a_counter_that_closed_is_asked_about_too(opened, town_hall, chantal):
    post_hours(town_hall, "", on=date(2027, 3, 2))
    with pytest.raises(Odd) as asked:
        observe(opened, town_hall, chantal, channel="call")
    assert asked.value.oddities == ["closed"]
    made = observe(opened, town_hall, chantal, channel="call", confirmed=["closed"])
    assert made.observation.confirmed == ["closed"]


def test_another_procedure_than_the_one_tried_there_is_refused(opened, town_hall, chantal):
    with pytest.raises(Refused, match="other_scenario"):
        observe(opened, town_hall, chantal, answers={"scenario": "T4"})
    assert not Observation.objects.exists()


def test_hours_that_nobody_knows_are_not_asked_about(opened, station, chantal):
    observe(opened, station, chantal, observed_at=SUNDAY)


@pytest.mark.parametrize("who", ["amine", "outsider", "nadia"])
def test_observing_is_for_the_people_of_the_territory(who, request, opened, town_hall):
    person = request.getfixturevalue(who)
    if who == "nadia":
        # The phone line answers for everywhere.
        observe(opened, town_hall, person)
        return
    with pytest.raises(PermissionDenied):
        observe(opened, town_hall, person)


def test_a_coordinator_writes_down_what_another_saw_and_nobody_else_does(
    opened, town_hall, chantal, mireille, amine
):
    made = observe(opened, town_hall, chantal, observer=mireille).observation
    assert made.observer == mireille
    for by, observer in ((mireille, chantal), (chantal, amine)):
        with pytest.raises(PermissionDenied):
            observe(opened, town_hall, by, observer=observer)


def test_a_round_takes_observations_while_it_is_open(prepared, town_hall, chantal, schaerbeek):
    with pytest.raises(Refused, match="not_open"):
        observe(prepared, town_hall, chantal)
    move_round(asked=prepared, transition="open", by=chantal, at=DAY)
    opened = Round.objects.get(pk=prepared.pk)
    elsewhere = make_location(schaerbeek, code="ailleurs")
    with pytest.raises(Refused, match="other_location"):
        observe(opened, elsewhere, chantal)
    made = observe(opened, town_hall, chantal).observation
    move_round(asked=opened, transition="close", by=chantal, at=SEEN_AT, knows_missing=True)
    closed = Round.objects.get(pk=prepared.pk)
    with pytest.raises(Refused, match="not_open"):
        observe(closed, town_hall, chantal)
    # What was sent before comes back as it was.
    assert not observe(closed, town_hall, chantal, uuid=made.uuid).is_new
    made.round = closed
    with pytest.raises(Refused, match="not_open"):
        move_observation(observation=made, transition="set_aside", by=chantal, at=SEEN_AT)


@pytest.fixture
def slots(opened, chantal, mireille):
    """A double of the town hall and the visit that it doubles."""
    asked = Round.objects.get(pk=opened.pk)
    plan_slots(asked=asked, seen=asked.revision, people=[chantal, mireille], by=chantal, at=DAY)
    double = Slot.objects.filter(is_double=True, location__code="mairie-1").get()
    return double.twin, double


def test_a_visit_that_was_planned_is_done_once(opened, slots, chantal):
    visit, _double = slots
    made = observe(opened, visit.location, visit.assigned_to, slot=visit).observation
    visit.refresh_from_db()
    assert (visit.state, made.slot) == ("done", visit)
    with pytest.raises(Conflict, match="slot_done"):
        observe(opened, visit.location, chantal, slot=Slot.objects.get(pk=visit.pk))
    stale = Slot.objects.get(pk=visit.pk)
    stale.state = "planned"
    with pytest.raises(Conflict, match="slot_done"):
        observe(opened, visit.location, chantal, slot=stale)


def test_the_second_look_is_someone_elses(opened, slots):
    visit, double = slots
    observe(opened, visit.location, visit.assigned_to, slot=visit)
    with pytest.raises(Refused, match="same_person"):
        observe(opened, visit.location, visit.assigned_to, slot=double)
    observe(opened, visit.location, double.assigned_to, slot=double)


def test_the_second_look_may_be_written_down_first(opened, slots):
    visit, double = slots
    observe(opened, visit.location, double.assigned_to, slot=double)
    with pytest.raises(Refused, match="same_person"):
        observe(opened, visit.location, double.assigned_to, slot=visit)


def test_a_slot_is_for_its_own_location_and_channel(opened, slots, station, chantal):
    visit, _double = slots
    for location, channel in ((station, "visit"), (visit.location, "call")):
        with pytest.raises(Refused, match="wrong_slot"):
            observe(opened, location, chantal, channel=channel, slot=visit)


def test_a_mistake_is_set_aside_and_its_visit_made_again(opened, slots, mireille, chantal):
    visit, _double = slots
    made = observe(opened, visit.location, visit.assigned_to, slot=visit).observation
    with pytest.raises(PermissionDenied):
        move_observation(observation=made, transition="set_aside", by=mireille, at=SEEN_AT)
    move_observation(observation=made, transition="set_aside", by=chantal, at=SEEN_AT)
    made.refresh_from_db()
    visit.refresh_from_db()
    assert (made.state, made.slot, visit.state) == ("set_aside", None, "planned")
    assert not Observation.objects.kept().exists()
    observe(opened, visit.location, visit.assigned_to, slot=visit)


def test_a_call_keeps_its_attempts(opened, town_hall, chantal):
    tries = [
        one_try(300, Outcome.NO_ANSWER, SEEN_AT),
        one_try(12, Outcome.BUSY, SEEN_AT + timedelta(minutes=10)),
        one_try(85, Outcome.ANSWERED, SEEN_AT + timedelta(minutes=20)),
    ]
    observe(opened, town_hall, chantal, channel="call", attempts=tries)
    assert list(
        Attempt.objects.order_by("number").values_list("number", "waited_seconds", "outcome")
    ) == [(1, 300, "no_answer"), (2, 12, "busy"), (3, 85, "answered")]


@pytest.mark.parametrize(
    ("tries", "reason"),
    [
        ([], "no_attempt"),
        ([one_try(outcome=Outcome.BUSY)] * 4, "too_many_attempts"),
        ([one_try(301)], "attempt_too_long"),
        ([one_try(-1)], "attempt_too_long"),
        ([one_try(), one_try()], "attempt_after_answer"),
        (
            [
                one_try(outcome=Outcome.BUSY),
                one_try(began_at=SEEN_AT - timedelta(minutes=1)),
            ],
            "attempt_order",
        ),
        ([one_try(began_at=SEEN_AT + timedelta(days=1))], "future"),
    ],
)
def test_attempts_that_cannot_be(opened, town_hall, chantal, tries, reason):
    with pytest.raises(Refused, match=reason):
        observe(opened, town_hall, chantal, channel="call", attempts=tries)
    assert not Observation.objects.exists()


def test_a_visit_has_no_attempts_and_a_call_from_odk_has_some_too(opened, town_hall, chantal):
    with pytest.raises(Refused, match="attempts_of_no_call"):
        observe(opened, town_hall, chantal, attempts=[one_try()])
    with pytest.raises(Refused, match="no_attempt"):
        observe(opened, town_hall, chantal, channel="call", attempts=[], intake=Intake.ODK)


def test_the_database_itself_refuses_a_fourth_attempt(opened, town_hall, chantal):
    made = observe(opened, town_hall, chantal, channel="call").observation
    for number, seconds in ((4, 10), (2, 301), (0, 10), (1, 10)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Attempt.objects.create(
                observation=made,
                number=number,
                began_at=SEEN_AT,
                waited_seconds=seconds,
                outcome="busy",
            )


def test_the_attempts_are_in_the_order_in_which_they_were_made():
    assert Try(SEEN_AT, 1, "busy") == one_try(1, "busy")
