"""By post: a letter is printed, posted, and its stub keyed when it comes back."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from observatory.journal.models import Entry
from observatory.people.queries import system_actor
from observatory.returns.actions import answer_question
from observatory.returns.models import FollowUpQuestion, GivenAnswer
from observatory.returns.queries.questions import question_of_stub, stub_number
from observatory.returns.states import State

from .factories import ask, moment, report_of, sign_in

pytestmark = pytest.mark.django_db

RECEIVED, DUE, LATER = moment(10, 1), moment(11, 12), moment(11, 15)


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def read_again(question):
    return FollowUpQuestion.objects.get(pk=question.pk)


@pytest.fixture
def letter(schaerbeek, at):
    at(LATER)
    return ask(
        report_of(
            schaerbeek, RECEIVED, contact={"post": "Rue Haute 1\n1000 Bruxelles", "name": "F. B."}
        ),
        DUE,
    )


def test_a_letter_is_printed_posted_and_its_stub_keyed(client, letter, chantal):
    sign_in(client, chantal)
    address = reverse("six_weeks_letter", args=[letter.pk])
    assert address in client.get(reverse("six_weeks_team")).content.decode()
    assert client.get(address).status_code == 405
    page = client.post(address)
    words = text_of(page)
    assert "F. B. Rue Haute 1 1000 Bruxelles" in words
    number = stub_number(letter)
    assert f"Talon {number}" in words
    # The stub comes back through many hands: nothing on it names the person.
    stub = words[words.index(f"Talon {number}") :]
    assert "F. B." not in stub
    assert letter.report.code not in words
    client.post(reverse("six_weeks_posted", args=[letter.pk]))
    assert read_again(letter).asked_on == LATER.date()
    stub_page = reverse("six_weeks_stub")
    wrong = client.post(stub_page, {"number": number[:-1] + "x", "answer": "worse"})
    assert wrong.status_code == 422
    assert 'value="worse"' in wrong.content.decode()
    response = client.post(stub_page, {"number": f" {number} ", "answer": "worse"})
    assert response["Location"] == stub_page
    assert read_again(letter).answer == "worse"
    assert GivenAnswer.objects.get().through == "post"


def test_a_wrong_digit_on_a_stub_is_noticed(letter):
    number = stub_number(letter)
    assert question_of_stub(number) == letter
    digits = number.replace("-", "")
    assert question_of_stub(digits) == letter
    for place, digit in enumerate(digits):
        other = str((int(digit) + 1) % 10)
        assert question_of_stub(digits[:place] + other + digits[place + 1 :]) is None
    for text in ("", "12", "x" * 20, "9" * 20, "²²²²²²"):
        assert question_of_stub(text) is None


def test_a_stub_of_another_territory_or_too_late_is_refused_beside_its_number(
    client, letter, chantal, molenbeek, at
):
    from observatory.people.models import Mandate

    sign_in(client, chantal)
    data = {"number": stub_number(letter), "answer": "solved"}
    Mandate.objects.filter(user=chantal).update(territory=molenbeek)
    assert "que vous ne suivez pas" in text_of(client.post(reverse("six_weeks_stub"), data))
    Mandate.objects.filter(user=chantal).update(territory=None)
    at(LATER + timedelta(days=100))
    sign_in(client, chantal)
    assert "Trop tard" in text_of(client.post(reverse("six_weeks_stub"), data))
    assert read_again(letter).state == State.DUE


def test_a_letter_of_another_territory_is_nobody_elses(request, client, letter):
    posted = reverse("six_weeks_posted", args=[letter.pk])
    opened = reverse("six_weeks_letter", args=[letter.pk])
    for name in ("mireille", "amine", "outsider"):
        sign_in(client, request.getfixturevalue(name))
        assert client.post(opened).status_code == 403
        assert client.post(posted).status_code == 403
    assert read_again(letter).state == State.DUE


def test_a_letter_answered_meanwhile_is_not_printed_any_more(client, letter, chantal):
    answer_question(
        question=letter, answer="solved", through="code", by=system_actor("public"), at=LATER
    )
    sign_in(client, chantal)
    for name in ("six_weeks_letter", "six_weeks_posted"):
        page = client.post(reverse(name, args=[letter.pk]), follow=True)
        assert "Cette lettre n’est plus à envoyer." in text_of(page)
    assert not Entry.objects.filter(action="contact.read", actor=chantal).exists()


@pytest.fixture
def call(schaerbeek, at):
    at(LATER)
    return ask(report_of(schaerbeek, RECEIVED, contact={"phone": "0470 00 00 00"}), DUE)


def test_the_home_says_what_waits(client, letter, call, nadia, chantal):
    sign_in(client, nadia)
    words = text_of(client.get(reverse("team")))
    assert "1 lettre à imprimer. 1 personne à appeler." in words
    sign_in(client, chantal)
    words = text_of(client.get(reverse("team")))
    assert "1 lettre à imprimer." in words
    assert "à appeler" not in words
