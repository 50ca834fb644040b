"""Planning a round on its rows: what is proposed is written, given to people, moved, dropped."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from observatory.associations.tests.making import sign_in
from observatory.journal.models import Entry
from observatory.observations.actions import (
    change_slot,
    drop_late_slots,
    free_slots,
    move_slot,
    plan_slots,
    share_slots,
)
from observatory.observations.models import Round, Slot
from observatory.observations.queries.plans import plan_of
from observatory.observations.queries.rounds import named_observers
from observatory.people.actions import Conflict, Refused

from .making import DAY, LAST, make_location, make_member, make_person, observe


def again(asked):
    return Round.objects.select_related("territory", "version").get(pk=asked.pk)


def plan(asked, people, by, at=DAY):
    asked = again(asked)
    return plan_slots(asked=asked, seen=asked.revision, people=people, by=by, at=at)


def test_the_whole_protocol_is_planned_and_shared(opened, chantal, mireille):
    planned, impossible = plan(opened, [chantal, mireille], chantal)
    # Two locations of 3 visits, 10 calls, a reading and a letter, and 2 visits seen twice.
    assert (planned, impossible) == (32, [])
    slots = list(opened.slots.all())
    assert {slot.assigned_to for slot in slots} == {chantal, mireille}
    assert {slot.scenario for slot in slots} == {"T1"}
    for double in (slot for slot in slots if slot.is_double):
        assert double.assigned_to != double.twin.assigned_to
        assert (double.due_on, double.part) == (double.twin.due_on, double.twin.part)
    known = [s for s in slots if s.location.code == "mairie-1" and s.kind == "visit"]
    assert {s.starts_at for s in known} == {time(9), time(13), time(15, 15)}
    assert plan(opened, [chantal], chantal) == (0, [])


def test_nothing_is_planned_on_easter_monday(opened, chantal):
    Round.objects.filter(pk=opened.pk).update(
        starts_on=date(2027, 3, 29), ends_on=date(2027, 3, 29)
    )
    planned, impossible = plan(opened, [], chantal)
    assert planned == 0
    assert {one.reason for one in impossible} == {"no_day"}


def test_planning_again_after_observations_adds_only_what_is_missing(
    opened, chantal, mireille, town_hall
):
    observe(opened, town_hall, chantal, observed_at=datetime(2027, 3, 2, 8, 10, tzinfo=UTC))
    observe(opened, town_hall, mireille, observed_at=datetime(2027, 3, 3, 14, 30, tzinfo=UTC))
    observe(opened, town_hall, chantal, channel="letter")
    plan(opened, [chantal, mireille], chantal, at=datetime(2027, 3, 4, 9, 0, tzinfo=UTC))
    here = opened.slots.filter(location=town_hall, is_double=False)
    assert list(here.filter(kind="visit").values_list("part", flat=True)) == ["midday"]
    assert not here.filter(kind="letter").exists()
    assert here.filter(kind="call").count() == 10
    assert min(here.values_list("due_on", flat=True)) >= date(2027, 3, 4)


def test_who_came_at_four_did_not_come_at_opening(opened, chantal, town_hall):
    observe(opened, town_hall, chantal, observed_at=datetime(2027, 3, 2, 14, 50, tzinfo=UTC))
    (act,) = [act for act in plan_of(opened).acts if act.is_done]
    assert act.part == "last_hour"


@pytest.mark.parametrize(
    ("utc", "part"), [(7, "opening"), (11, "midday"), (13, ""), (15, "last_hour")]
)
def test_where_nobody_knows_the_hours_the_clock_says_it(opened, chantal, station, utc, part):
    observe(opened, station, chantal, observed_at=datetime(2027, 3, 2, utc, 10, tzinfo=UTC))
    (act,) = [act for act in plan_of(opened).acts if act.is_done]
    assert act.part == part


def test_the_phone_line_of_a_service_is_called_instead_of_its_counter(
    grid, chantal, schaerbeek, town_hall
):
    from .making import make_round

    line = make_location(schaerbeek, code="ligne-1", kind="phone", hours=None)
    asked = make_round(chantal, schaerbeek, [town_hall, line])
    kinds = {point.key: point.kinds for point in plan_of(asked).points}
    assert kinds == {
        town_hall.pk: {"visit", "reading", "letter"},
        line.pk: {"call"},
    }
    plan(asked, [], chantal)
    assert asked.slots.filter(location=line, kind="call").count() == 10
    # The desk's own: the call of the day on which the appointment is read.
    assert asked.slots.filter(location=town_hall, kind="call").count() == 1
    assert plan(asked, [], chantal) == (0, [])


def test_progress_says_done_planned_and_missing(opened, chantal, mireille, town_hall):
    for minute in range(3):
        moment = datetime(2027, 3, 2, 8, 10 + minute, tzinfo=UTC)
        observe(opened, town_hall, chantal, observed_at=moment)
    (_, hall) = plan_of(opened).progress()
    visits = hall.counts[0]
    assert (visits.kind, visits.asked, visits.done, visits.planned, visits.missing) == (
        "visit",
        3,
        3,
        0,
        2,
    )
    assert not hall.is_complete
    plan(opened, [chantal, mireille], chantal)
    (_, hall) = plan_of(opened).progress()
    assert [(one.planned, one.missing) for one in hall.counts] == [(2, 0), (10, 0), (1, 0), (1, 0)]


def test_two_people_with_the_same_name_are_told_apart(schaerbeek, chantal):
    first = make_person("Marie Peeters", "marie1@example.org", "relay", schaerbeek)
    second = make_person("Marie  Peeters", "marie2@example.org", "relay", schaerbeek)
    third = make_person("marie peeters", "marie3@example.org", "relay", schaerbeek)
    make_member(first, "Le Puits", schaerbeek)
    make_member(second, "La Source", schaerbeek)
    names = {person.pk: name for person, name in named_observers(schaerbeek)}
    assert names[first.pk] == "Marie Peeters (Le Puits)"
    assert names[second.pk] == "Marie Peeters (La Source)"
    assert names[third.pk] == "marie peeters"
    make_member(third, "La Source", schaerbeek)
    names = {person.pk: name for person, name in named_observers(schaerbeek)}
    assert names[second.pk] == "Marie Peeters (marie2@example.org)"
    assert names[chantal.pk] == "Chantal"


def test_who_reads_observations_tells_two_people_of_one_name_apart(
    client, opened, town_hall, chantal, schaerbeek
):
    for address, association in (("marie1", "Le Puits"), ("marie2", "La Source")):
        marie = make_person("Marie Peeters", f"{address}@example.org", "relay", schaerbeek)
        make_member(marie, association, schaerbeek)
        made = observe(opened, town_hall, marie).observation
    sign_in(client, chantal)
    shown = client.get(reverse("round_observations", args=[opened.pk])).text
    assert "Marie Peeters (Le Puits)" in shown
    assert "Marie Peeters (La Source)" in shown
    shown = client.get(reverse("observation", args=[made.uuid])).text
    assert "Marie Peeters (La Source)" in shown


def test_members_of_the_territorys_associations_may_be_asked(schaerbeek, outsider, amine, chantal):
    assert {one.name for one, _ in named_observers(schaerbeek)} == {"Chantal"}
    association = make_member(outsider, "Le Puits", schaerbeek)
    assert {one.name for one, _ in named_observers(schaerbeek)} == {"Chantal", "Outsider"}
    association.ended_on = DAY.date()
    association.save()
    assert {one.name for one, _ in named_observers(schaerbeek)} == {"Chantal"}


def test_nobody_is_asked_who_has_nothing_to_do_there(opened, chantal, amine):
    with pytest.raises(Refused, match="not_observer"):
        plan(opened, [amine], chantal)
    assert not opened.slots.exists()


def test_only_who_coordinates_plans(opened, mireille):
    with pytest.raises(PermissionDenied):
        plan(opened, [], mireille)


def test_two_who_plan_at_the_same_moment_do_not_plan_twice(opened, chantal, olu):
    seen = opened.revision
    plan_slots(asked=opened, seen=seen, people=[], by=chantal, at=DAY)
    with pytest.raises(Conflict):
        plan_slots(asked=opened, seen=seen, people=[], by=olu, at=DAY)


def test_what_was_given_to_nobody_is_shared_later(opened, chantal, mireille):
    plan(opened, [], chantal)
    asked = again(opened)
    with pytest.raises(Refused, match="nobody"):
        share_slots(asked=asked, seen=asked.revision, people=[], by=chantal, at=DAY)
    given = share_slots(
        asked=asked, seen=asked.revision, people=[chantal, mireille], by=chantal, at=DAY
    )
    assert given == 32
    assert not opened.slots.filter(assigned_to=None).exists()
    for double in opened.slots.filter(is_double=True).select_related("twin"):
        assert double.assigned_to_id != double.twin.assigned_to_id


@pytest.fixture
def slot(opened, chantal, mireille):
    plan(opened, [chantal, mireille], chantal)
    return Slot.objects.filter(kind="visit", is_double=False, double=None).first()


def move(slot, by, **changes):
    values = {
        "due_on": slot.due_on,
        "part": slot.part,
        "starts_at": slot.starts_at,
        "assigned_to": slot.assigned_to,
        "seen": slot.revision,
        **changes,
    }
    change_slot(slot=slot, **values, by=by, at=DAY)


def test_a_visit_is_moved_and_given_to_another(slot, chantal, mireille):
    move(slot, chantal, due_on=LAST, assigned_to=None)
    slot.refresh_from_db()
    assert (slot.due_on, slot.assigned_to, slot.revision) == (LAST, None, 1)
    with pytest.raises(Conflict):
        move(slot, chantal, seen=0)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"due_on": date(2027, 3, 29)}, "holiday"),
        ({"due_on": LAST + timedelta(days=1)}, "outside_period"),
        ({"assigned_to": "amine"}, "not_observer"),
    ],
)
def test_where_a_visit_cannot_go(slot, chantal, amine, change, reason):
    if change.get("assigned_to") == "amine":
        change = {"assigned_to": amine}
    with pytest.raises(Refused, match=reason):
        move(slot, chantal, **change)


def test_one_person_does_not_look_twice_at_one_visit(slot, chantal):
    double = Slot.objects.filter(is_double=True).first()
    with pytest.raises(Refused, match="same_person"):
        move(double, chantal, assigned_to=double.twin.assigned_to)
    with pytest.raises(Refused, match="same_person"):
        move(double.twin, chantal, assigned_to=double.assigned_to)


def test_the_same_visit_is_not_planned_twice(slot, chantal, opened):
    other = (
        Slot.objects.filter(kind="visit", is_double=False, location=slot.location)
        .exclude(pk=slot.pk)
        .first()
    )
    with pytest.raises(Conflict, match="taken"):
        move(slot, chantal, due_on=other.due_on, part=other.part)


def test_a_visit_that_is_dropped_takes_its_double_along_and_is_proposed_anew(slot, opened, chantal):
    double = Slot.objects.filter(is_double=True).select_related("twin__round").first()
    move_slot(slot=double.twin, transition="drop", by=chantal, at=DAY)
    double.refresh_from_db()
    assert double.state == "dropped"
    planned, _ = plan(opened, [chantal], chantal)
    assert planned >= 2
    twin = Slot.objects.select_related("round").get(pk=double.twin_id)
    if Slot.objects.filter(
        state="planned", location=twin.location, due_on=twin.due_on, part=twin.part, kind="visit"
    ).exists():
        with pytest.raises(Conflict, match="taken"):
            move_slot(slot=twin, transition="restore", by=chantal, at=DAY)


def test_what_is_late_is_dropped_at_once_and_planned_anew(slot, opened, chantal, mireille):
    later = datetime(2027, 3, 15, 9, 0, tzinfo=UTC)
    late = opened.slots.filter(due_on__lt=later.date()).count()
    assert late > 0
    assert drop_late_slots(asked=again(opened), by=chantal, at=later) == late
    planned, impossible = plan(opened, [chantal, mireille], chantal, at=later)
    assert planned >= late
    assert impossible == []
    assert (
        min(opened.slots.filter(state="planned").values_list("due_on", flat=True)) >= later.date()
    )


def test_who_leaves_frees_what_was_still_to_be_made(slot, mireille, olu):
    free_slots(user=mireille, by=olu, at=DAY)
    assert not Slot.objects.filter(assigned_to=mireille).exists()
    assert Entry.objects.get(action="slots.freed").data["count"] > 0


@pytest.mark.parametrize("count", [1, 3])
def test_a_plan_costs_four_queries_however_many_locations(
    grid, chantal, schaerbeek, count, django_assert_num_queries
):
    from .making import make_round

    places = [make_location(schaerbeek, code=f"lieu-{n}") for n in range(count)]
    asked = make_round(chantal, schaerbeek, places)
    with django_assert_num_queries(4):
        found = plan_of(asked)
        assert len(found.progress()) == count
