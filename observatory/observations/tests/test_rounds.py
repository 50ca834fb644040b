"""Opening a round for a territory and a period, changing it, closing it with what is missing."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from observatory.journal.models import Entry
from observatory.observations.actions import (
    change_round,
    move_round,
    plan_slots,
    prepare_round,
)
from observatory.observations.models import Round, RoundLocation
from observatory.observations.queries.rounds import rounds_for, scenarios_for
from observatory.people.actions import Conflict, Refused

from .making import DAY, FIRST, LAST, make_location, make_round, observe, publish_grid


def again(asked):
    return Round.objects.select_related("territory", "version").get(pk=asked.pk)


def test_a_coordinator_prepares_a_round_with_the_newest_grid(
    chantal, schaerbeek, town_hall, grid, prepared
):
    assert (prepared.territory, prepared.version, prepared.state) == (schaerbeek, grid, "planned")
    assert set(prepared.points.values_list("location__code", "scenario")) == {
        ("mairie-1", "T1"),
        ("mairie-2", "T1"),
    }
    entry = Entry.objects.get(action="round.prepare")
    assert entry.data == {"nis": "21015", "version": grid.number, "places": 2}


def test_a_new_version_of_the_grid_leaves_a_round_as_it_is(prepared, grid):
    publish_grid(number=grid.number + 1)
    assert again(prepared).version == grid


@pytest.mark.parametrize("who", ["amine", "mireille", "nadia", "outsider"])
def test_a_round_is_opened_by_who_coordinates_there(who, request, grid, schaerbeek, town_hall):
    with pytest.raises(PermissionDenied):
        make_round(request.getfixturevalue(who), schaerbeek, [town_hall])


def test_a_coordinator_opens_no_round_elsewhere(grid, chantal, molenbeek):
    with pytest.raises(PermissionDenied):
        make_round(chantal, molenbeek, [make_location(molenbeek)])


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"ends_on": FIRST - timedelta(days=1)}, "period"),
        ({"ends_on": FIRST + timedelta(days=400)}, "too_long"),
        ({"places": {}}, "no_location"),
        ({"places": "elsewhere"}, "other_territory"),
        ({"places": "made up"}, "no_scenario"),
    ],
)
def test_what_a_round_cannot_be(change, reason, olu, molenbeek, prepared):
    town_hall = prepared.locations.get(code="mairie-1")
    places = change.get("places", {town_hall: "T1"})
    if places == "elsewhere":
        places = {make_location(molenbeek, code="ailleurs"): "T1"}
    if places == "made up":
        places = {town_hall: "T99"}
    day = FIRST + timedelta(days=1)
    values = {"starts_on": day, "ends_on": LAST, **change, "places": places}
    with pytest.raises(Refused, match=reason):
        prepare_round(territory=prepared.territory, **values, by=olu, at=DAY)
    assert Round.objects.get() == prepared


def test_a_second_round_of_the_same_day_is_refused(prepared, chantal, schaerbeek, town_hall):
    with pytest.raises(Refused, match="exists"):
        make_round(chantal, schaerbeek, [town_hall])


def test_a_round_is_changed_unless_someone_was_quicker(prepared, chantal, town_hall):
    values = {"starts_on": FIRST, "ends_on": LAST + timedelta(days=7), "places": {town_hall: "T4"}}
    change_round(asked=prepared, **values, seen=0, by=chantal, at=DAY)
    changed = again(prepared)
    assert (changed.ends_on, changed.revision) == (values["ends_on"], 1)
    assert list(changed.points.values_list("location", "scenario")) == [(town_hall.pk, "T4")]
    with pytest.raises(Conflict):
        change_round(asked=changed, **values, seen=0, by=chantal, at=DAY)


def test_a_location_where_something_was_seen_stays_in_the_round(
    opened, chantal, town_hall, station
):
    observe(opened, town_hall, chantal)
    values = {"starts_on": FIRST, "ends_on": LAST, "seen": 1, "by": chantal, "at": DAY}
    with pytest.raises(Refused, match="in_use"):
        change_round(asked=opened, places={station: "T1"}, **values)
    with pytest.raises(Refused, match="in_use"):
        change_round(asked=opened, places={town_hall: "T4", station: "T1"}, **values)
    change_round(asked=opened, places={town_hall: "T1"}, **values)


def test_a_round_with_visits_missing_says_so_and_keeps_it_for_publication(
    opened, chantal, town_hall, station
):
    observe(opened, town_hall, chantal)
    with pytest.raises(Refused, match="missing"):
        move_round(asked=opened, transition="close", by=chantal, at=DAY)
    assert again(opened).state == "open"
    move_round(asked=opened, transition="close", by=chantal, at=DAY, knows_missing=True)
    closed = again(opened)
    assert (closed.state, closed.closed_at) == ("closed", DAY)
    assert closed.caveat == [
        {"location": "mairie-2", "kind": "visit", "count": 3},
        {"location": "mairie-2", "kind": "call", "count": 10},
        {"location": "mairie-2", "kind": "routes", "count": 1},
        {"location": "mairie-2", "kind": "letter", "count": 1},
        {"location": "mairie-1", "kind": "visit", "count": 3},
        {"location": "mairie-1", "kind": "call", "count": 10},
        {"location": "mairie-1", "kind": "routes", "count": 1},
        {"location": "mairie-1", "kind": "letter", "count": 1},
        {"location": None, "kind": "double", "count": 2},
    ]
    move_round(asked=closed, transition="reopen", by=chantal, at=DAY)
    assert (again(opened).caveat, again(opened).closed_at) == ([], None)


def test_what_is_planned_and_not_made_is_missing_at_the_end(opened, chantal):
    plan_slots(asked=opened, seen=opened.revision, people=[chantal], by=chantal, at=DAY)
    with pytest.raises(Refused, match="missing"):
        move_round(asked=again(opened), transition="close", by=chantal, at=DAY)


def test_the_scenario_is_one_of_the_service(grid, town_hall, schaerbeek):
    assert [one.code for one in scenarios_for(town_hall, grid)] == ["T1"]
    cpas = make_location(schaerbeek, code="cpas-1", service="S05")
    assert [one.code for one in scenarios_for(cpas, grid)] == ["T4"]
    train = make_location(schaerbeek, code="train-1", service="S27")
    assert [one.code for one in scenarios_for(train, grid)] == ["T1", "T4"]


def test_a_large_round_is_counted_without_multiplying_its_parts(
    opened, chantal, schaerbeek, town_hall, django_assert_num_queries
):
    """Forty locations, their visits and what was seen there were joined: millions of rows."""
    places = [make_location(schaerbeek, f"lieu-{n}", hours=None) for n in range(3)]
    opened.points.bulk_create(
        RoundLocation(round=opened, location=one, scenario="T1") for one in places
    )
    plan_slots(asked=opened, seen=opened.revision, people=[chantal], by=chantal, at=DAY)
    for _time in range(2):
        observe(opened, town_hall, chantal)
    with django_assert_num_queries(1) as asked:
        (found,) = rounds_for(chantal)
    planned = opened.slots.filter(state="planned").count()
    assert planned > 50
    assert (found.place_count, found.planned_count, found.done_count) == (5, planned, 2)
    sql = asked.captured_queries[0]["sql"]
    assert 'JOIN "observations_slot"' not in sql
    assert 'JOIN "observations_observation"' not in sql
