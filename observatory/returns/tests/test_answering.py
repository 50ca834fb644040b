"""Answering the one question: by link, with the code, on the phone, by a stub; once, or again."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from observatory.journal.models import Entry
from observatory.outbox.models import Message
from observatory.outbox.queries import read_letter
from observatory.people.queries import system_actor
from observatory.phone.models import CallBack
from observatory.reports.actions import withdraw_report
from observatory.returns.actions import AlreadyChanged, answer_question
from observatory.returns.models import FollowUpQuestion, GivenAnswer
from observatory.returns.queries.questions import write_token
from observatory.returns.states import State

from .factories import ask, moment, report_of, sign_in

pytestmark = pytest.mark.django_db

RECEIVED, DUE, LATER = moment(10, 1), moment(11, 12), moment(11, 15)


@pytest.fixture
def question(schaerbeek, at):
    """Asked by e-mail on 12 November; it is now the fifteenth."""
    at(LATER)
    return ask(report_of(schaerbeek, RECEIVED), DUE)


def link_in(message):
    return re.search(r"https?://[^/]+(/\S+/six-semaines/\S+/)", read_letter(message).body)[1]


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def read_again(question):
    return FollowUpQuestion.objects.get(pk=question.pk)


@pytest.fixture
def link(question):
    return link_in(Message.objects.get())


def test_a_button_behind_the_link_answers(client, question, link):
    assert "Votre problème est-il réglé ?" in text_of(client.get(link))
    page = client.post(link, {"answer": "partly"})
    assert "Votre réponse : C’est réglé en partie" in text_of(page)
    question = read_again(question)
    assert (question.state, question.answer, question.answered_at) == (
        State.ANSWERED,
        "partly",
        LATER,
    )
    assert GivenAnswer.objects.get().through == "link"


def test_opening_the_link_changes_nothing_whoever_opens_it(client, question, link):
    before = FollowUpQuestion.objects.values().get(), Entry.objects.count()
    with CaptureQueriesContext(connection) as queries:
        for method in (client.get, client.head):
            for _ in range(3):
                assert method(link, headers={"user-agent": "MailScanner/1.0"}).status_code == 200
    assert all(query["sql"].startswith("SELECT") for query in queries.captured_queries)
    assert (FollowUpQuestion.objects.values().get(), Entry.objects.count()) == before
    assert client.get(link)["Cache-Control"] == "no-store"


@pytest.mark.parametrize("method", ["put", "delete", "patch", "options"])
def test_no_other_way_of_asking_for_the_page_changes_anything(client, question, link, method):
    assert getattr(client, method)(f"{link}?answer=solved").status_code == 405
    assert read_again(question).state == State.ASKED


def test_an_answer_in_the_address_is_none(client, question, link):
    assert client.get(f"{link}?answer=solved").status_code == 200
    assert client.post(f"{link}?answer=solved").status_code == 422
    assert read_again(question).state == State.ASKED


def test_another_site_cannot_press_the_button(question, link):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(link, {"answer": "solved"}).status_code == 403
    assert read_again(question).state == State.ASKED


def test_a_link_that_was_passed_on_shows_nothing_about_the_person(client, question, link):
    report = question.report
    for answered in (False, True):
        if answered:
            client.post(link, {"answer": "worse"})
        words = text_of(Client().get(link))
        main = words[words.index("Votre problème") :]
        for word in (report.service.name, "Schaerbeek", report.reference, report.code, "fatima"):
            assert word not in main
    # That there is an answer is said; which, only to who gave it.
    assert "Une réponse est déjà notée." in main
    assert main.count("pire qu’avant") == 1
    assert report.uuid.hex not in link


def test_it_opens_this_question_and_no_other_page(client, question, link):
    client.get(link)
    client.post(link, {"answer": "solved"})
    assert client.get(reverse("follow_report"))["Location"] == reverse("follow_up")


def test_an_answer_can_be_changed_until_the_question_is_over(client, question, link, at):
    client.post(link, {"answer": "solved"})
    client.post(link, {"answer": "solved"})
    at(moment(12, 1))
    client.post(link, {"answer": "not"})
    assert read_again(question).answer == "not"
    assert list(GivenAnswer.objects.order_by("pk").values_list("answer", flat=True)) == [
        "solved",
        "not",
    ]
    at(moment(1, 12).replace(year=2027))
    late = client.post(link, {"answer": "worse"})
    assert late.status_code == 410
    assert "Cette question est fermée" in text_of(late)
    assert read_again(question).answer == "not"


def test_sixty_days_after_nobody_answers_any_more(client, question, link, at):
    at(moment(1, 11, 20).replace(year=2027))
    assert client.get(link).status_code == 200
    at(moment(1, 12).replace(year=2027))
    for response in (client.get(link), client.post(link, {"answer": "solved"})):
        assert response.status_code == 410
    assert read_again(question).state == State.ASKED


@pytest.mark.parametrize("data", [{}, {"answer": ""}, {"answer": "perhaps"}, {"answer": "x" * 999}])
def test_what_is_no_answer_is_said_and_nothing_is_noted(client, question, link, data):
    response = client.post(link, data)
    assert response.status_code == 422
    assert "Choisissez une des réponses." in text_of(response)
    assert read_again(question).state == State.ASKED


def test_a_link_that_was_cut_or_made_up_opens_nothing(client, question, link):
    whole = link.rstrip("/")
    for wrong in (whole[:-1], whole[:-20], whole.replace("/l", "/c"), whole + "x"):
        for response in (client.get(wrong + "/"), client.post(wrong + "/", {"answer": "solved"})):
            assert response.status_code == 404
            assert "Ce lien n’est pas complet" in text_of(response)
    assert read_again(question).state == State.ASKED


def test_the_link_of_a_withdrawn_report_says_only_that_the_question_is_closed(
    client, question, link
):
    withdraw_report(report=question.report, by=system_actor("public"), at=LATER)
    assert client.get(link).status_code == 410


def test_two_answers_at_the_same_moment_one_is_told_to_look_again(question):
    public = system_actor("public")
    mine, hers = read_again(question), read_again(question)
    answer_question(question=mine, answer="solved", through="link", by=public, at=LATER)
    with pytest.raises(AlreadyChanged):
        answer_question(question=hers, answer="not", through="code", by=public, at=LATER)
    assert GivenAnswer.objects.count() == 1


def test_neither_the_answer_nor_a_word_stands_in_the_journal(client, question, link):
    client.post(link, {"answer": "worse"})
    entry = Entry.objects.get(action="six_weeks.answer")
    assert entry.data == {"through": "link"}
    assert entry.actor_id == system_actor("public").pk


# With the code.


@pytest.fixture
def follow(client):
    """Open the follow-up page of a report with its code."""

    def open_page(report):
        client.post(reverse("follow_up"), {"code": report.code})
        return client.get(reverse("follow_report"))

    return open_page


def form_of(page):
    return re.search(r'action="([^"]*/six-semaines/[^"]+)"', page.content.decode())[1]


def test_who_has_the_code_answers_on_her_page_and_sees_her_answer(client, question, follow):
    page = follow(question.report)
    assert "Votre problème est-il réglé ?" in text_of(page)
    assert "Nous vous avons demandé si c’est réglé" in text_of(page)
    thanks = client.post(form_of(page), {"answer": "not"})
    assert reverse("follow_report") in thanks.content.decode()
    assert GivenAnswer.objects.get().through == "code"
    words = text_of(client.get(reverse("follow_report")))
    assert "vous nous avez dit : Ce n’est pas réglé" in words
    assert "Vous nous avez dit où en est votre problème" in words


@pytest.mark.parametrize(
    "contact",
    [{"phone": "0470 00 00 00"}, {"post": "Rue Haute 1"}, {"name": "Fatima"}],
)
def test_she_may_answer_with_her_code_by_whatever_way_she_is_asked(
    client, schaerbeek, follow, at, contact
):
    at(LATER)
    question = ask(report_of(schaerbeek, RECEIVED, contact=contact), DUE)
    client.post(form_of(follow(question.report)), {"answer": "solved"})
    question = read_again(question)
    assert (question.state, question.answer) == (State.ANSWERED, "solved")
    assert question.asked_on is not None


def test_before_six_weeks_and_after_the_end_her_page_asks_nothing(schaerbeek, question, follow, at):
    assert "est-il réglé" not in text_of(follow(report_of(schaerbeek, RECEIVED)))
    at(moment(3, 1).replace(year=2027))
    assert "est-il réglé" not in text_of(follow(question.report))


def test_an_answer_is_shown_to_her_after_the_end_and_not_changed(client, question, follow, at):
    client.post(form_of(follow(question.report)), {"answer": "not"})
    at(moment(3, 1).replace(year=2027))
    page = follow(question.report)
    assert "vous nous avez dit : Ce n’est pas réglé" in text_of(page)
    assert "six-semaines/" not in page.content.decode()


# On the phone.


@pytest.fixture
def call(schaerbeek, at):
    at(LATER)
    return ask(report_of(schaerbeek, RECEIVED, contact={"phone": "0470 00 00 00"}), DUE)


def test_the_line_asks_and_notes_and_the_call_is_done(client, call, nadia):
    sign_in(client, nadia)
    listed = client.get(reverse("six_weeks_team")).content.decode()
    address = reverse("six_weeks_call", args=[call.pk])
    assert address in listed
    words = text_of(client.get(address))
    assert "J’ai une seule question : est-ce que c’est réglé ?" in words
    assert client.post(address, {"answer": "unknown"})["Location"] == reverse("six_weeks_team")
    assert read_again(call).answer == "unknown"
    assert GivenAnswer.objects.get().through == "phone"
    assert CallBack.objects.get().state == "done"
    assert address not in client.get(reverse("six_weeks_team")).content.decode()


def test_the_page_of_the_call_back_leads_to_the_question(client, call, nadia):
    sign_in(client, nadia)
    page = client.get(reverse("phone_call_back", args=[CallBack.objects.get().uuid]))
    assert reverse("six_weeks_call", args=[call.pk]) in page.content.decode()


def test_the_line_reads_the_question_in_the_language_of_the_person(client, schaerbeek, nadia, at):
    at(LATER)
    question = ask(report_of(schaerbeek, RECEIVED, contact={"phone": "0470"}, language="nl"), DUE)
    sign_in(client, nadia)
    page = client.get(reverse("six_weeks_call", args=[question.pk])).content.decode()
    assert 'class="spoken" lang="nl"' in page


def test_a_call_that_was_answered_with_the_code_is_not_to_be_made(client, call, follow):
    client.post(form_of(follow(call.report)), {"answer": "solved"})
    assert CallBack.objects.get().state == "done"


def test_only_the_line_of_the_territory_notes_what_is_said_on_the_phone(
    request, client, call, molenbeek
):
    from observatory.people.models import Mandate

    address = reverse("six_weeks_call", args=[call.pk])
    for name in ("chantal", "mireille", "amine"):
        sign_in(client, request.getfixturevalue(name))
        assert client.post(address, {"answer": "solved"}).status_code == 403
    nadia = request.getfixturevalue("nadia")
    Mandate.objects.filter(user=nadia).update(territory=molenbeek)
    sign_in(client, nadia)
    assert client.get(address).status_code == 403
    assert address not in client.get(reverse("six_weeks_team")).content.decode()
    assert read_again(call).state == State.ASKED


def test_a_token_says_which_way_it_came(question):
    assert write_token(question, "l") != write_token(question, "c")
    assert question.expires_on == date(2027, 1, 11)
