"""What the planner proposes: the protocol, on plain data."""

from collections import Counter
from datetime import date, timedelta
from random import Random

import pytest

from observatory.observations.models import Kind, Part
from observatory.observations.opening import HALF_DAYS, VISIT_PARTS
from observatory.observations.planning import (
    CALL,
    DOUBLE,
    LETTER,
    READING,
    ROUTES_SAME_DAY,
    VISIT,
    Act,
    Missing,
    Point,
    missing_of,
    need_of,
    propose,
    share_out,
)

COUNTER = frozenset({VISIT, CALL, READING, LETTER})
# Monday 1 to Friday 26 March 2027.
FIRST, LAST = date(2027, 3, 1), date(2027, 3, 26)
OFFICE = (*(((540, 720), (780, 960)),) * 5, (), ())
MORNINGS_OF_TWO_DAYS = (((510, 690),), (), ((510, 690),), (), (), (), ())
STATION = (((375, 1320),),) * 7


def plan(points, acts=(), first=FIRST, last=LAST, holidays=()):
    return propose(points, acts, first=first, last=last, holidays=holidays)


def as_planned(wanted, people=(), acts=()):
    """Return the proposal as slots that are planned: acts that are not done."""
    given = share_out(wanted, acts, people) if people else [None] * len(wanted)
    return [
        Act(
            one.point,
            one.kind,
            one.on,
            one.part,
            who,
            one.reads,
            is_done=False,
            is_double=one.is_double,
            slot=place + 100,
            twin=one.twin_slot or (one.twin_place + 100 if one.twin_place is not None else 0),
        )
        for place, (one, who) in enumerate(zip(wanted, given, strict=True))
    ]


def done(acts):
    return [
        Act(a.point, a.kind, a.on, a.part, a.who, a.reads, True, a.is_double, a.slot, a.twin)
        for a in acts
    ]


def of(found, kind, *, doubles=False):
    return [one for one in found.wanted if one.kind == kind and one.is_double == doubles]


def test_the_words_of_the_planner_are_those_of_the_rows():
    assert {VISIT, CALL, LETTER, READING} == set(Kind.values)
    assert {*VISIT_PARTS, *HALF_DAYS} == set(Part.values)


def test_a_location_gets_three_visits_ten_calls_a_reading_and_a_letter():
    found = plan([Point(1, COUNTER)])
    visits, calls = of(found, VISIT), of(found, CALL)
    assert [one.part for one in visits] == ["opening", "midday", "last_hour"]
    assert len({one.on.weekday() for one in visits}) == 3
    assert {(one.on.weekday(), one.part) for one in calls} == {
        (day, half) for day in range(5) for half in HALF_DAYS
    }
    assert len(calls) == 10
    assert len(of(found, LETTER)) == len(of(found, READING)) == 1
    assert found.impossible == []


def test_the_first_appointment_is_read_on_one_day_by_the_three_routes():
    found = plan([Point(1, COUNTER)])
    reads = [one for one in found.wanted if one.reads and not one.is_double]
    assert sorted(one.kind for one in reads) == [CALL, READING, VISIT]
    assert len({one.on for one in reads}) == 1


def test_one_visit_in_five_is_observed_by_two_people_at_different_locations():
    found = plan([Point(key, COUNTER) for key in range(1, 6)])
    doubles = of(found, VISIT, doubles=True)
    assert (len(of(found, VISIT)), len(doubles)) == (15, 3)
    assert len({one.point for one in doubles}) == 3
    for one in doubles:
        twin = found.wanted[one.twin_place]
        assert (twin.point, twin.on, twin.part) == (one.point, one.on, one.part)
        assert not twin.is_double


def test_proposing_is_deterministic_and_proposing_again_gives_nothing():
    points = [Point(key, COUNTER, OFFICE) for key in (3, 1, 2)]
    found = plan(points)
    assert found == plan(points[::-1])
    again = plan(points, as_planned(found.wanted))
    assert (again.wanted, again.impossible) == ([], [])
    people = plan(points, as_planned(found.wanted, people=[7, 8]))
    assert people.wanted == []


def test_what_was_observed_counts_and_only_the_rest_is_proposed():
    point = Point(1, COUNTER, OFFICE)
    acts = [
        Act(1, VISIT, date(2027, 3, 2), "opening", who=7),
        Act(1, CALL, date(2027, 3, 3), "morning", who=7),
        Act(1, LETTER, date(2027, 3, 1), who=8),
    ]
    found = plan([point], acts, first=date(2027, 3, 4))
    visits = of(found, VISIT)
    assert [one.part for one in visits] == ["midday", "last_hour"]
    assert {one.on.weekday() for one in visits}.isdisjoint({1})
    assert len(of(found, CALL)) == 9
    assert (2, "morning") not in {(one.on.weekday(), one.part) for one in of(found, CALL)}
    assert of(found, LETTER) == []


