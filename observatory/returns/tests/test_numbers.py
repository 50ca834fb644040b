"""The answers by territory, under the rules for small numbers."""

import re

import pytest
from django.urls import reverse

from observatory.people.models import Mandate
from observatory.people.queries import system_actor
from observatory.returns.actions import answer_question
from observatory.returns.queries.numbers import answers_by_place

from .factories import ask, cost_of, moment, report_of, sign_in

pytestmark = pytest.mark.django_db

DUE = moment(11, 12)


def answered(place, *answers, silent=0):
    for answer in [*answers, *[None] * silent]:
        question = ask(report_of(place, moment(10, 1)), DUE)
        if answer:
            answer_question(
                question=question,
                answer=answer,
                through="link",
                by=system_actor("public"),
                at=moment(11, 20),
            )


def words_of(place):
    return {str(share.label): share.words for share in place.shares}


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_below_three_answers_there_is_no_number(schaerbeek):
    answered(schaerbeek, "solved", "not", silent=2)
    [place] = answers_by_place(None)
    assert place.shares == []
    assert place.period == ""


def test_the_count_of_answers_is_not_shown_either_below_three(schaerbeek):
    answered(schaerbeek, "solved", silent=1)
    [place] = answers_by_place(None)
    assert place.response == "moins de 3 cas : pas de chiffre"


def test_from_three_x_out_of_n_with_dates(schaerbeek):
    answered(schaerbeek, "solved", "solved", "not", silent=1)
    [place] = answers_by_place(None)
    assert place.response == "3 sur 4"
    assert words_of(place)["C’est réglé"] == "2 sur 3"
    assert place.period == "novembre 2026"


def test_from_ten_the_interval_is_beside_it(schaerbeek):
    answered(schaerbeek, *["solved"] * 3, *["not"] * 7)
    [place] = answers_by_place(None)
    assert words_of(place)["C’est réglé"] == "3 sur 10 (entre 11 % et 60 %)"


def test_from_thirty_the_percentage_stands_first(schaerbeek):
    answered(schaerbeek, *["solved"] * 12, *["worse"] * 18)
    [place] = answers_by_place(None)
    assert words_of(place)["C’est pire qu’avant"] == "60 % (18 sur 30, entre 42 % et 75 %)"


def test_each_sees_the_territories_that_are_hers(client, schaerbeek, molenbeek, mireille, nadia):
    answered(schaerbeek, "solved", "not", "not")
    answered(molenbeek, "solved", "not", "not")
    answered(None, "worse")
    sign_in(client, mireille)
    words = text_of(client.get(reverse("six_weeks_team")))
    assert "Schaerbeek Ont répondu : 3 sur 3." in words
    assert "Molenbeek" not in words
    assert "Qui répond l’a choisi : ce n’est pas un échantillon." in words
    sign_in(client, nadia)
    words = text_of(client.get(reverse("six_weeks_team")))
    assert "Molenbeek-Saint-Jean Ont répondu" in words
    assert "Commune non précisée" in words


def test_nobody_asked_yet_is_said(client, mireille):
    sign_in(client, mireille)
    assert "Personne n’a encore été interrogé" in text_of(client.get(reverse("six_weeks_team")))


def test_a_relay_or_an_outsider_does_not_see_them(client, amine, outsider):
    for user in (amine, outsider):
        sign_in(client, user)
        assert client.get(reverse("six_weeks_team")).status_code == 403


def test_the_page_costs_the_same_for_three_as_for_one(client, schaerbeek, nadia):
    sign_in(client, nadia)
    address = reverse("six_weeks_team")
    Mandate.objects.filter(user=nadia).update(territory=schaerbeek)

    def more():
        answered(schaerbeek, "solved", "not", "not")
        for contact in ({"phone": "0470 00 00 00"}, {"post": "Rue Haute 1"}):
            ask(report_of(schaerbeek, moment(10, 1), contact=contact), DUE)

    more()
    before = cost_of(client, address)
    more()
    more()
    assert cost_of(client, address) == before
