"""Six weeks later, one question, once, by the way the person chose."""

import re
from datetime import date, timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from observatory.journal.models import Entry
from observatory.kit.keys import load_key
from observatory.outbox.jobs import send_due_messages
from observatory.outbox.models import Message
from observatory.outbox.states import State as MessageState
from observatory.people.queries import system_actor
from observatory.phone.models import CallBack
from observatory.reports.actions import set_consent, withdraw_report
from observatory.reports.models import Report
from observatory.returns.actions import (
    AlreadyAsked,
    Disagreed,
    ask_after_six_weeks,
    close_question,
    note_posted,
    open_address,
)
from observatory.returns.jobs import follow_up_reports
from observatory.returns.models import Channel, FollowUpQuestion
from observatory.returns.queries.questions import letters_to_print, reports_to_ask
from observatory.returns.states import OPEN, TRANSITIONS, State

from .factories import ask, moment, report_of

pytestmark = pytest.mark.django_db

RECEIVED = moment(10, 1)
# Six weeks after the first of October.
DUE = moment(11, 12)


def withdraw_consent(report, at):
    set_consent(
        report=Report.objects.get(pk=report.pk),
        code="D3",
        granted=False,
        wording="D3",
        language="fr",
        intake="web",
        by=system_actor("public"),
        at=at,
    )


def letter_of(post):
    [(to, raw)] = post.taken
    message = message_from_bytes(raw, policy=default)
    return to, message["Subject"], message.get_content().replace("\r\n", "\n")


def test_the_question_leaves_by_e_mail_after_six_weeks_and_once(post, schaerbeek, settings):
    report = report_of(schaerbeek, RECEIVED)
    assert follow_up_reports(DUE - timedelta(days=1)) == 0
    assert follow_up_reports(DUE) == 1
    for later in (DUE, DUE + timedelta(days=1), DUE + timedelta(days=200)):
        assert follow_up_reports(later) == 0
    question = FollowUpQuestion.objects.get()
    assert question.channel == Channel.EMAIL
    assert (question.due_on, question.asked_on) == (date(2026, 11, 12), date(2026, 11, 12))
    assert question.expires_on == date(2027, 1, 11)
    send_due_messages(DUE)
    to, subject, text = letter_of(post)
    assert to == "fatima@example.org"
    assert subject == "Une seule question, de l’Observatoire"
    assert re.search(rf"^{settings.PUBLIC_URL}/fr/six-semaines/\S+/$", text, re.MULTILINE)
    # Who else reads her e-mail learns neither the service nor the place.
    for word in (report.service.name, "Schaerbeek", report.code, report.reference, "entrer"):
        assert word not in text


def test_it_is_written_in_the_language_of_the_report(post, schaerbeek):
    report_of(schaerbeek, RECEIVED, language="nl")
    follow_up_reports(DUE)
    send_due_messages(DUE)
    assert "/nl/" in letter_of(post)[2]


@pytest.mark.parametrize("state", ["received", "to_complete", "proposed", "rejected"])
def test_what_nobody_took_up_is_not_asked_about(schaerbeek, state):
    report_of(schaerbeek, RECEIVED, state=state)
    assert follow_up_reports(DUE) == 0


def test_what_is_taken_up_late_is_asked_about_then(schaerbeek):
    report = report_of(schaerbeek, RECEIVED, state="received")
    assert follow_up_reports(DUE) == 0
    Report.objects.filter(pk=report.pk).update(state="published")
    assert follow_up_reports(DUE + timedelta(days=30)) == 1
    assert FollowUpQuestion.objects.get().due_on == date(2026, 11, 12)


def test_who_did_not_agree_or_does_not_any_more_is_not_asked(schaerbeek):
    report_of(schaerbeek, RECEIVED, consents=("D1",))
    report_of(schaerbeek, RECEIVED, consents=("D1", "D7"))
    report_of(schaerbeek, RECEIVED, contact={})
    withdraw_consent(report_of(schaerbeek, RECEIVED), moment(10, 20))
    # D7 keeps the contact, D3 alone lets us write.
    withdraw_consent(report_of(schaerbeek, RECEIVED, consents=("D1", "D3", "D7")), moment(10, 20))
    assert follow_up_reports(DUE) == 0
    assert not FollowUpQuestion.objects.exists()
    assert not Entry.objects.filter(action="contact.read").exists()


def test_who_told_of_something_that_went_well_is_not_asked(schaerbeek):
    from observatory.reports.models import ReportTerm
    from observatory.vocabularies.queries import terms

    well = report_of(schaerbeek, RECEIVED, obstacles=())
    ReportTerm.objects.create(report=well, term=terms("positive")[0])
    both = report_of(schaerbeek, RECEIVED)
    ReportTerm.objects.create(report=both, term=terms("positive")[0])
    report_of(schaerbeek, RECEIVED, obstacles=())
    assert follow_up_reports(DUE) == 2
    assert not FollowUpQuestion.objects.filter(report=well).exists()