def test_everything_observed_leaves_nothing_missing():
    points = [Point(key, COUNTER, OFFICE) for key in (1, 2)]
    acts = done(as_planned(plan(points).wanted, people=[7, 8]))
    assert missing_of(points, acts) == []
    assert plan(points, acts).wanted == []


def test_three_visits_by_one_person_ask_for_a_fourth_by_another():
    point = Point(1, frozenset({VISIT}))
    days = [date(2027, 3, 1), date(2027, 3, 2), date(2027, 3, 3)]
    acts = [Act(1, VISIT, day, part, who=7) for day, part in zip(days, VISIT_PARTS, strict=True)]
    assert need_of(point, acts).other_person
    found = plan([point], acts, first=date(2027, 3, 8))
    (visit,) = of(found, VISIT)
    assert share_out([visit], acts, [7, 8]) == [8]


def test_three_visits_on_one_weekday_ask_for_two_other_weekdays():
    acts = [
        Act(1, VISIT, FIRST + timedelta(weeks=week), part, who=week)
        for week, part in enumerate(VISIT_PARTS)
    ]
    found = plan([Point(1, frozenset({VISIT}))], acts)
    assert len(of(found, VISIT)) == 2
    assert {0} | {one.on.weekday() for one in of(found, VISIT)} != {0}
    assert len({one.on.weekday() for one in of(found, VISIT)}) == 2


def test_three_visits_none_at_midday_ask_for_midday():
    acts = [
        Act(1, VISIT, FIRST + timedelta(days=n), part, who=n)
        for n, part in enumerate(("opening", "", "last_hour"))
    ]
    assert [one.part for one in of(plan([Point(1, frozenset({VISIT}))], acts), VISIT)] == ["midday"]


def test_nothing_is_planned_on_a_public_holiday():
    holidays = {FIRST + timedelta(days=n) for n in range(7)}
    found = plan([Point(1, COUNTER), Point(2, COUNTER)], holidays=holidays)
    assert found.wanted
    assert not {one.on for one in found.wanted} & holidays


def test_august_and_december_are_avoided_and_flagged_where_they_cannot_be():
    around = plan([Point(1, COUNTER)], first=date(2027, 7, 19), last=date(2027, 8, 31))
    assert not any(one.is_flagged for one in around.wanted)
    inside = plan([Point(1, COUNTER)], first=date(2027, 12, 1), last=date(2027, 12, 24))
    assert inside.wanted
    assert all(one.is_flagged for one in inside.wanted)


def test_a_visit_is_planned_when_the_counter_is_open():
    found = plan([Point(1, frozenset({VISIT}), OFFICE)])
    assert [(one.part, one.starts) for one in of(found, VISIT)] == [
        ("opening", 540),
        ("midday", 780),
        ("last_hour", 915),
    ]


def test_hours_that_nobody_knows_give_a_part_of_the_day_and_no_hour():
    found = plan([Point(1, COUNTER)])
    assert all(one.starts is None for one in found.wanted)
    assert all(one.on.weekday() < 5 for one in found.wanted)


def test_a_counter_of_two_mornings_has_visits_on_its_two_days_and_never_ends():
    point = Point(1, COUNTER, MORNINGS_OF_TWO_DAYS)
    found = plan([point])
    assert {one.on.weekday() for one in of(found, VISIT)} == {0, 2}
    assert len(of(found, VISIT)) == 3
    assert plan([point], as_planned(found.wanted)).wanted == []


def test_a_counter_that_closed_is_said_and_not_visited():
    point = Point(1, COUNTER, ((),) * 7)
    found = plan([point])
    assert Missing(1, VISIT, 3, "closed") in found.impossible
    assert of(found, VISIT) == []
    assert len(of(found, CALL)) == 10


def test_a_phone_line_is_called_in_the_half_days_in_which_it_answers():
    point = Point(1, frozenset({CALL}), (((540, 720),),) * 5 + ((), ()))
    found = plan([point])
    assert {one.part for one in of(found, CALL)} == {"morning"}
    assert found.impossible == [Missing(1, CALL, 5, "closed")]


def test_a_site_is_read_once_and_a_letter_box_gets_one_letter():
    found = plan([Point(1, frozenset({READING})), Point(2, frozenset({LETTER}))])
    assert [one.kind for one in found.wanted] == [READING, LETTER]


