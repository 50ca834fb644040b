"""With her code, Fatima answers about each body and reads what became of her case; relays and officers are told too."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils.timezone import localdate

from observatory.escalations.actions import propose_body
from observatory.escalations.jobs import remind
from observatory.escalations.models import BodyConsent, Escalation, Reminder
from observatory.escalations.queries.consents import write_token
from observatory.escalations.queries.steps import due_reminders, overdue_of
from observatory.outbox.jobs import send_due_messages
from observatory.outbox.models import Message
from observatory.problems.tests.reading import words_of

from .making import NOW, SENT_ON, agree, body, counted_report, fill, make_dossier, send
from .test_life import step

pytestmark = pytest.mark.django_db

ANSWER = "/fr/suivi/accord-instance/"


@pytest.fixture
def as_fatima(client, report):
    client.post("/fr/suivi/", {"code": report.code})
    return client


def own_page(client):
    return client.get(reverse("follow_report"))


def test_fatima_is_asked_and_says_yes_then_no(as_fatima, solange, report):
    propose_body(report=report, body=body(), by=solange, at=NOW)
    words = words_of(own_page(as_fatima))
    assert "Vous pouvez envoyer mon cas à Ombuds Bruxelles" in words
    assert "Vous n’avez pas encore répondu" in words
    token = write_token(report, body())
    answer = as_fatima.post(ANSWER, {"token": token, "answer": "yes"}, follow=True)
    assert "C’est noté" in words_of(answer)
    as_fatima.post(ANSWER, {"token": token, "answer": "no"})
    assert list(BodyConsent.objects.values_list("granted", "intake")) == [
        (True, "web"),
        (False, "web"),
    ]


def test_the_button_on_her_page_is_the_one_that_works(as_fatima, solange, report):
    propose_body(report=report, body=body(), by=solange, at=NOW)
    html = own_page(as_fatima).content.decode()
    token = html.split('name="token" value="')[1].split('"')[0]
    as_fatima.post(ANSWER, {"token": token, "answer": "yes"})
    assert BodyConsent.objects.get().granted


@pytest.mark.parametrize("said", [{"answer": "yes"}, {"token": "x", "answer": "yes"}, {}])
def test_without_her_page_nothing_is_answered(client, solange, report, said):
    propose_body(report=report, body=body(), by=solange, at=NOW)
    assert client.post(ANSWER, said).status_code == 410
    assert not BodyConsent.objects.exists()


def test_an_answer_that_is_neither_yes_nor_no_changes_nothing(client, solange, report):
    propose_body(report=report, body=body(), by=solange, at=NOW)
    token = write_token(report, body())
    assert client.post(ANSWER, {"token": token, "answer": "maybe"}).status_code == 410
    assert not BodyConsent.objects.exists()


def test_at_the_desk_amine_answers_for_her_and_the_channel_is_kept(
    signed_in, solange, amine, report
):
    propose_body(report=report, body=body(), by=solange, at=NOW)
    answer = signed_in(amine).post(ANSWER, {"token": write_token(report, body()), "answer": "yes"})
    assert "son cas peut être envoyé à Ombuds Bruxelles" in words_of(answer)
    assert BodyConsent.objects.get().intake == "assisted"


def test_fatima_reads_to_whom_her_case_went_and_what_came_of_it(
    as_fatima, solange, dossier, quick_pdf
):
    send(dossier, solange)
    step(dossier, solange, "end", notes={"fr": "Un guichet rouvre."}, outcome="partly")
    answer = own_page(as_fatima)
    words = words_of(answer)
    assert "Votre récit a été transmis à Ombuds Bruxelles le 20 novembre 2026." in words
    assert "Un guichet rouvre." in words
    assert "Obtenu en partie" in words
    assert f"/fr/saisines/{dossier.pk}/" in answer.content.decode()
    assert "Votre cas a été transmis, avec votre accord" in words


def test_a_dossier_that_was_not_sent_tells_her_nothing_of_it(as_fatima, dossier):
    assert "a été transmis" not in words_of(own_page(as_fatima))


@pytest.mark.usefixtures("quick_pdf")
def test_amine_reads_what_became_of_what_his_association_brought(
    signed_in, solange, maison, amine, molenbeek
):
    report = counted_report(molenbeek, association=maison)
    agree(report)
    dossier = make_dossier(solange, molenbeek)
    fill(dossier, solange, report)
    send(dossier, solange)
    words = words_of(signed_in(amine).get("/fr/equipe/"))
    assert "1 récit de votre association" in words
    assert "Ombuds Bruxelles" in words


def days_later(days):
    return NOW.replace(hour=6) + timedelta(days=days - 3)


@pytest.mark.parametrize(
    ("days", "told"), [(14, None), (15, 15), (29, 15), (30, 30), (59, 30), (60, 60), (200, 60)]
)
def test_a_term_that_went_by_is_worked_out_from_the_day_of_sending(sent, days, told):
    due = overdue_of(sent, SENT_ON + timedelta(days=days))
    assert (due.days if due else None) == told


@pytest.mark.parametrize("name", ["answer", "refuse", "end"])
def test_nobody_is_reminded_once_it_was_answered(solange, sent, name):
    step(sent, solange, name)
    assert overdue_of(sent, SENT_ON + timedelta(days=90)) is None


def test_after_an_acknowledgment_only_the_answer_is_waited_for(solange, sent):
    step(sent, solange, "acknowledge")
    assert overdue_of(sent, SENT_ON + timedelta(days=20)) is None
    assert overdue_of(sent, SENT_ON + timedelta(days=31)).days == 30


def test_solange_is_written_to_once_for_each_term_and_no_case_is_in_it(solange, sent, report):
    for days in (14, 15, 16, 30, 31, 60, 90):
        remind(days_later(days))
    assert sorted(Reminder.objects.values_list("days", flat=True)) == [15, 30, 60]
    assert Message.objects.filter(kind="escalation_reminder").count() == 3
    send_due_messages(days_later(91))
    letter = mail.outbox[0]
    assert letter.to == [solange.email]
    assert "Ombuds Bruxelles" in letter.body
    assert f"/equipe/saisines/{sent.pk}/" in letter.body
    assert report.reference not in letter.body


def test_a_worker_that_was_off_tells_the_longest_term_only(sent):
    remind(days_later(61))
    assert Message.objects.filter(kind="escalation_reminder").count() == 1
    assert due_reminders(localdate(days_later(62))) == []


def test_whoever_no_longer_sends_cases_is_not_written_to(solange, sent):
    solange.mandates.update(ended_at=NOW)
    remind(days_later(15))
    assert not Message.objects.exists()
    assert Reminder.objects.exists()


def test_the_desk_shows_what_was_not_answered_whatever_its_age(signed_in, solange, sent):
    Escalation.objects.filter(pk=sent.pk).update(sent_on=localdate() - timedelta(days=45))
    for address in ("/fr/equipe/saisines/", "/fr/equipe/"):
        assert "30 jours sans réponse" in words_of(signed_in(solange).get(address))
