"""Who reads the sheets, on which pages."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from observatory.associations.models import Membership
from observatory.people.models import Mandate
from observatory.people.queries import system_actor
from observatory.returns.models import MailWish

from .factories import ask, bring, cost_of, decide, moment, other_association, report_of, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, amine, maison, at):
    """Amine, signed in, on the twentieth of November."""
    sign_in(client, amine)
    at(moment(11, 20))
    return client


@pytest.fixture
def coordinator(client, chantal, maison, schaerbeek):
    """Chantal, who coordinates a territory where the association works too; call it to sign in."""
    return lambda: (maison.territories.add(schaerbeek), sign_in(client, chantal))[1]


@pytest.fixture
def marc(marc):
    Mandate.objects.filter(user=marc).update(territory=None)
    return marc


def months_page(association):
    return reverse("return_months", args=[association.pk])


def sheet_page(association, month="2026-10"):
    return reverse("return_sheet", args=[association.pk, month])


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_a_relay_goes_straight_to_the_months_of_the_association(desk, maison, molenbeek):
    bring(maison, molenbeek, moment(10, 3))
    assert desk.get(reverse("return_sheets"))["Location"] == months_page(maison)
    words = text_of(desk.get(months_page(maison)))
    assert words.index("novembre 2026") < words.index("octobre 2026") < words.index("janvier 2026")
    assert "octobre 2026 1 signalement reçu" in words


def test_who_works_for_two_associations_chooses(desk, maison, amine, molenbeek):
    second = other_association(molenbeek)
    Membership.objects.create(association=second, user=amine, joined_at=moment(3, 1))
    page = desk.get(reverse("return_sheets")).content.decode()
    assert months_page(maison) in page
    assert months_page(second) in page


def test_a_relay_without_association_is_told_what_to_do(client, molenbeek, amine):
    sign_in(client, amine)
    assert "Pas encore d’association" in text_of(client.get(reverse("return_sheets")))


def test_an_association_that_brought_nothing_is_told_what_it_will_read(desk, maison):
    assert "Pas encore de signalement" in text_of(desk.get(months_page(maison)))
    assert "Pas encore de signalement" in text_of(desk.get(sheet_page(maison)))


def test_the_sheet_says_what_became_of_the_reports(desk, maison, molenbeek, marc):
    published = bring(maison, molenbeek, moment(9, 3), text="Monsieur Untel m’a refusé l’entrée.")
    decide(published, "publish", marc, moment(10, 4))
    asked = bring(maison, molenbeek, moment(10, 5), intake="paper")
    decide(asked, "ask", marc, moment(10, 6))
    page = desk.get(sheet_page(maison))
    words = text_of(page)
    assert "Voici ce que vos 2 signalements sont devenus." in words
    assert "1 signalement reçu." in words
    assert published.reference in words
    assert "Il est publié a changé Avant : Nous l’avons reçu" in words
    assert "Une question attend une réponse" in words
    assert "Quand était-ce ?" in words
    # Neither a code nor what the person wrote.
    assert published.code not in words
    assert "Untel" not in words


def test_a_coordinator_is_told_that_a_question_waits_and_not_its_words(
    desk, maison, molenbeek, marc, coordinator
):
    decide(bring(maison, molenbeek, moment(10, 5)), "ask", marc, moment(10, 6))
    coordinator()
    words = text_of(desk.get(sheet_page(maison)))
    assert "Une question attend une réponse" in words
    assert "Quand était-ce ?" not in words


def test_a_month_that_runs_says_so_and_one_that_does_not_exist_is_not_found(
    desk, maison, molenbeek
):
    bring(maison, molenbeek, moment(10, 3))
    assert "Le mois n’est pas fini" in text_of(desk.get(sheet_page(maison, "2026-11")))
    for month in ("2026-12", "2025-12", "2026-13", "2026-1", "octobre"):
        assert desk.get(sheet_page(maison, month)).status_code == 404


def test_only_members_and_the_coordinators_of_its_territories_read_a_sheet(
    request, client, maison, schaerbeek, at
):
    at(moment(11, 20))
    amine, jean, chantal, outsider = map(
        request.getfixturevalue, ("amine", "jean", "chantal", "outsider")
    )
    other = other_association(schaerbeek)
    addresses = [months_page, sheet_page]
    for user, association, status in (
        (jean, maison, 200),
        (jean, other, 403),
        (chantal, maison, 403),
        (chantal, other, 200),
        (outsider, maison, 403),
    ):
        sign_in(client, user)
        for address in addresses:
            assert client.get(address(association)).status_code == status, (user, association)
    Membership.objects.filter(user=amine).update(ended_at=moment(5, 1))
    sign_in(client, amine)
    assert client.get(sheet_page(maison)).status_code == 403


def test_a_coordinator_finds_the_associations_of_her_territories(
    client, chantal, maison, schaerbeek, at
):
    at(moment(11, 20))
    sign_in(client, chantal)
    assert "Pas encore d’association" in text_of(client.get(reverse("return_sheets")))
    found = [other_association(schaerbeek, name="Un"), other_association(schaerbeek, name="Deux")]
    page = client.get(reverse("return_sheets")).content.decode()
    assert all(months_page(one) in page for one in found)
    assert months_page(maison) not in page


def test_a_member_chooses_the_e_mail_and_a_coordinator_has_nothing_to_choose(
    desk, maison, amine, coordinator
):
    address = reverse("return_mail", args=[maison.pk])
    assert re.search(
        r"<input[^>]*is_wanted[^>]*checked", desk.get(months_page(maison)).content.decode()
    )
    assert desk.get(address).status_code == 405
    assert desk.post(address, {})["Location"] == months_page(maison)
    assert not MailWish.objects.get(membership__user=amine).is_wanted
    desk.post(address, {"is_wanted": "on"})
    assert MailWish.objects.get(membership__user=amine).is_wanted
    coordinator()
    assert "is_wanted" not in desk.get(months_page(maison)).content.decode()
    assert desk.post(address, {}).status_code == 403


def test_the_months_cost_the_same_with_three_reports_as_with_one(
    client, amine, maison, molenbeek, marc
):
    sign_in(client, amine)
    now = timezone.now()
    report_of(molenbeek, now, association=maison)
    month = f"{now:%Y-%m}"
    before = [cost_of(client, months_page(maison)), cost_of(client, sheet_page(maison, month))]
    for _ in range(2):
        report_of(molenbeek, now, association=maison)
    after = [cost_of(client, months_page(maison)), cost_of(client, sheet_page(maison, month))]
    assert after == before


def test_the_home_of_a_relay_says_that_the_sheet_is_ready(desk, maison, molenbeek):
    assert "Votre feuille de retour" not in text_of(desk.get(reverse("team")))
    bring(maison, molenbeek, moment(9, 3))
    words = text_of(desk.get(reverse("team")))
    assert "Maison de quartier : la feuille est prête (octobre 2026)." in words


def test_relays_ask_those_who_chose_to_be_reached_through_them(
    desk, maison, molenbeek, coordinator
):
    report = report_of(
        molenbeek,
        moment(9, 1),
        association=maison,
        contact={"association": "Demander à Amine", "name": "Fatima B."},
    )
    question = ask(report, moment(10, 20))
    for address in (months_page(maison), sheet_page(maison)):
        words = text_of(desk.get(address))
        assert "Une personne à qui demander" in words
        assert report.reference in words
        assert "Fatima" not in words
    person = reverse("return_person", args=[question.pk])
    assert desk.get(person).status_code == 405
    words = text_of(desk.post(person))
    assert "Fatima B." in words
    assert "Demander à Amine" in words
    answer = reverse("return_answer", args=[question.pk])
    desk.post(answer, {"answer": "partly"})
    question.refresh_from_db()
    assert question.answer == "partly"
    words = text_of(desk.get(months_page(maison)))
    assert "C’est noté : C’est réglé en partie" in words
    assert "à qui demander" not in words
    # A coordinator reads the sheet, and is not told whom to ask.
    coordinator()
    assert "à qui demander" not in text_of(desk.get(months_page(maison)))
    assert desk.post(person).status_code == 403
    assert desk.post(answer, {"answer": "solved"}).status_code == 403


def test_an_answer_that_is_none_is_refused_in_words(desk, maison, molenbeek):
    report = report_of(
        molenbeek, moment(9, 1), association=maison, contact={"association": "À l’accueil"}
    )
    question = ask(report, moment(10, 20))
    for data in ({}, {"answer": "perhaps"}):
        page = desk.post(reverse("return_answer", args=[question.pk]), data, follow=True)
        assert "Choisissez une des réponses." in text_of(page)
    question.refresh_from_db()
    assert question.answer == ""


def test_who_no_longer_agrees_is_not_shown(desk, maison, molenbeek):
    from observatory.reports.actions import set_consent

    report = report_of(
        molenbeek, moment(9, 1), association=maison, contact={"association": "À l’accueil"}
    )
    question = ask(report, moment(10, 20))
    set_consent(
        report=report,
        code="D3",
        granted=False,
        wording="D3",
        language="fr",
        intake="web",
        by=system_actor("public"),
        at=moment(10, 21),
    )
    assert "à qui demander" not in text_of(desk.get(months_page(maison)))
    gone = desk.post(reverse("return_person", args=[question.pk]))
    assert gone.status_code == 404
    assert "Il n’y a plus de quoi la joindre" in text_of(gone)
