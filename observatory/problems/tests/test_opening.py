"""A problem is opened once for a place, a service and a channel."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from observatory.journal.models import Entry
from observatory.problems.actions import open_problem
from observatory.problems.models import Problem, TerritoryMonth
from observatory.search.models import Document
from observatory.vocabularies.queries import term

from .factories import MARCH, make_problem

pytestmark = pytest.mark.django_db


def opened_by(person, territory, now):
    return open_problem(
        territory=territory,
        service=term("service", "S01"),
        channel="phone",
        obstacle=term("obstacle", "P21"),
        by=person,
        at=now,
    )


def test_a_moderator_opens_a_problem_and_it_is_not_public_yet(mireille, schaerbeek, now):
    problem = opened_by(mireille, schaerbeek, now)
    assert problem.state == "open"
    assert not Problem.objects.public().exists()
    assert not Document.objects.filter(kind="problem").exists()
    entry = Entry.objects.get(subject=f"problem:{problem.pk}")
    assert (entry.action, entry.actor_id, entry.at) == ("problems.open", mireille.pk, now)


def test_two_moderators_who_open_the_same_problem_share_it(mireille, marc, schaerbeek, now):
    assert opened_by(mireille, schaerbeek, now) == opened_by(marc, schaerbeek, now)
    assert Entry.objects.filter(action="problems.open").count() == 1


def test_two_problems_without_a_place_are_one_as_well(db):
    assert make_problem(None) == make_problem(None)


def test_a_moderator_of_elsewhere_or_an_outsider_opens_nothing(mireille, outsider, molenbeek, now):
    for person in (mireille, outsider):
        with pytest.raises(PermissionDenied):
            opened_by(person, molenbeek, now)
    with pytest.raises(PermissionDenied):
        opened_by(mireille, None, now)
    assert not Problem.objects.exists()


def test_the_table_itself_holds_one_problem_for_a_place_or_for_none(schaerbeek, now):
    for territory in (schaerbeek, None):
        values = {
            "territory": territory,
            "service": term("service", "S01"),
            "channel": "post",
            "opened_at": now,
            "changed_at": now,
        }
        Problem.objects.create(**values)
        with pytest.raises(IntegrityError), transaction.atomic():
            Problem.objects.create(**values)


def test_the_table_itself_holds_one_tally_for_a_month_of_a_place_or_of_none(schaerbeek):
    for territory in (schaerbeek, None):
        TerritoryMonth.objects.create(territory=territory, month=MARCH)
        with pytest.raises(IntegrityError), transaction.atomic():
            TerritoryMonth.objects.create(territory=territory, month=MARCH)
