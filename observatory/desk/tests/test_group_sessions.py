"""Group sessions: one place, one day, one team, many short reports, an honest count."""

from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from observatory.associations.models import Association, Membership
from observatory.desk.actions import (
    SessionClosed,
    SessionValues,
    close_session,
    open_session,
    reopen_session,
)
from observatory.desk.models import GroupReport, GroupSession
from observatory.desk.states import TRANSITIONS, SessionState
from observatory.journal.models import Entry
from observatory.moderation.tests.factories import cost_of, sign_in
from observatory.people.queries import system_actor
from observatory.questionnaires.queries import current_version
from observatory.reports.actions import withdraw_report
from observatory.reports.models import Report
from observatory.reports.queries import report_by_code
from observatory.reports.tests.factories import make_report

from .deliveries import answers_of
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


def typed(**changes):
    """What the page of a short report sends."""
    return {
        "uuid": str(uuid4()),
        "version": str(current_version("report").pk),
        **answers_of(),
    } | changes


def form_of(**changes):
    return {
        "kind": "drop-in",
        "place": "Café des parents",
        "held_on": "2026-11-23",
        "language": "fr",
        "team": [],
    } | changes


def test_a_relay_opens_a_session_and_finds_the_place_filled_in(desk, amine, jean, molenbeek, now):
    today = timezone.localdate().isoformat()
    response = desk.post(
        reverse("group_open"),
        form_of(held_on=today, territory=molenbeek.pk, team=[jean.pk]),
        follow=True,
    )

    session = GroupSession.objects.get()
    assert response.status_code == 200
    assert set(session.team.all()) == {amine, jean}
    page = desk.get(reverse("group_enter", args=[session.pk])).content.decode()
    assert 'value="21012"' in page
    assert "Café des parents" in page


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("place", ""),
        ("place", "x" * 121),
        ("kind", "party"),
        ("held_on", "demain"),
        ("held_on", "2020-01-01"),
        ("held_on", "2099-01-01"),
        ("language", "xx"),
        ("territory", "999999"),
        ("team", ["999999"]),
    ],
)
def test_a_session_that_cannot_be_says_why_beside_the_field(desk, field, value):
    page = desk.post(reverse("group_open"), form_of(**{field: value}))

    assert page.status_code == 200
    assert page.context["form"].errors.get(field)
    if field != "place":
        assert "Café des parents" in page.content.decode()
    assert not GroupSession.objects.exists()


def test_the_team_is_of_the_association(desk, amine, chantal, now):
    other = Association.objects.create(name="Repair café", joined_on=now.date())
    for user in (amine, chantal):
        Membership.objects.create(association=other, user=user, joined_at=now)
    values = form_of(
        held_on=timezone.localdate().isoformat(),
        association=Association.objects.get(name="Maison de quartier").pk,
        team=[chantal.pk],
    )

    page = desk.post(reverse("group_open"), values)

    assert "Chantal" in str(page.context["form"].errors["team"])


def test_who_has_no_association_is_told_so(client, jean, amine):
    page = sign_in(client, amine).get(reverse("group_open"))

    assert "n’a pas d’association" in page.content.decode()


def test_short_reports_come_one_after_another_with_their_code(desk, session, amine):
    address = reverse("group_enter", args=[session.pk])
    response = desk.post(address, typed(), follow=True)

    report = Report.objects.get()
    assert (report.intake, report.association) == ("group", session.association)
    [slip] = [response.context["slip"]]
    assert report_by_code("".join(slip.groups)) == report
    assert slip.number == 1
    assert "La personne suivante" in response.content.decode()
    assert desk.post(address, typed(), follow=True).context["slip"].number == 2


def test_the_same_page_sent_twice_is_one_report(desk, session):
    sent = typed()
    for _ in range(2):
        desk.post(reverse("group_enter", args=[session.pk]), sent)

    assert Report.objects.count() == GroupReport.objects.count() == 1


def test_a_report_without_consent_keeps_what_was_typed(desk, session):
    sent = typed(consent_count="no", story="Le guichet était fermé.")

    page = desk.post(reverse("group_enter", args=[session.pk]), sent)

    assert page.status_code == 200
    assert page.context["form"].errors["consent_count"]
    assert "Le guichet était fermé." in page.content.decode()
    assert not Report.objects.exists()


def test_whoever_enters_a_report_is_of_the_team(session, jean, now):
    enter(session, jean, now)

    assert jean in session.team.all()


def test_a_withdrawn_report_leaves_the_count_honest(desk, session, amine):
    first = enter(session, amine, timezone.now())
    enter(session, amine, timezone.now())
    withdraw_report(report=first.report, by=system_actor("public"), at=timezone.now())

    page = desk.get(reverse("group_session", args=[session.pk])).content.decode()

    assert GroupReport.objects.count() == 2
    assert "2 signalements" in page
    assert "Retiré par la personne" in page


def test_the_list_says_nothing_of_what_was_said(desk, session, amine):
    enter(session, amine, timezone.now(), story="Madame Benali a pleuré.")

    for name in ("group_session", "group_sheet", "group_sessions"):
        arguments = [] if name == "group_sessions" else [session.pk]
        page = desk.get(reverse(name, args=arguments)).content.decode()
        assert "Benali" not in page
        assert "CPAS" not in page


