from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied

from observatory.journal.models import Entry
from observatory.kit.return_codes import read_code
from observatory.letters import actions
from observatory.letters.emails import write_answer
from observatory.letters.models import IncomingItem
from observatory.letters.queries import open_content
from observatory.letters.states import TRANSITIONS, State
from observatory.letters.views.reporting import report_uuid
from observatory.outbox.jobs import send_due_messages
from observatory.people.queries import system_actor
from observatory.phone.models import CallBack
from observatory.questionnaires.queries import compiled, current_version
from observatory.reports.actions import SubmissionRefused, withdraw_report
from observatory.reports.models import Consent, Report, Tombstone
from observatory.reports.queries import code_of, report_by_code
from observatory.vault.models import Blob, Contact
from observatory.vault.queries import has_contact

from .factories import AT, photographed, read_again, receive, taken_by
from .mails import attach, make_mail, photo

pytestmark = pytest.mark.django_db


def answers(**consents):
    found = {}
    for key, question in compiled(current_version("report")).questions.items():
        if question.maps_to == "territory":
            found[key] = "21015"
        elif question.maps_to == "service":
            found[key] = "S01"
        elif question.consent:
            found[key] = consents.get(question.consent, "no")
    return found


def report(item, by, *, consent_by="letter", **consents):
    return actions.report_item(
        item=item,
        revision=item.revision,
        uuid=report_uuid(item),
        version=current_version("report"),
        answers=answers(**({"D1": "yes"} | consents)),
        language="fr",
        consent_by=consent_by,
        by=by,
        at=AT,
    )


def answer(item, by, *, to="fatima@example.org", text="Merci.", code=""):
    letter = write_answer(text=text, code=code, language="fr")
    actions.answer_item(item=item, revision=item.revision, letter=letter, to=to, by=by, at=AT)


def test_two_people_who_take_the_same_letter_one_has_it_and_one_is_told(nadia, chantal):
    item = receive()
    other = read_again(item)
    actions.take_item(item=item, revision=0, by=nadia, at=AT)
    with pytest.raises(actions.Conflict):
        actions.take_item(item=other, revision=0, by=chantal, at=AT)
    assert read_again(item).taken_by == nadia


def test_what_a_colleague_has_in_hand_is_not_answered_nor_set_aside(nadia, chantal):
    item = taken_by(nadia)
    with pytest.raises(actions.Conflict):
        answer(item, chantal)
    with pytest.raises(actions.Conflict):
        report(item, chantal)
    with pytest.raises(actions.Conflict):
        actions.set_aside_item(item=item, revision=item.revision, reason="spam", by=chantal, at=AT)
    assert not Report.objects.exists()


def test_the_letter_of_who_is_away_is_given_back_by_a_colleague(nadia, chantal):
    item = taken_by(nadia)
    actions.give_back_item(item=item, revision=item.revision, by=chantal, at=AT)
    assert (read_again(item).state, read_again(item).taken_by) == ("waiting", None)


@pytest.mark.parametrize("who", ["amine", "mireille", "olu", "outsider"])
def test_others_may_do_nothing_with_letters(who, request):
    user, item = request.getfixturevalue(who), receive()
    with pytest.raises(PermissionDenied):
        actions.take_item(item=item, revision=0, by=user, at=AT)
    with pytest.raises(PermissionDenied):
        actions.set_aside_item(item=item, revision=0, reason="spam", by=user, at=AT)


def test_a_moderator_of_everywhere_may(everywhere):
    actions.take_item(item=receive(), revision=0, by=everywhere, at=AT)


def test_a_letter_becomes_a_report_with_the_consent_the_person_gave(nadia):
    item = taken_by(nadia)
    stored = report(item, nadia, consent_by="phone", D3="yes")
    item = read_again(item)
    assert (item.state, item.report, item.closed_at) == ("reported", stored.report, AT)
    assert (stored.report.intake, stored.report.state) == ("letter", "received")
    assert Consent.objects.get(report=stored.report, code="D1").granted
    assert not Consent.objects.filter(report=stored.report, code="D2", granted=True).exists()
    entry = Entry.objects.about(item.subject).get(action="letter.report")
    assert entry.data == {"consent": "phone"}
    assert code_of(stored.report.uuid) == stored.code


def test_without_the_consent_to_be_counted_there_is_no_report(nadia):
    item = taken_by(nadia)
    with pytest.raises(SubmissionRefused):
        report(item, nadia, D1="no")
    assert not Report.objects.exists()
    assert read_again(item).state == "taken"


def test_someone_must_say_how_the_person_agreed(nadia):
    with pytest.raises(ValueError, match="how"):
        report(taken_by(nadia), nadia, consent_by="guess")
    assert not Report.objects.exists()


def test_the_same_report_sent_five_times_is_one(nadia):
    item = taken_by(nadia)
    stale = read_again(item)
    first = report(item, nadia)
    for _ in range(4):
        assert report(read_again(stale), nadia).report == first.report
    assert Report.objects.count() == 1


def test_a_report_that_meets_a_conflict_is_not_left_behind(nadia, chantal):
    item = taken_by(nadia)
    stale = read_again(item)
    actions.give_back_item(item=item, revision=item.revision, by=nadia, at=AT)
    with pytest.raises(actions.Conflict):
        report(stale, nadia)
    assert not Report.objects.exists()


def test_a_withdrawal_erases_the_letter_as_well(nadia):
    item = taken_by(nadia, receive(attach(make_mail(), photo(), "lettre.jpg", "image/jpeg")))
    stored = report(item, nadia, D3="yes")
    assert item.pages.count() == 1
    found = report_by_code(read_code(stored.code))
    withdraw_report(report=found, by=system_actor("public"), at=AT)
    item = read_again(item)
    assert (item.report, item.erased_at, bytes(item.sealed)) == (None, AT, b"")
    assert open_content(item).text == ""
    assert not Blob.objects.exists()
    assert Tombstone.objects.get().intake == "letter"