def test_after_a_year_nobody_is_asked_any_more(schaerbeek):
    report_of(schaerbeek, moment(10, 1).replace(year=2025))
    assert follow_up_reports(DUE) == 0


@pytest.mark.parametrize(
    ("contact", "channel"),
    [
        ({"email": "f@example.org", "phone": "0470 00 00 00"}, Channel.PHONE),
        ({"email": "f@example.org", "post": "Rue Haute 1"}, Channel.POST),
        ({"email": "f@example.org", "association": "La Maison"}, Channel.ASSOCIATION),
        ({"association": "La Maison", "post": "Rue Haute 1"}, Channel.POST),
        ({"name": "Fatima", "email": "f@example.org"}, Channel.EMAIL),
    ],
)
def test_who_gave_two_ways_is_asked_by_the_first_of_the_form(schaerbeek, contact, channel):
    assert ask(report_of(schaerbeek, RECEIVED, contact=contact), DUE).channel == channel


def test_by_phone_a_call_back_is_planned_for_the_line(schaerbeek):
    report = report_of(schaerbeek, RECEIVED, contact={"phone": "0470 00 00 00"}, language="nl")
    assert ask(report, DUE).state == State.ASKED
    call_back = CallBack.objects.get()
    assert call_back.subject == report.subject
    assert call_back.reason == "six_weeks"
    assert (call_back.language, call_back.territory) == ("nl", schaerbeek)
    assert not Message.objects.exists()


def test_by_post_a_letter_waits_until_somebody_says_that_it_left(schaerbeek, chantal, amine):
    report = report_of(
        schaerbeek, RECEIVED, contact={"post": "Rue Haute 1\n1000 Bruxelles", "name": "Fatima B."}
    )
    question = ask(report, DUE)
    assert (question.state, question.asked_on) == (State.DUE, None)
    assert list(letters_to_print({schaerbeek.pk})) == [question]
    assert not letters_to_print(set())
    with pytest.raises(PermissionDenied):
        open_address(question=question, by=amine, at=DUE)
    envelope = open_address(question=question, by=chantal, at=DUE)
    assert envelope == {"name": "Fatima B.", "post": "Rue Haute 1\n1000 Bruxelles"}
    assert Entry.objects.filter(action="contact.read", actor=chantal).count() == 1
    note_posted(question=question, by=chantal, at=moment(11, 20))
    question.refresh_from_db()
    assert (question.state, question.asked_on) == (State.ASKED, date(2026, 11, 20))
    assert question.expires_on == date(2027, 1, 19)
    with pytest.raises(AlreadyAsked):
        note_posted(question=question, by=chantal, at=moment(11, 21))
    with pytest.raises(AlreadyAsked):
        open_address(question=question, by=chantal, at=moment(11, 21))


def test_a_letter_is_not_printed_for_who_changed_her_mind(schaerbeek, chantal):
    report = report_of(schaerbeek, RECEIVED, contact={"post": "Rue Haute 1"})
    question = ask(report, DUE)
    withdraw_consent(report, moment(11, 13))
    assert not letters_to_print(None)
    for act in (open_address, note_posted):
        with pytest.raises(Disagreed):
            act(question=question, by=chantal, at=moment(11, 14))


def test_through_the_association_that_brought_it_its_relays_ask(maison, molenbeek):
    report = report_of(
        molenbeek, RECEIVED, association=maison, contact={"association": "À l’accueil"}
    )
    assert ask(report, DUE).state == State.ASKED


def test_through_an_association_we_do_not_know_a_letter_is_handed_on(maison, molenbeek):
    named = report_of(molenbeek, RECEIVED, contact={"association": "Chez Les Amis, Mme Rose"})
    assert ask(named, DUE).state == State.DUE
    maison.ended_on = date(2026, 10, 20)
    maison.save()
    left = report_of(molenbeek, RECEIVED, association=maison, contact={"association": "Accueil"})
    assert ask(left, DUE).state == State.DUE


def test_without_a_way_that_can_be_used_the_question_is_unreachable(schaerbeek):
    # A contact of before the form had these parts.
    question = ask(report_of(schaerbeek, RECEIVED, contact={"name": "Fatima"}), DUE)
    assert (question.state, question.channel) == (State.UNREACHABLE, "")
    assert follow_up_reports(DUE) == 0


def test_an_address_that_is_refused_stays_asked_and_is_not_asked_again(post, schaerbeek):
    post.refuses = "550 no such person"
    report_of(schaerbeek, RECEIVED)
    follow_up_reports(DUE)
    send_due_messages(DUE)
    assert Message.objects.get().state == MessageState.FAILED
    assert FollowUpQuestion.objects.get().state == State.ASKED
    assert follow_up_reports(DUE + timedelta(days=1)) == 0
    assert Message.objects.count() == 1