def test_a_session_is_closed_with_its_count_and_reopened(desk, session, amine):
    for _ in range(9):
        enter(session, amine, timezone.now())
    count = {"people_present": "12", "people_declined": "3"}

    page = desk.post(reverse("group_close", args=[session.pk]), count, follow=True)

    text = page.content.decode()
    assert "12 personnes présentes" in text
    assert "9 signalements" in text
    assert "3 n’ont pas voulu" in text
    closed = Entry.objects.get(action="session.close")
    assert closed.data == {"present": 12, "declined": 3, "reports": 9}
    desk.post(reverse("group_reopen", args=[session.pk]))
    session.refresh_from_db()
    assert (session.state, session.closed_at) == (SessionState.OPEN, None)


@pytest.mark.parametrize(
    "count",
    [
        {"people_present": "-1"},
        {"people_present": "douze"},
        {"people_present": "2", "people_declined": "3"},
        {"people_present": "99999"},
    ],
)
def test_a_count_that_cannot_be_is_said_beside_the_field(desk, session, count):
    page = desk.post(reverse("group_close", args=[session.pk]), count)

    assert page.context["form"].errors
    session.refresh_from_db()
    assert session.is_open


def test_nobody_counted_is_an_answer_too(desk, session):
    desk.post(reverse("group_close", args=[session.pk]), {})

    session.refresh_from_db()
    assert (session.is_open, session.people_present) == (False, None)


def test_a_closed_session_takes_no_more_reports(desk, session, amine, now):
    close_session(session=session, people_present=None, people_declined=None, by=amine, at=now)

    with pytest.raises(SessionClosed):
        enter(session, amine, now)
    page = desk.post(reverse("group_enter", args=[session.pk]), typed(), follow=True)
    assert "entre-temps" in page.content.decode()
    assert not Report.objects.exists()


def test_a_session_that_someone_else_closed_is_a_conflict(session, amine, jean, now):
    close_session(session=session, people_present=5, people_declined=0, by=amine, at=now)

    with pytest.raises(SessionClosed):
        close_session(session=session, people_present=9, people_declined=9, by=jean, at=now)
    session.refresh_from_db()
    assert session.people_present == 5


@pytest.mark.parametrize("name", TRANSITIONS)
@pytest.mark.parametrize("state", SessionState.values)
def test_each_transition_from_each_state(name, state, maison, amine, now):
    session = open_one(maison, amine, state=state)
    act = {
        "close": lambda: close_session(
            session=session, people_present=None, people_declined=None, by=amine, at=now
        ),
        "reopen": lambda: reopen_session(session=session, by=amine, at=now),
    }[name]

    if state in TRANSITIONS[name].before:
        act()
        session.refresh_from_db()
        assert session.state == TRANSITIONS[name].after
    else:
        with pytest.raises(SessionClosed):
            act()


@pytest.mark.parametrize(
    "name", ["group_session", "group_enter", "group_change", "group_sheet", "group_close"]
)
def test_a_session_of_others_is_not_found(name, client, session, chantal):
    assert sign_in(client, chantal).get(reverse(name, args=[session.pk])).status_code == 404


@pytest.mark.parametrize("who", ["olu", "outsider"])
def test_other_roles_do_not_come_in(who, client, request):
    client = sign_in(client, request.getfixturevalue(who))

    assert client.get(reverse("group_sessions")).status_code == 403


def test_a_moderator_opens_no_session_for_an_association_of_others(maison, mireille, now):
    values = SessionValues(
        association=maison, kind="workshop", place="Ici", held_on=date(2026, 11, 23)
    )

    with pytest.raises(PermissionDenied):
        open_session(values=values, by=mireille, at=now)


def test_a_member_who_left_enters_nothing_more(session, jean, now):
    Membership.objects.filter(user=jean).update(ended_at=now)

    with pytest.raises(PermissionDenied):
        enter(session, jean, now)


def test_an_open_session_is_corrected(desk, session, jean, schaerbeek):
    values = form_of(
        held_on=timezone.localdate().isoformat(), territory=schaerbeek.pk, team=[jean.pk]
    )

    desk.post(reverse("group_change", args=[session.pk]), values)

    session.refresh_from_db()
    assert (session.place, session.territory) == ("Café des parents", schaerbeek)
    assert list(session.team.all()) == [jean]


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_cost_the_same_with_one_and_with_three(count, desk, maison, amine, molenbeek):
    sessions = [open_one(maison, amine, territory=molenbeek) for _ in range(count)]
    for session in sessions:
        for _ in range(count):
            GroupReport.objects.create(
                session=session,
                report=make_report(molenbeek, intake="group"),
                added_by=amine,
                added_at=timezone.now(),
            )

    costs = [
        cost_of(desk, reverse("group_sessions")),
        cost_of(desk, reverse("group_session", args=[sessions[0].pk])),
    ]

    assert costs == COSTS


COSTS = [8, 10]


def test_nobody_signs_in_is_nobody_sees(session):
    assert Client().get(reverse("group_session", args=[session.pk])).status_code == 303
