"""Saying "it happened to me too" on its page: where and when, and the same thanks for all."""

import pytest

from observatory.problems.forms import recent_months
from observatory.problems.models import MeToo

from .factories import make_problem
from .reading import words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def problem(schaerbeek):
    return make_problem(schaerbeek, reports=1)


def send(client, problem, **said):
    answer = {"where": "21012", "when": "?", **said}
    return client.post(f"/fr/problemes/{problem.pk}/moi-aussi/", answer)


def test_fatima_says_where_and_when_and_is_thanked(client, problem, molenbeek):
    from django.utils.timezone import localdate

    month = recent_months(localdate())[3]
    response = send(client, problem, when=month.isoformat())
    assert response.status_code == 303
    assert "Merci de l’avoir dit" in words_of(client.get(response["Location"]))
    said = MeToo.objects.get()
    assert (said.territory, said.month) == (molenbeek, month)


def test_i_do_not_know_is_an_answer_to_both_questions(client, problem):
    assert send(client, problem, where="?", when="?").status_code == 303
    said = MeToo.objects.get()
    assert (said.territory, said.month) == (None, None)


def test_the_answer_is_the_same_the_second_time_and_nothing_is_added(client, problem):
    first, second = send(client, problem), send(client, problem)
    assert (first.status_code, first["Location"]) == (second.status_code, second["Location"])
    assert MeToo.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"where": "99999"},
        {"when": "1999-01-01"},
        {"when": "demain"},
        {"when": ""},
        {"where": "🙂"},
        {"when": "2026-13-01"},
    ],
)
def test_what_cannot_be_is_refused_beside_the_field_and_nothing_is_written(client, problem, wrong):
    response = send(client, problem, **wrong)
    assert response.status_code == 200
    assert "Il reste une chose à corriger" in words_of(response)
    assert not MeToo.objects.exists()


def test_the_page_offers_the_place_of_the_problem_and_no_free_text(client, problem):
    response = client.get(f"/fr/problemes/{problem.pk}/moi-aussi/")
    html = response.content.decode()
    assert '<option value="21015" selected>Schaerbeek</option>' in html
    assert "<textarea" not in html
    assert 'type="text"' not in html
    assert response["Cache-Control"] == "no-store"


def test_looking_at_the_page_changes_nothing(client, problem):
    client.get(f"/fr/problemes/{problem.pk}/moi-aussi/?where=21012&when=?")
    assert not MeToo.objects.exists()
