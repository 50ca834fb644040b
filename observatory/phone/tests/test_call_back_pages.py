"""The list of whom to call back, as Nadia works through it."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from observatory.journal.models import Entry
from observatory.moderation.tests.factories import cost_of, sign_in
from observatory.people.queries import system_actor
from observatory.phone.actions import finish_call_back, plan_call_back, take_message
from observatory.phone.apps import line_panel
from observatory.phone.models import CallBack
from observatory.phone.queries.call_backs import promise_kept
from observatory.phone.states import State
from observatory.phone.workdays import promised_on
from observatory.reports.tests.factories import make_report
from observatory.vault.actions import seal_contact

pytestmark = pytest.mark.django_db


@pytest.fixture
def line(client, nadia):
    return sign_in(client, nadia)


def message(by, due_in=0, territory=None, phone="02 000 00 00", at=None):
    return take_message(
        phone=phone,
        name="",
        due_on=timezone.localdate() + timedelta(days=due_in),
        language="fr",
        territory=territory,
        by=by,
        at=at or timezone.now(),
    )


def typed(**changed):
    return {
        "phone": "02 000 00 00",
        "name": "Fatima",
        "language": "fr",
        "territory": "",
        "due_on": (timezone.localdate() + timedelta(days=2)).isoformat(),
        "uuid": "11111111-2222-3333-4444-555555555555",
    } | changed


def test_a_message_is_noted_once_and_its_number_is_nowhere_to_read(line):
    page = line.get(reverse("phone_message"))
    assert "Noter un message" in page.text
    for _time in range(2):
        assert line.post(reverse("phone_message"), typed()).status_code == 302
    assert CallBack.objects.count() == 1
    page = line.get(reverse("phone_call_backs"))
    assert "A laissé un message" in page.text
    assert "02 000" not in page.text
    assert "Fatima" not in page.text


@pytest.mark.parametrize(
    ("changed", "text"),
    [
        ({"phone": ""}, "Écrivez le numéro"),
        ({"phone": "bientôt"}, "n’est pas complet"),
        ({"due_on": "2020-01-01"}, "Ce jour est passé"),
        ({"due_on": "2999-01-01"}, "trop loin"),
        ({"due_on": "demain"}, "Choisissez un jour"),
        ({"territory": "999999"}, "Sélectionnez un choix valide"),
        ({"language": "xx"}, "Sélectionnez un choix valide"),
    ],
)
def test_a_message_that_cannot_be_is_refused_and_stays_typed(line, changed, text):
    page = line.post(reverse("phone_message"), typed(**changed))
    assert page.status_code == 422
    assert text in page.text
    assert 'value="Fatima"' in page.text
    assert not CallBack.objects.exists()


def test_the_longest_due_comes_first_and_what_is_late_says_so(line, nadia):
    message(nadia, due_in=3)
    late = message(nadia, due_in=-2)
    today = message(nadia, due_in=0)
    rows = line.get(reverse("phone_call_backs")).context["rows"]
    assert [row.call_back.pk for row in rows][:2] == [late.pk, today.pk]
    assert [row.is_overdue for row in rows] == [True, False, False]
    page = line.get(reverse("phone_home"))
    assert "En retard" in page.text
    assert page.context["due"] == 2


def test_the_number_opens_by_a_button_and_the_journal_keeps_who_looked(line, nadia):
    call_back = message(nadia)
    address = reverse("phone_call_back", args=[call_back.uuid])
    assert "02 000" not in line.get(address).text
    assert not Entry.objects.filter(action="contact.read").exists()
    page = line.post(address)
    assert "02 000 00 00" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert Entry.objects.get(action="contact.read").data == {"reason": "call_back"}


def test_three_tries_and_then_no_more(line, nadia):
    call_back = message(nadia)
    address = reverse("phone_call_back_attempt", args=[call_back.uuid])
    line.post(address, {"count": 0})
    # Pressed twice on the same page: one try.
    line.post(address, {"count": 0})
    call_back.refresh_from_db()
    assert call_back.attempt_count == 1
    line.post(address, {"count": 1})
    line.post(address, {"count": 2})
    call_back.refresh_from_db()
    assert call_back.state == State.GIVEN_UP
    page = line.get(reverse("phone_call_back", args=[call_back.uuid]))
    assert "Nous n’essayons plus" in page.text
    assert "Voir le numéro" not in page.text


def test_a_call_that_was_made_leaves_the_list(line, nadia):
    call_back = message(nadia)
    line.post(reverse("phone_call_back_done", args=[call_back.uuid]))
    page = line.get(reverse("phone_call_backs"))
    assert "Personne à rappeler" in page.text
    line.post(reverse("phone_call_back_done", args=[call_back.uuid]))
    assert "vient de changer" in line.get(reverse("phone_call_backs")).text
    assert line.post(reverse("phone_call_back", args=[call_back.uuid])).status_code == 302


def test_nobody_left_to_call_can_be_said(line, nadia):
    call_back = message(nadia)
    line.post(reverse("phone_call_back_give_up", args=[call_back.uuid]))
    call_back.refresh_from_db()
    assert call_back.state == State.GIVEN_UP


def test_a_number_that_is_gone_is_said_kindly(line, nadia, schaerbeek, mireille):
    report = make_report(schaerbeek, consents=("D1",))
    seal_contact(
        subject=report.subject,
        values={"phone": "02 000 00 00"},
        purge_on=timezone.localdate() + timedelta(days=9),
        by=system_actor("public"),
        at=timezone.now(),
    )
    call_back = plan_call_back(
        subject=report.subject,
        reason="question",
        due_on=timezone.localdate(),
        language="fr",
        territory=schaerbeek,
        by=mireille,
        at=timezone.now(),
    )
    page = line.post(reverse("phone_call_back", args=[call_back.uuid]))
    assert "Il n’y a plus de numéro" in page.text


def test_a_line_of_one_municipality_sees_its_calls_and_those_of_nowhere(
    client, nadia, schaerbeek, molenbeek
):
    from conftest import _person

    local = _person("Bilal", "line", molenbeek)
    elsewhere = message(nadia, territory=schaerbeek)
    here, nowhere = message(nadia, territory=molenbeek), message(nadia)
    sign_in(client, local)
    rows = client.get(reverse("phone_call_backs")).context["rows"]
    assert {row.call_back.pk for row in rows} == {here.pk, nowhere.pk}
    assert client.get(reverse("phone_call_back", args=[elsewhere.uuid])).status_code == 403


def test_the_list_costs_the_same_with_one_call_and_with_three(line, nadia, schaerbeek):
    message(nadia, territory=schaerbeek)
    costs = [cost_of(line, reverse(name)) for name in ("phone_call_backs", "phone_home")]
    message(nadia, territory=schaerbeek)
    message(nadia)
    assert costs == [cost_of(line, reverse(name)) for name in ("phone_call_backs", "phone_home")]


@pytest.mark.parametrize("page", ["x", "0", "-1", "99", "9" * 40])
def test_an_odd_page_number_is_no_error(line, nadia, page):
    message(nadia)
    assert line.get(reverse("phone_call_backs") + f"?page={page}").status_code == 200


def test_fifty_calls_fill_a_page(line, nadia):
    for _one in range(51):
        message(nadia)
    first = line.get(reverse("phone_call_backs"))
    assert (len(first.context["rows"]), first.context["older"]) == (50, "?page=2")
    assert len(line.get(reverse("phone_call_backs") + "?page=2").context["rows"]) == 1


def test_the_promise_counts_working_days_only(nadia, now):
    # Armistice, 11 November 2026, is a Wednesday.
    assert promised_on(date(2026, 11, 10)) == date(2026, 11, 13)
    assert promised_on(date(2026, 11, 13)) == date(2026, 11, 17)
    assert promised_on(date(2026, 12, 24)) == date(2026, 12, 29)


def test_elsewhere_other_days_are_holidays(settings):
    assert promised_on(date(2026, 11, 10)) == date(2026, 11, 13)
    settings.COUNTRY = "NL"
    assert promised_on(date(2026, 11, 10)) == date(2026, 11, 12)


def test_what_we_promised_is_told_as_it_was_kept(line, nadia, now):
    asked = now - timedelta(days=13)  # Tuesday the 10th
    for days in (3, 6):
        call_back = message(nadia, due_in=0, at=asked)
        CallBack.objects.filter(pk=call_back.pk).update(due_on=asked.date())
        finish_call_back(call_back=call_back, by=nadia, at=asked + timedelta(days=days))
    assert (promise_kept(now).kept, promise_kept(now).closed) == (1, 2)


def test_a_call_planned_for_later_is_not_late(nadia, now):
    call_back = message(nadia, at=now - timedelta(days=42))
    CallBack.objects.filter(pk=call_back.pk).update(due_on=now.date() - timedelta(days=1))
    finish_call_back(call_back=call_back, by=nadia, at=now)
    assert promise_kept(now).kept == 1


def test_the_first_page_of_the_team_says_who_waits(line, nadia, mireille):
    assert "Personne à rappeler aujourd’hui" in line.get(reverse("team")).text
    message(nadia)
    assert "1 personne à rappeler" in line.get(reverse("team")).text
    assert line_panel(mireille) is None


@pytest.mark.parametrize("name", ["amine", "chantal", "mireille", "olu", "outsider"])
def test_nobody_else_sees_the_list(client, nadia, name, request):
    call_back = message(nadia)
    sign_in(client, request.getfixturevalue(name))
    for address in (
        reverse("phone_call_backs"),
        reverse("phone_call_back", args=[call_back.uuid]),
        reverse("phone_message"),
        reverse("phone_home"),
    ):
        assert client.get(address).status_code == 403
