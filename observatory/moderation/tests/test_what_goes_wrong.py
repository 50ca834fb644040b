"""Conflicts and mistakes on the page of a report: said beside the field, nothing lost."""

import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from observatory.people.queries import system_actor
from observatory.reports.actions import withdraw_report
from observatory.reports.states import State

from .desk import decide, page_of
from .factories import (
    AT,
    TEXT,
    draft_of,
    make_report,
    publish,
    read_again,
    sign_in,
)

pytestmark = pytest.mark.django_db
SHARED = Path(__file__).resolve().parents[4] / "shared" / "data" / "pii_sample_300.jsonl"


def test_the_second_of_two_gets_a_conflict_and_keeps_what_was_typed(
    client, schaerbeek, mireille, marc
):
    report = make_report(schaerbeek)
    sign_in(client, marc)
    client.get(page_of(report))
    publish(report, mireille)

    answer = decide(
        client, report, "publish", revision=0, public_text="Mon long travail", channel="counter"
    )

    assert answer.status_code == 409
    assert "Mon long travail" in answer.text
    assert "Mireille" in answer.text
    assert "Publié" in answer.text
    assert draft_of(report) == TEXT


def test_after_a_conflict_one_goes_on_with_ones_own_text(client, schaerbeek, mireille, marc):
    report = make_report(schaerbeek)
    sign_in(client, marc)
    first = client.post(
        reverse("moderation_decide", args=[report.uuid]),
        {"decision": "mark_urgent", "revision": 0},
    )
    assert first.status_code == 303

    conflict = decide(
        client, report, "publish", revision=0, public_text="Mon long travail", channel="post"
    )
    assert conflict.status_code == 409
    assert "Revoir le signalement avec mon texte" in conflict.text
    again = client.post(page_of(report), {"public_text": "Mon long travail", "channel": "post"})

    assert again.status_code == 200
    field = re.search(r"name=\"public_text\"[^>]*>(.*?)</textarea>", again.text, re.S)[1]
    assert field.strip() == "Mon long travail"
    assert 'name="revision" value="1"' in again.text
    assert read_again(report).revision == 1


def test_a_report_withdrawn_meanwhile_is_gone(client, schaerbeek, mireille):
    report = make_report(schaerbeek)
    sign_in(client, mireille)
    withdraw_report(report=read_again(report), by=system_actor("public"), at=AT)

    assert client.get(page_of(report)).status_code == 404
    assert decide(client, report, "count", channel="counter").status_code == 404


def test_a_number_left_in_the_text_is_named_beside_the_field(client, schaerbeek, mireille):
    report = make_report(schaerbeek)
    sign_in(client, mireille)

    answer = decide(
        client, report, "publish", public_text="Appelez le 0485 78 99 52", channel="counter"
    )

    assert answer.status_code == 422
    assert "Enlevez d’abord ceci du texte" in answer.text
    assert "Appelez le 0485 78 99 52" in answer.text
    assert read_again(report).state == State.RECEIVED


@pytest.mark.parametrize(
    ("decision", "fields", "words"),
    [
        ("publish", {"public_text": "", "channel": "counter"}, "Écrivez la version publique"),
        ("publish", {"public_text": "x" * 4001, "channel": "counter"}, "4000"),
        ("ask", {"question": " "}, "Écrivez votre question"),
        ("reject", {}, "Choisissez une raison"),
        ("reject", {"reason": "R99"}, "R99"),
    ],
)
def test_a_form_that_is_not_right_says_why_and_keeps_what_was_typed(
    decision, fields, words, desk, schaerbeek
):
    report = make_report(schaerbeek)

    answer = decide(desk, report, decision, **fields)

    assert answer.status_code == 422
    assert words in answer.text
    assert fields.get("public_text", "") in answer.text
    assert read_again(report).state == State.RECEIVED


def test_counting_with_a_wrong_channel_keeps_the_text(client, schaerbeek, mireille):
    report = make_report(schaerbeek)
    sign_in(client, mireille)

    answer = decide(client, report, "count", public_text="Mon long travail", channel="fax")

    assert answer.status_code == 422
    assert "Mon long travail" in answer.text


def test_what_hides_in_a_text_is_taken_out(client, schaerbeek, mireille):
    report = make_report(schaerbeek)
    sign_in(client, mireille)

    decide(
        client,
        report,
        "publish",
        public_text="C’était\x00 fermé\u202e.\r\nOui 🙂",
        channel="counter",
    )

    assert draft_of(report) == "C’était fermé.\nOui 🙂"


@pytest.mark.parametrize("decision", ["", "withdraw", "complete", "nonsense"])
def test_a_decision_that_is_not_a_moderators_does_not_exist(decision, client, schaerbeek, mireille):
    report = make_report(schaerbeek)

    assert decide(sign_in(client, mireille), report, decision).status_code == 404


def test_a_decision_needs_the_token_of_the_form(schaerbeek, mireille):
    report = make_report(schaerbeek)
    client = sign_in(Client(enforce_csrf_checks=True), mireille)

    assert decide(client, report, "count", channel="counter").status_code == 403
