"""Amine looks at what became of what his association brought."""

import pytest
from django.urls import reverse

from observatory.associations.models import Association
from observatory.desk.queries.own import PAGE
from observatory.desk.tests.desk import sign_in
from observatory.reports.models import Exchange, Report, Story
from observatory.reports.states import State
from observatory.reports.tests.factories import make_report

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, maison, amine):
    return sign_in(client, amine)


@pytest.fixture
def report(molenbeek, maison):
    return make_report(molenbeek, association=maison, intake="assisted")


def listed(client, **query):
    return client.get(reverse("desk_reports"), query).content.decode()


def test_an_association_sees_what_it_brought_newest_first(desk, molenbeek, maison):
    older = make_report(molenbeek, association=maison, service="S05")
    newer = make_report(molenbeek, association=maison, service="S01")
    page = listed(desk)
    assert page.index(str(newer.uuid)) < page.index(str(older.uuid))


def test_nobody_sees_what_another_association_brought(desk, molenbeek, now):
    other = Association.objects.create(name="Ailleurs", joined_on=now.date())
    theirs = make_report(molenbeek, association=other)
    alone = make_report(molenbeek)
    page = listed(desk)
    for report in (theirs, alone):
        assert str(report.uuid) not in page
        assert desk.get(reverse("desk_report", args=[report.uuid])).status_code == 403


def test_moderators_and_the_line_have_pages_of_their_own(client, mireille, nadia):
    for user in (mireille, nadia):
        assert sign_in(client, user).get(reverse("desk_reports")).status_code == 403


def test_who_left_the_association_sees_nothing_of_it_any_more(desk, report, amine, now):
    amine.memberships.update(ended_at=now)
    assert str(report.uuid) not in listed(desk)
    assert desk.get(reverse("desk_report", args=[report.uuid])).status_code == 403


def test_the_list_is_filtered_by_what_became_of_them(desk, molenbeek, maison):
    asked = make_report(molenbeek, association=maison)
    Report.objects.filter(pk=asked.pk).update(state=State.TO_COMPLETE)
    other = make_report(molenbeek, association=maison)
    page = listed(desk, etat="asked")
    assert str(asked.uuid) in page
    assert str(other.uuid) not in page
    assert "Rien dans cette liste" in listed(desk, etat="rejected")
    assert str(other.uuid) in listed(desk, etat="<b>", before="x" * 30)


def test_a_long_list_goes_on_to_another_page(desk, molenbeek, maison):
    reports = [make_report(molenbeek, association=maison, text="") for _ in range(PAGE + 1)]
    page = listed(desk)
    assert str(reports[0].uuid) not in page
    assert f"before={reports[1].pk}" in page
    assert str(reports[0].uuid) in listed(desk, before=str(reports[1].pk))


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_costs_the_same_with_one_and_three(
    desk, molenbeek, maison, many, django_assert_num_queries
):
    for _ in range(many):
        make_report(molenbeek, association=maison, obstacles=("P05", "P24"))
    for _ in range(2):
        listed(desk)
    with django_assert_num_queries(9):
        listed(desk)


def test_one_report_shows_facts_consents_life_and_texts_and_never_the_code(desk, report):
    Exchange.objects.create(
        report=report, author="team", text="Quel guichet ?", written_at=report.received_at
    )
    page = desk.get(reverse("desk_report", args=[report.uuid])).content.decode()
    assert "Rendez-vous seulement par internet" in page
    assert "Je n’ai pas pu entrer." in page
    assert "Publier l’histoire réécrite" in page
    assert "Quel guichet ?" in page
    assert "Aucun texte n’est public" in page
    assert report.code not in page.replace(" ", "")
    Story.objects.filter(report=report).update(
        original="",
        original_erased_at=report.received_at,
        public_text="Version publique.",
        approved_at=report.received_at,
    )
    page = desk.get(reverse("desk_report", args=[report.uuid])).content.decode()
    assert "Version publique." in page
    assert "a été effacé" in page


def test_a_relay_without_an_association_is_told_what_to_do(client, amine):
    page = listed(sign_in(client, amine))
    assert "Vous n’êtes dans aucune association" in page
    team = client.get(reverse("team")).content.decode()
    assert "Vous n’êtes encore dans aucune association" in team


def test_the_first_page_of_a_relay_says_the_three_things_one_does_here(desk, report):
    page = desk.get(reverse("team")).content.decode()
    for name in ("desk_entry", "desk_follow", "desk_reports"):
        assert reverse(name) in page
    assert "1 signalement apporté" in page
    Report.objects.update(state=State.TO_COMPLETE)
    assert "Une question attend une réponse" in desk.get(reverse("team")).content.decode()


def test_moderators_and_others_have_no_panel_of_the_desk(client, mireille):
    page = sign_in(client, mireille).get(reverse("team")).content.decode()
    assert "desk-panel" not in page
    assert reverse("desk_entry") in page
