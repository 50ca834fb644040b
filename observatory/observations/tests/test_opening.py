"""Opening, midday, last hour: which part of the day a moment is."""

import pytest

from observatory.observations.opening import (
    AFTERNOON,
    LAST_HOUR,
    MIDDAY,
    MORNING,
    OPENING,
    half_of,
    halves_open,
    moment_for,
    part_of,
)
from observatory.places.hours import week_spans

SPLIT = ((540, 720), (810, 960))  # 9:00-12:00, 13:30-16:00
MORNINGS = ((510, 690),)  # 8:30-11:30
SHORT = ((540, 630),)  # 9:00-10:30
STATION = ((375, 1320),)  # 6:15-22:00


@pytest.mark.parametrize(
    ("spans", "minute", "part"),
    [
        (SPLIT, 540, OPENING),
        (SPLIT, 599, OPENING),
        (SPLIT, 600, ""),
        (SPLIT, 665, MIDDAY),
        (SPLIT, 730, ""),
        (SPLIT, 815, MIDDAY),
        (SPLIT, 850, ""),
        (SPLIT, 900, LAST_HOUR),
        (SPLIT, 960, ""),
        # Nothing but the last hour is open between 11 and 14: the middle of the morning is midday.
        (MORNINGS, 520, OPENING),
        (MORNINGS, 600, MIDDAY),
        (MORNINGS, 640, LAST_HOUR),
        # The first and the last hour meet: the nearer end counts.
        (SHORT, 550, OPENING),
        (SHORT, 590, LAST_HOUR),
        (STATION, 380, OPENING),
        (STATION, 750, MIDDAY),
        (STATION, 1000, ""),
        (STATION, 1290, LAST_HOUR),
        ((), 600, ""),
    ],
)
def test_a_moment_is_a_part_of_the_day_or_none(spans, minute, part):
    assert part_of(spans, minute) == part


@pytest.mark.parametrize("spans", [SPLIT, MORNINGS, STATION])
@pytest.mark.parametrize("part", [OPENING, MIDDAY, LAST_HOUR])
def test_the_moment_that_is_proposed_counts_as_what_it_is_for(spans, part):
    assert part_of(spans, moment_for(spans, part)) == part


def test_a_counter_open_for_an_hour_and_a_half_has_no_midday():
    assert moment_for(SHORT, MIDDAY) is None
    assert moment_for(SHORT, LAST_HOUR) == 585
    assert moment_for((), OPENING) is None


def test_the_afternoon_begins_at_noon():
    assert (half_of(719), half_of(720)) == (MORNING, AFTERNOON)
    assert halves_open(SPLIT) == {MORNING, AFTERNOON}
    assert halves_open(MORNINGS) == {MORNING}
    assert halves_open(((540, 720),)) == {MORNING}


@pytest.mark.parametrize(
    ("hours", "monday", "saturday"),
    [
        ("Mo-Fr 09:00-12:00,13:30-16:00", SPLIT, ()),
        ("24/7", ((0, 1440),), ((0, 1440),)),
        ("Mo-Su 06:15-22:00", STATION, STATION),
        ("Mo 22:00-02:00", ((1320, 1440),), ()),
        ("", (), ()),
    ],
)
def test_posted_hours_give_the_spans_of_each_day(hours, monday, saturday):
    week = week_spans(hours)
    assert len(week) == 7
    assert (week[0], week[5]) == (monday, saturday)
