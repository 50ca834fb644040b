"""A grid of six questions, a town hall and a round in 1030."""

from datetime import date

import pytest
from django.utils import timezone

from observatory.observations.actions import move_round
from observatory.observations.models import Round

from .collecting import Telephone, plan
from .making import DAY, WRITTEN_AT, make_location, make_round, publish_grid


@pytest.fixture(autouse=True)
def _forget(fresh_memory):
    """Every test here publishes a grid."""


@pytest.fixture
def grid(db):
    return publish_grid()


@pytest.fixture
def town_hall(schaerbeek):
    """The population counter of 1030, open on working days from 9 to 12 and from 13 to 16."""
    return make_location(schaerbeek)


@pytest.fixture
def station(schaerbeek):
    """A counter whose hours nobody knows."""
    return make_location(schaerbeek, code="mairie-2", name="Antenne Helmet", hours=None)


@pytest.fixture
def prepared(grid, chantal, schaerbeek, town_hall, station):
    """A round of March 2027 with two locations, in preparation."""
    return make_round(chantal, schaerbeek, [town_hall, station])


@pytest.fixture
def opened(prepared, chantal):
    """The same round, open."""
    move_round(asked=prepared, transition="open", by=chantal, at=DAY)
    return Round.objects.select_related("territory", "version").get(pk=prepared.pk)


@pytest.fixture
def period():
    return date(2027, 3, 1), date(2027, 3, 31)


@pytest.fixture
def in_march(monkeypatch):
    """It is Wednesday 3 March 2027, a little after one in the afternoon."""
    monkeypatch.setattr(timezone, "now", lambda: WRITTEN_AT)


@pytest.fixture
def telephone(in_march, opened, chantal):
    """Chantal's."""
    return Telephone(chantal)


@pytest.fixture
def slot(opened, town_hall, chantal):
    """A visit that Chantal is asked to make."""
    return plan(opened, town_hall, chantal)