def test_a_worker_killed_on_the_way_leaves_nothing_and_another_asks(schaerbeek, monkeypatch):
    report_of(schaerbeek, RECEIVED)

    def killed(**message):
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr("observatory.returns.actions.asking.queue_message", killed)
        with pytest.raises(SystemExit):
            follow_up_reports(DUE)
    assert not FollowUpQuestion.objects.exists()
    assert follow_up_reports(DUE) == 1
    assert Message.objects.count() == 1


def test_two_workers_ask_once(schaerbeek):
    report = report_of(schaerbeek, RECEIVED)
    [seen_by_both] = reports_to_ask(DUE)
    ask(report, DUE)
    with pytest.raises(AlreadyAsked):
        ask(seen_by_both, DUE)
    assert Message.objects.count() == 1


def test_a_report_withdrawn_since_it_was_seen_is_not_asked(schaerbeek):
    report_of(schaerbeek, RECEIVED)
    [seen] = reports_to_ask(DUE)
    withdraw_report(
        report=Report.objects.get(pk=seen.pk), by=system_actor("public"), at=moment(11, 11)
    )
    assert ask(seen, DUE) is None
    assert not FollowUpQuestion.objects.exists()


def test_withdrawing_the_report_takes_question_and_answers_along(schaerbeek):
    from observatory.returns.actions import answer_question
    from observatory.returns.models import GivenAnswer

    report = report_of(schaerbeek, RECEIVED)
    public = system_actor("public")
    answer_question(question=ask(report, DUE), answer="not", through="link", by=public, at=DUE)
    withdraw_report(report=Report.objects.get(pk=report.pk), by=public, at=DUE)
    assert not FollowUpQuestion.objects.exists()
    assert not GivenAnswer.objects.exists()


def test_a_clock_that_jumps_ahead_and_back_asks_nobody_twice(schaerbeek):
    report_of(schaerbeek, RECEIVED)
    assert follow_up_reports(DUE + timedelta(days=300)) == 1
    for at in (moment(10, 2), DUE, DUE + timedelta(days=300)):
        assert follow_up_reports(at) == 0
    assert Message.objects.count() == 1


def test_a_contact_whose_key_is_gone_waits_for_another_day(schaerbeek, settings, tmp_path, caplog):
    report_of(schaerbeek, RECEIVED)
    old = settings.KEYS_DIR
    settings.KEYS_DIR = tmp_path / "others"
    load_key(settings.KEYS_DIR, "vault")
    assert follow_up_reports(DUE) == 0
    assert not FollowUpQuestion.objects.exists()
    settings.KEYS_DIR = old
    assert follow_up_reports(DUE) == 1


def test_the_question_is_closed_after_sixty_days(schaerbeek):
    report_of(schaerbeek, RECEIVED)
    follow_up_reports(DUE)
    last_day = moment(1, 11).replace(year=2027)
    follow_up_reports(last_day)
    assert FollowUpQuestion.objects.get().state == State.ASKED
    follow_up_reports(last_day + timedelta(days=1))
    assert FollowUpQuestion.objects.get().state == State.EXPIRED


def test_only_machines_ask_by_themselves(schaerbeek, chantal, nadia):
    report = report_of(schaerbeek, RECEIVED)
    for by in (chantal, nadia):
        with pytest.raises(PermissionDenied):
            ask_after_six_weeks(report=report, by=by, at=DUE)


@pytest.mark.parametrize("name", sorted(TRANSITIONS))
@pytest.mark.parametrize("state", State.values)
def test_each_transition_starts_where_the_table_says(schaerbeek, chantal, name, state):
    from observatory.returns.actions import AlreadyChanged, TooLate, answer_question

    question = ask(report_of(schaerbeek, RECEIVED, contact={"post": "Rue Haute 1"}), DUE)
    answered = {"answer": "not", "answered_at": DUE} if state == State.ANSWERED else {}
    FollowUpQuestion.objects.filter(pk=question.pk).update(
        state=state, asked_on=date(2026, 11, 12), **answered
    )
    question.refresh_from_db()
    worker = system_actor("worker")
    if name == "find_no_way":
        assert TRANSITIONS[name].before <= OPEN
        return
    acts = {
        "ask": lambda: note_posted(question=question, by=chantal, at=DUE),
        "close": lambda: close_question(question=question, by=worker, at=DUE) or _refused(),
        "answer": lambda: answer_question(
            question=question, answer="solved", through="code", by=worker, at=DUE
        ),
    }
    if state in TRANSITIONS[name].before:
        acts[name]()
        question.refresh_from_db()
        assert question.state == TRANSITIONS[name].after
    elif (name, state) != ("answer", State.ANSWERED):  # an answer may be changed
        with pytest.raises((AlreadyAsked, AlreadyChanged, TooLate)):
            acts[name]()


def _refused():
    raise AlreadyAsked


def test_looking_for_whom_to_ask_costs_the_same_for_three_as_for_one(schaerbeek):
    costs = []
    for more in (1, 2):
        for _ in range(more):
            report_of(schaerbeek, RECEIVED)
        with CaptureQueriesContext(connection) as queries:
            list(reports_to_ask(DUE))
        costs.append(len(queries))
    assert costs[0] == costs[1]
