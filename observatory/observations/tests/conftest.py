"""A grid of six questions, a town hall and a round in 1030."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from observatory.observations.actions import move_round
from observatory.observations.models import Round

from .collecting import Telephone, plan
from .making import DAY, WRITTEN_AT, make_location, make_round, observe, publish_grid, send


def _again(asked):
    return Round.objects.select_related("territory", "version").get(pk=asked.pk)


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
def closed(opened, chantal):
    """The same round, ended with what is missing."""
    move_round(asked=opened, transition="close", by=chantal, at=DAY, knows_missing=True)
    return Round.objects.select_related("territory", "version").get(pk=opened.pk)


@pytest.fixture
def period():
    return date(2027, 3, 1), date(2027, 3, 31)


@pytest.fixture
def ended(grid, chantal, schaerbeek, town_hall):
    """A round that ended today, with one visit of last week and much missing."""
    now = timezone.now()
    today = timezone.localdate()
    asked = make_round(
        chantal,
        schaerbeek,
        [town_hall],
        starts_on=today - timedelta(days=40),
        ends_on=today + timedelta(days=5),
    )
    move_round(asked=asked, transition="open", by=chantal, at=now)
    observe(
        _again(asked),
        town_hall,
        chantal,
        observed_at=now - timedelta(days=7),
        at=now,
        confirmed=["holiday", "outside_hours"],
    )
    move_round(asked=_again(asked), transition="close", by=chantal, at=now, knows_missing=True)
    return _again(asked)


@pytest.fixture
def sent(ended, chantal):
    return send(ended, chantal, timezone.now())


@pytest.fixture
def link(sent):
    return reverse("authority", args=[sent[1].token])


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
