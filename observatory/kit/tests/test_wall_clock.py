"""Times that do not exist, times that come twice, and times that are kept across the change."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from observatory.kit.wall_clock import (
    NoSuchTime,
    TwiceTime,
    is_second,
    moment_of,
    repeated_moment,
)

BRUSSELS = ZoneInfo("Europe/Brussels")
SPRING, AUTUMN = date(2027, 3, 28), date(2027, 10, 31)


def test_an_hour_on_the_wall_is_a_moment():
    assert moment_of(date(2026, 12, 3), time(19), BRUSSELS) == datetime(2026, 12, 3, 18, tzinfo=UTC)
    assert moment_of(date(2027, 7, 3), time(19), BRUSSELS) == datetime(2027, 7, 3, 17, tzinfo=UTC)


@pytest.mark.parametrize("hour", [time(2), time(2, 30), time(2, 59)])
def test_the_hour_that_spring_takes_away_is_refused(hour):
    with pytest.raises(NoSuchTime):
        moment_of(SPRING, hour, BRUSSELS)


@pytest.mark.parametrize("hour", [time(1, 59), time(3)])
def test_what_is_beside_it_exists(hour):
    assert moment_of(SPRING, hour, BRUSSELS).astimezone(BRUSSELS).time() == hour


def test_the_hour_that_comes_twice_is_asked_about():
    with pytest.raises(TwiceTime):
        moment_of(AUTUMN, time(2, 30), BRUSSELS)
    first = moment_of(AUTUMN, time(2, 30), BRUSSELS, second=False)
    later = moment_of(AUTUMN, time(2, 30), BRUSSELS, second=True)
    assert (first, later) == (
        datetime(2027, 10, 31, 0, 30, tzinfo=UTC),
        datetime(2027, 10, 31, 1, 30, tzinfo=UTC),
    )
    assert not is_second(first, BRUSSELS)
    assert is_second(later, BRUSSELS)


def test_a_time_that_is_kept_stands_on_the_wall_before_and_after_the_change():
    for day in (date(2027, 3, 25), date(2027, 4, 1)):
        assert repeated_moment(day, time(19), BRUSSELS).astimezone(BRUSSELS).time() == time(19)
    assert repeated_moment(SPRING, time(2, 30), BRUSSELS).astimezone(BRUSSELS).time() == time(3, 30)
    assert not is_second(repeated_moment(AUTUMN, time(2, 30), BRUSSELS), BRUSSELS)
