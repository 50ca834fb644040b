"""Two rounds of the same places, and the hours that were posted between them."""

from datetime import date

import pytest
from django.urls import reverse

from observatory.insights.queries.before import payload_of
from observatory.insights.wording import figures_context
from observatory.observations.tests.making import post_hours

from .rounds import Made

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_memory")]


@pytest.fixture
def made(chantal, schaerbeek):
    """A round of March of which the figures are published: 1 of 12 at the first place."""
    made = Made(chantal, schaerbeek)
    for number in range(12):
        made.see(0, k80="now" if number == 0 else "online")
    made.see(1, k80="now")
    made.close()
    made.send()
    made.publish()
    return made


@pytest.fixture
def later(made):
    """The same places in September, with as many observations: 11 of 12 now."""
    made.again(date(2027, 9, 1), date(2027, 9, 30))
    for number in range(12):
        made.see(0, k80="online" if number == 0 else "now")
    return made


def test_what_changed_is_said_where_the_intervals_do_not_touch(later):
    context = figures_context(payload_of(later.round), "fr")
    ((place, then, now, verdict),) = context["before_rows"]
    assert place == "Guichet mairie-1, au guichet"
    assert (then, now) == ("1 sur 12 (entre 1 % et 35 %)", "11 sur 12 (entre 65 % et 99 %)")
    assert verdict.startswith("plus souvent")
    assert context["before_href"] == reverse("snapshot", args=["21015-2027-05-12"])


def test_another_grid_is_not_compared(later):
    payload = payload_of(later.round)
    payload["previous"]["grid"] = {"number": 0, "sha256": "x"}
    context = figures_context(payload, "fr")
    assert context["is_other_grid"]
    assert not context["before_rows"]


def test_another_scenario_at_the_same_place_is_not_compared(later):
    later.round.points.filter(location=later.places[0]).update(scenario="T2")
    ((_place, _then, _now, verdict),) = figures_context(payload_of(later.round), "fr")[
        "before_rows"
    ]
    assert verdict == "un autre scénario\u202f: ces nombres ne se comparent pas"


def test_a_first_round_is_compared_with_nothing(made):
    made.round.starts_on = date(2027, 1, 1)
    assert payload_of(made.round)["previous"] is None


def test_hours_that_changed_stand_with_their_dates_and_source(later):
    for hours, on in (
        ("Mo-Fr 09:00-12:00", date(2027, 2, 1)),
        ("Mo-We 09:00-12:00", date(2027, 6, 1)),
    ):
        post_hours(later.places[0], hours, on)
    # The same again is no change; what comes after the round is not of it.
    post_hours(later.places[0], "Mo-We 09:00-12:00", date(2027, 7, 1))
    post_hours(later.places[0], "", date(2027, 12, 1))
    ((place, before, after, source),) = figures_context(payload_of(later.round), "fr")["facts_rows"]
    assert place == "Guichet mairie-1"
    assert "15 h" in before.replace("\u202f", " ").replace("\u00a0", " ")
    assert "(le 1er juin 2027)" in after
    assert source == "Test"