def test_an_answer_leaves_through_the_outbox_with_where_to_go_on(nadia, settings):
    settings.PHONE_LINE, settings.PHONE_HOURS = "02 000 00 00", "le matin"
    item = taken_by(nadia)
    answer(item, nadia, text="Merci pour votre lettre.")
    assert send_due_messages(AT) == 1
    (sent,) = mail.outbox
    assert sent.to == ["fatima@example.org"]
    assert sent.subject == "Votre message à l’Observatoire"
    assert "Merci pour votre lettre." in sent.body
    assert "02 000 00 00" in sent.body
    assert "code" not in sent.body
    assert read_again(item).state == "answered"


def test_who_became_a_report_is_answered_with_her_code(nadia):
    item = taken_by(nadia)
    stored = report(item, nadia)
    answer(item, nadia, code=stored.code)
    send_due_messages(AT)
    (sent,) = mail.outbox
    code = stored.code
    assert f"{code[:4]} {code[4:8]} {code[8:]}" in sent.body
    item = read_again(item)
    assert (item.state, item.answered_at) == ("reported", AT)
    actions_done = list(
        Entry.objects.about(item.subject).order_by("pk").values_list("action", flat=True)
    )
    assert actions_done[-2:] == ["letter.answered_too", "message.queued"]


def test_an_answer_on_paper_sends_nothing(nadia):
    item = taken_by(nadia)
    answer(item, nadia, to="")
    assert send_due_messages(AT) == 0
    assert read_again(item).state == "answered"
    assert Entry.objects.about(item.subject).get(action="letter.answer").data == {"how": "post"}


def test_a_call_back_is_asked_with_the_number_sealed(nadia):
    item = taken_by(nadia)
    call = actions.ask_call_back(
        item=item,
        revision=item.revision,
        phone="0470 12 34 56",
        name="Fatima",
        due_on=date(2026, 11, 25),
        language="fr",
        by=nadia,
        at=AT,
    )
    assert CallBack.objects.get() == call
    assert has_contact(call.subject)
    assert Contact.objects.get(subject=call.subject).purge_on == AT.date() + timedelta(days=30)
    assert read_again(item).state == "taken"


def test_set_aside_with_a_reason_and_undone(nadia):
    item = receive()
    actions.set_aside_item(item=item, revision=0, reason="not_for_us", by=nadia, at=AT)
    assert (item.state, item.aside, item.closed_at) == ("set_aside", "not_for_us", AT)
    actions.bring_back_item(item=item, revision=1, by=nadia, at=AT)
    item = read_again(item)
    assert (item.state, item.aside, item.closed_at, item.taken_by) == ("waiting", "", None, None)


def test_a_reason_that_does_not_exist_is_refused(nadia):
    with pytest.raises(ValueError, match="reason"):
        actions.set_aside_item(item=receive(), revision=0, reason="because", by=nadia, at=AT)


ACTS = {
    "take": lambda item, by: actions.take_item(item=item, revision=item.revision, by=by, at=AT),
    "give_back": lambda item, by: actions.give_back_item(
        item=item, revision=item.revision, by=by, at=AT
    ),
    "answer": answer,
    "report": report,
    "set_aside": lambda item, by: actions.set_aside_item(
        item=item, revision=item.revision, reason="spam", by=by, at=AT
    ),
    "bring_back": lambda item, by: actions.bring_back_item(
        item=item, revision=item.revision, by=by, at=AT
    ),
}


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("name", sorted(TRANSITIONS))
def test_each_transition_starts_only_from_its_states(nadia, state, name):
    item = receive()
    IncomingItem.objects.filter(pk=item.pk).update(
        state=state, taken_by=nadia if state == "taken" else None
    )
    item = read_again(item)
    if state in TRANSITIONS[name].before:
        ACTS[name](item, nadia)
        assert read_again(item).state == TRANSITIONS[name].after
    elif name == "answer" and state == State.REPORTED:
        ACTS[name](item, nadia)  # the code is sent to who became a report
        assert read_again(item).state == State.REPORTED
    else:
        with pytest.raises(actions.Conflict):
            ACTS[name](item, nadia)
        assert read_again(item).state == state


@pytest.mark.parametrize("days", [29, 31])
def test_the_original_goes_30_days_after_it_was_dealt_with(nadia, days):
    item = receive()
    actions.set_aside_item(item=item, revision=0, reason="spam", by=nadia, at=AT)
    later = AT + timedelta(days=days)
    by = system_actor("worker")
    due = actions.purge_items(by=by, at=later, dry_run=True)["letter"]
    assert due == (days > 30)
    assert actions.purge_items(by=by, at=later, dry_run=False)["letter"] == due
    assert (bytes(read_again(item).sealed) == b"") == (days > 30)


def test_what_nobody_dealt_with_goes_after_six_months_with_its_pages(nadia):
    item = photographed(nadia, "un", "deux")
    by = system_actor("worker")
    assert actions.purge_items(by=by, at=AT + timedelta(days=180), dry_run=False)["letter"] == 0
    assert actions.purge_items(by=by, at=AT + timedelta(days=184), dry_run=False)["letter"] == 1
    item = read_again(item)
    assert (item.state, item.aside) == ("set_aside", "too_old")
    assert not Blob.objects.exists()
    # Safe to run twice; the empty row goes much later.
    assert actions.purge_items(by=by, at=AT + timedelta(days=185), dry_run=False)["letter"] == 0
    gone = actions.purge_items(by=by, at=AT + timedelta(days=600), dry_run=False)
    assert gone == {"letter": 0, "empty letter": 1}
