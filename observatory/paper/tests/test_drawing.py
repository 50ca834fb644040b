"""Which sheets are keyed twice: one in ten, drawn when the pile is opened, told when they are keyed."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.urls import reverse

from observatory.paper.queries.drawing import draw, drawn_numbers, sample_size
from observatory.paper.states import SheetState

from .factories import (
    AT,
    key_many,
    waiting,
)

pytestmark = pytest.mark.django_db

TOMORROW = AT + timedelta(days=1)


@pytest.fixture
def batch(small):
    """Eleven sheets are enough here."""
    return small


@pytest.mark.parametrize(
    ("sheets", "drawn"), [(0, 0), (4, 0), (5, 1), (10, 1), (11, 2), (20, 2), (21, 3), (60, 6)]
)
def test_a_tenth_is_drawn_and_at_least_one_from_five_on(sheets, drawn):
    assert sample_size(sheets) == drawn
    assert len(draw(uuid4(), list(range(1, sheets + 1)))) == drawn


def test_the_draw_is_the_same_each_time_and_another_for_another_pile():
    first, second = UUID(int=1), UUID(int=2)
    numbers = list(range(1, 101))

    assert draw(first, numbers) == draw(first, list(reversed(numbers)))
    assert draw(first, numbers) != draw(second, numbers)


def test_every_number_has_its_chance():
    hits = dict.fromkeys(range(1, 11), 0)
    for pile in range(500):
        for one in draw(UUID(int=pile), list(hits)):
            hits[one] += 1

    # 50 each on average; 20 or 90 would be more than four standard deviations away.
    assert all(20 < n < 90 for n in hits.values())


def test_who_is_drawn_does_not_change_as_the_pile_goes_down(batch):
    drawn = drawn_numbers(batch, {})
    for step in range(1, 12):
        states = dict.fromkeys(range(1, step + 1), SheetState.REPORT)
        assert drawn_numbers(batch, states) == drawn
    assert len(drawn) == 2


def test_a_drawn_sheet_that_is_blank_leaves_its_place_to_the_next(batch):
    first, second = sorted(drawn_numbers(batch, {}))
    # One more, so that eleven stay.
    batch.announced = 12
    left = drawn_numbers(batch, {first: SheetState.BLANK})

    assert first not in left
    assert second in left or 12 in left
    assert len(left) == 2


def test_nobody_is_told_which_sheets_will_be_drawn_before_they_are_keyed(desk, batch, jean):
    drawn = drawn_numbers(batch, {})
    key_many(batch, [one for one in range(1, 12) if one not in drawn], jean)

    assert waiting(batch) == []
    page = desk.get(reverse("batch", args=[batch.uuid])).content.decode()
    assert "s’affichent ici une fois saisies" in page


def test_sheets_that_never_came_leave_their_place_when_closing(batch, jean):
    drawn = drawn_numbers(batch, {})
    key_many(batch, [one for one in range(1, 12) if one not in drawn], jean)

    assert waiting(batch) == []
    assert len(waiting(batch, closing=True)) == 1
