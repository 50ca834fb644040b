"""The slips of a session: today, for its team, while it is open, and never again."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from observatory.desk.actions import close_session, note_slips_shown
from observatory.desk.models import GroupReport
from observatory.desk.queries import groups as queries
from observatory.journal.models import Entry
from observatory.moderation.tests.factories import sign_in

from .sessions import enter, open_one

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, amine, maison):
    """Amine, signed in, of the Maison de quartier."""
    return sign_in(client, amine)


@pytest.fixture
def session(maison, amine, molenbeek):
    """A session of today, Amine alone in its team."""
    return open_one(maison, amine, territory=molenbeek, held_on=timezone.localdate())


@pytest.mark.parametrize("after", ["999", "x", "9" * 30, "-1"])
def test_an_address_that_was_made_up_shows_no_code(desk, session, after):
    page = desk.get(reverse("group_enter", args=[session.pk]) + f"?apres={after}")

    assert page.context["slip"] is None


def test_a_colleague_does_not_see_the_code_that_another_has_just_given(
    client, session, amine, jean
):
    enter(session, amine, timezone.now())
    session.team.add(jean)

    page = sign_in(client, jean).get(
        reverse("group_enter", args=[session.pk]) + f"?apres={GroupReport.objects.get().pk}"
    )

    assert page.context["slip"] is None


def test_the_slips_of_the_day_are_shown_to_the_team_and_it_is_written_down(desk, session, amine):
    codes = {enter(session, amine, timezone.now()).code for _ in range(3)}

    page = desk.post(reverse("group_slips", args=[session.pk]))

    assert {"".join(slip.groups) for slip in page.context["slips"]} == codes
    assert "no-store" in page["Cache-Control"]
    assert Entry.objects.get(action="session.slips").actor == amine


def test_slips_are_not_shown_by_merely_looking(desk, session):
    assert desk.get(reverse("group_slips", args=[session.pk])).status_code == 405


def test_yesterdays_codes_are_shown_to_nobody(session, amine, now):
    enter(session, amine, now)

    assert len(queries.slips_of(session, amine, now + timedelta(hours=2))) == 1
    assert queries.slips_of(session, amine, now + timedelta(days=1)) == []


def test_codes_of_a_closed_session_are_shown_to_nobody(session, amine, now):
    enter(session, amine, now)
    close_session(session=session, people_present=None, people_declined=None, by=amine, at=now)

    assert queries.slips_of(session, amine, now) == []
    with pytest.raises(PermissionDenied):
        note_slips_shown(session=session, by=amine, at=now)


def test_a_member_who_is_not_of_the_team_sees_no_code(client, session, amine, jean):
    enter(session, amine, timezone.now())

    assert queries.slips_of(session, jean, timezone.now()) == []
    response = sign_in(client, jean).post(reverse("group_slips", args=[session.pk]))
    assert response.status_code == 403


def test_the_slips_cost_the_same_with_one_and_with_three(
    session, amine, now, django_assert_num_queries
):
    for count in (1, 3):
        while session.entries.count() < count:
            enter(session, amine, now)
        with django_assert_num_queries(3):
            assert len(queries.slips_of(session, amine, now)) == count