def test_a_period_that_is_too_short_says_what_has_no_day():
    two_days = plan([Point(1, COUNTER)], last=FIRST + timedelta(days=1))
    assert Missing(1, VISIT, 1, "no_day") in two_days.impossible
    assert Missing(1, CALL, 6, "no_day") in two_days.impossible
    none = plan([Point(1, COUNTER)], first=LAST, last=FIRST)
    assert none.wanted == []
    assert {one.reason for one in none.impossible} == {"no_day"}


def test_the_reading_of_the_appointment_that_was_half_made_is_made_again_whole():
    acts = done(as_planned(plan([Point(1, COUNTER)]).wanted, people=[7, 8]))
    kept = [act for act in acts if not (act.reads and act.kind == CALL)]
    found = plan([Point(1, COUNTER)], kept, first=date(2027, 3, 22))
    assert sorted(one.kind for one in found.wanted if one.reads) == [CALL, READING, VISIT]
    assert Missing(1, ROUTES_SAME_DAY, 1) in missing_of([Point(1, COUNTER)], kept)


def test_the_reading_that_was_dropped_comes_back_on_its_day():
    acts = as_planned(plan([Point(1, COUNTER)]).wanted)
    kept = [act for act in acts if act.kind != READING]
    found = plan([Point(1, COUNTER)], kept)
    (day,) = {act.on for act in kept if act.reads}
    assert [(one.kind, one.on) for one in found.wanted] == [(READING, day)]


def test_the_work_is_spread_over_the_days():
    found = plan([Point(key, COUNTER) for key in range(1, 9)])
    busiest = Counter(one.on for one in found.wanted).most_common(1)[0][1]
    assert busiest <= 2 * len(found.wanted) / 20


def test_everyone_gets_as_much_and_each_location_two_visitors():
    found = plan([Point(key, COUNTER) for key in range(1, 5)])
    given = share_out(found.wanted, [], [7, 8, 9])
    load = Counter(given)
    assert max(load.values()) - min(load.values()) <= 2
    for key in range(1, 5):
        people = {
            who
            for one, who in zip(found.wanted, given, strict=True)
            if one.kind == VISIT and one.point == key
        }
        assert len(people) >= 2
    for one, who in zip(found.wanted, given, strict=True):
        if one.is_double:
            assert who != given[one.twin_place]


@pytest.mark.parametrize("people", [[], [7]])
def test_with_nobody_or_one_person_a_double_has_no_one(people):
    found = plan([Point(1, COUNTER)])
    given = share_out(found.wanted, [], people)
    assert [who for one, who in zip(found.wanted, given, strict=True) if one.is_double] == [None]
    assert {who for one, who in zip(found.wanted, given, strict=True) if not one.is_double} == (
        {7} if people else {None}
    )


def test_a_round_without_locations_asks_nothing():
    found = plan([])
    assert (found.wanted, found.impossible, missing_of([], [])) == ([], [], [])


def test_what_is_missing_counts_what_was_made_and_not_what_was_planned():
    point = Point(1, COUNTER)
    acts = as_planned(plan([point]).wanted)
    assert missing_of([point], acts) == [
        Missing(1, VISIT, 3),
        Missing(1, CALL, 10),
        Missing(1, ROUTES_SAME_DAY, 1),
        Missing(1, LETTER, 1),
        Missing(None, DOUBLE, 1),
    ]


@pytest.mark.parametrize("seed", range(40))
def test_whatever_was_observed_one_proposal_is_enough(seed):
    chance = Random(seed)  # noqa: S311 - made-up observations
    weeks = (None, OFFICE, MORNINGS_OF_TWO_DAYS, STATION)
    points = [Point(key, COUNTER, chance.choice(weeks)) for key in range(1, 4)]
    acts = [
        Act(
            chance.randint(1, 3),
            kind := chance.choice([VISIT, CALL, READING, LETTER]),
            FIRST + timedelta(days=chance.randint(0, 9)),
            chance.choice([*VISIT_PARTS, ""] if kind == VISIT else HALF_DAYS),
            chance.randint(7, 8),
            chance.random() < 0.5,
        )
        for _ in range(chance.randint(0, 25))
    ]
    start = date(2027, 3, 11)
    found = plan(points, acts, first=start, last=date(2027, 4, 30))
    planned = [*acts, *as_planned(found.wanted, people=[7, 8, 9], acts=acts)]
    assert all(start <= one.on for one in found.wanted)
    rows = [
        (act.point, act.kind, act.on, act.part, act.reads and act.kind == CALL)
        for act in planned
        if not act.is_done and not act.is_double
    ]
    assert len(rows) == len(set(rows))
    assert plan(points, planned, first=start, last=date(2027, 4, 30)).wanted == []
    assert missing_of(points, done(planned)) == []
