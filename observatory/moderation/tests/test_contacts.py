"""Who agreed to be called can be called; what a person says after a decision is heard."""

from datetime import timedelta

import pytest
from django.urls import reverse

from observatory.journal.models import Entry
from observatory.people.queries import system_actor
from observatory.reports.actions import add_to_report, set_consent
from observatory.reports.tests.factories import make_report
from observatory.vault.actions import seal_contact

from .factories import publish, sign_in

pytestmark = pytest.mark.django_db
BUTTON = "Voir comment joindre la personne"


@pytest.fixture
def report(schaerbeek, now):
    report = make_report(schaerbeek, consents=("D1", "D3"))
    seal_contact(
        subject=report.subject,
        values={"name": "Fatima", "phone": "02 000 00 00"},
        purge_on=now.date() + timedelta(days=300),
        by=system_actor("public"),
        at=now,
    )
    return report


def test_a_moderator_sees_how_to_call_the_person_and_the_journal_keeps_who_looked(
    client, report, mireille
):
    sign_in(client, mireille)
    page = reverse("moderation_report", args=[report.uuid])
    assert BUTTON in client.get(page).text
    assert not Entry.objects.filter(action="contact.read").exists()
    answer = client.post(reverse("moderation_contact", args=[report.uuid]))
    assert "02 000 00 00" in answer.text
    assert "no-store" in answer.headers["Cache-Control"]
    entry = Entry.objects.get(action="contact.read")
    assert (entry.actor, entry.subject) == (mireille, report.subject)
    assert "02 000" not in str(entry.data)


def test_reading_an_address_alone_shows_nothing(client, report, mireille):
    sign_in(client, mireille)
    assert client.get(reverse("moderation_contact", args=[report.uuid])).status_code == 405


def test_who_no_longer_wants_to_be_called_is_not(client, report, mireille, now):
    set_consent(
        report=report,
        code="D3",
        granted=False,
        wording="…",
        language="fr",
        intake="phone",
        by=system_actor("public"),
        at=now,
    )
    sign_in(client, mireille)
    assert BUTTON not in client.get(reverse("moderation_report", args=[report.uuid])).text
    assert client.post(reverse("moderation_contact", args=[report.uuid])).status_code == 404
    assert not Entry.objects.filter(action="contact.read").exists()


@pytest.mark.parametrize("name", ["amine", "chantal", "olu", "outsider"])
def test_nobody_else_than_a_moderator_of_the_place_looks(client, report, name, request):
    sign_in(client, request.getfixturevalue(name))
    assert client.post(reverse("moderation_contact", args=[report.uuid])).status_code in {302, 403}
    assert not Entry.objects.filter(action="contact.read").exists()


def test_what_a_person_adds_after_the_decision_comes_to_the_moderators(
    client, schaerbeek, mireille, now
):
    report = make_report(schaerbeek)
    publish(report, by=mireille)
    report.refresh_from_db()
    sign_in(client, mireille)
    said = reverse("moderation_queue") + "?list=said"
    assert "Pas de nouveau message" in client.get(said).text
    add_to_report(report=report, text="C’est réparé.", by=system_actor("public"), at=now)
    address = reverse("moderation_report", args=[report.uuid])
    assert address in client.get(said).text
    assert "C’est réparé." in client.get(address).text
    assert address in client.get(said).text
    client.post(reverse("moderation_messages_read", args=[report.uuid]))
    assert address not in client.get(said).text
    assert Entry.objects.filter(action="report.messages_read", actor=mireille).count() == 1
