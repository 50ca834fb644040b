"""People who asked for it are called back: by a day, three times, and then the number goes."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from observatory.journal.models import Entry
from observatory.people.queries import system_actor
from observatory.phone.actions import (
    AlreadyClosed,
    ContactGone,
    close_stale_call_backs,
    finish_call_back,
    note_attempt,
    open_number,
    plan_call_back,
    take_message,
)
from observatory.phone.jobs import purge
from observatory.phone.models import Attempt, CallBack
from observatory.phone.states import State
from observatory.reports.actions import set_consent, withdraw_report
from observatory.reports.tests.factories import make_report
from observatory.vault.actions import erase_contact, seal_contact
from observatory.vault.models import Contact

pytestmark = pytest.mark.django_db
DUE = date(2026, 11, 25)


@pytest.fixture
def message(nadia, now):
    return take_message(
        phone="02 000 00 00",
        name="Fatima",
        due_on=DUE,
        language="fr",
        territory=None,
        by=nadia,
        at=now,
    )


@pytest.fixture
def report(schaerbeek, now):
    report = make_report(schaerbeek, consents=("D1", "D3"))
    seal_contact(
        subject=report.subject,
        values={"phone": "02 111 11 11"},
        purge_on=now.date() + timedelta(days=300),
        by=system_actor("public"),
        at=now,
    )
    return report


def plan(report, by, at, reason="question"):
    return plan_call_back(
        subject=report.subject,
        reason=reason,
        due_on=DUE,
        language="fr",
        territory=report.territory,
        by=by,
        at=at,
    )


def test_one_call_is_open_for_the_same_person_and_reason(report, mireille, now):
    first = plan(report, mireille, now)
    assert plan(report, system_actor("worker"), now).pk == first.pk
    assert plan(report, mireille, now, reason="six_weeks").pk != first.pk
    assert Entry.objects.filter(action="callback.plan").count() == 2


def test_a_call_that_was_made_can_be_planned_again(report, mireille, nadia, now):
    first = plan(report, mireille, now)
    finish_call_back(call_back=first, by=nadia, at=now)
    assert plan(report, mireille, now).pk != first.pk


@pytest.mark.parametrize("subject", ["", "person:1", "report:1", "Mme Benali"])
def test_a_call_names_where_the_number_lies_and_nothing_else(nadia, now, subject):
    with pytest.raises(ValueError, match="where its number lies"):
        plan_call_back(
            subject=subject,
            reason="other",
            due_on=DUE,
            language="fr",
            territory=None,
            by=nadia,
            at=now,
        )


def test_the_reason_is_a_code(nadia, now):
    with pytest.raises(ValueError, match="no such reason"):
        plan_call_back(
            subject=f"callback:{uuid4()}",
            reason="elle est fâchée",
            due_on=DUE,
            language="fr",
            territory=None,
            by=nadia,
            at=now,
        )


def test_a_number_that_was_left_lies_sealed_and_leaves_with_the_call(message, nadia, now):
    stored = str(list(CallBack.objects.values())) + str(list(Entry.objects.values()))
    assert "000" not in stored.replace("00:00", "")
    assert "Fatima" not in stored
    assert open_number(call_back=message, by=nadia, at=now) == {
        "phone": "02 000 00 00",
        "name": "Fatima",
    }
    assert Entry.objects.get(action="contact.read").actor == nadia
    finish_call_back(call_back=message, by=nadia, at=now)
    assert not Contact.objects.exists()
    message.refresh_from_db()
    assert (message.state, message.closed_at) == (State.DONE, now)


def test_a_message_noted_twice_is_one_call(nadia, now):
    key = uuid4()
    two = [
        take_message(
            phone="02 000 00 00",
            name="",
            due_on=DUE,
            language="nl",
            territory=None,
            by=nadia,
            at=now,
            uuid=key,
        )
        for _time in range(2)
    ]
    assert two[0].pk == two[1].pk


def test_the_third_try_without_answer_is_the_last(message, nadia, now):
    for count in (1, 2, 3):
        message.refresh_from_db()
        assert note_attempt(call_back=message, by=nadia, at=now + timedelta(days=count)) == count
    message.refresh_from_db()
    assert message.state == State.GIVEN_UP
    assert Attempt.objects.filter(call_back=message).count() == 3
    assert not Contact.objects.exists()
    with pytest.raises(AlreadyClosed):
        note_attempt(call_back=message, by=nadia, at=now)


def test_two_people_who_try_at_the_same_moment_are_told(message, nadia, now):
    same = CallBack.objects.get(pk=message.pk)
    note_attempt(call_back=message, by=nadia, at=now)
    with pytest.raises(AlreadyClosed):
        note_attempt(call_back=same, by=nadia, at=now)
    assert Attempt.objects.count() == 1


def test_a_call_that_is_over_shows_no_number(message, report, nadia, mireille, now):
    planned = plan(report, mireille, now)
    finish_call_back(call_back=planned, by=nadia, at=now)
    with pytest.raises(AlreadyClosed):
        open_number(call_back=planned, by=nadia, at=now)
    with pytest.raises(AlreadyClosed):
        finish_call_back(call_back=planned, by=nadia, at=now)
    # The contact of a report stays with the report.
    assert Contact.objects.filter(subject=report.subject).exists()


def test_who_no_longer_agrees_is_not_called(report, mireille, nadia, now):
    planned = plan(report, mireille, now)
    set_consent(
        report=report,
        code="D3",
        granted=False,
        wording="…",
        language="fr",
        intake="phone",
        by=nadia,
        at=now,
    )
    with pytest.raises(ContactGone):
        open_number(call_back=planned, by=nadia, at=now)


def test_a_withdrawn_report_leaves_no_call_behind(report, mireille, nadia, now):
    planned = plan(report, mireille, now)
    withdraw_report(report=report, by=system_actor("public"), at=now)
    with pytest.raises(AlreadyClosed):
        open_number(call_back=planned, by=nadia, at=now)
    assert not CallBack.objects.filter(subject=report.subject).exists()


def test_a_call_without_a_number_is_given_up(report, mireille, now):
    planned = plan(report, mireille, now)
    erase_contact(subject=report.subject, by=system_actor("worker"), at=now)
    assert close_stale_call_backs(by=system_actor("worker"), at=now, dry_run=True) == 1
    assert purge(at=now, dry_run=False)["call-back that nobody made"] == 1
    planned.refresh_from_db()
    assert planned.state == State.GIVEN_UP


def test_a_call_that_is_over_for_a_year_is_forgotten(message, nadia, now):
    finish_call_back(call_back=message, by=nadia, at=now)
    assert purge(at=now + timedelta(days=360), dry_run=False)["call-back of last year"] == 0
    assert purge(at=now + timedelta(days=366), dry_run=True)["call-back of last year"] == 1
    assert purge(at=now + timedelta(days=366), dry_run=False)["call-back of last year"] == 1
    assert not CallBack.objects.exists()


def test_what_nobody_called_goes_after_thirty_days(message, now):
    worker = system_actor("worker")
    assert close_stale_call_backs(by=worker, at=now + timedelta(days=31), dry_run=False) == 0
    assert close_stale_call_backs(by=worker, at=now + timedelta(days=33), dry_run=False) == 1
    assert not Contact.objects.exists()


@pytest.mark.parametrize("name", ["outsider", "olu"])
def test_others_plan_no_call(report, name, request, now):
    with pytest.raises(PermissionDenied):
        plan(report, request.getfixturevalue(name), now)


@pytest.mark.parametrize("name", ["amine", "chantal", "mireille", "outsider"])
def test_only_the_line_takes_messages_and_opens_numbers(message, name, request, now):
    by = request.getfixturevalue(name)
    with pytest.raises(PermissionDenied):
        open_number(call_back=message, by=by, at=now)
    with pytest.raises(PermissionDenied):
        note_attempt(call_back=message, by=by, at=now)
    with pytest.raises(PermissionDenied):
        take_message(
            phone="02 000 00 00",
            name="",
            due_on=DUE,
            language="fr",
            territory=None,
            by=by,
            at=now,
        )
