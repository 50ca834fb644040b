"""The page of one report, and what happens when a form on it is sent."""

import re
from pathlib import Path

import pytest
from django.urls import reverse

from observatory.moderation.models import Decision
from observatory.reports.models import Exchange, Photo
from observatory.reports.states import State

from .desk import decide, page_of
from .factories import (
    AT,
    TEXT,
    add_photo,
    make_report,
    propose,
    read_again,
    sign_in,
)

pytestmark = pytest.mark.django_db
SHARED = Path(__file__).resolve().parents[4] / "shared" / "data" / "pii_sample_300.jsonl"


@pytest.mark.parametrize("who", ["outsider", "chantal", "amine", "olu"])
def test_nobody_else_reads_a_report(who, client, request, schaerbeek):
    report = make_report(schaerbeek)
    sign_in(client, request.getfixturevalue(who))

    assert client.get(page_of(report)).status_code == 403
    assert decide(client, report, "count", channel="counter").status_code == 403
    assert read_again(report).state == State.RECEIVED


def test_a_moderator_of_another_place_does_not_read_it(client, molenbeek, mireille):
    report = make_report(molenbeek)
    photo = add_photo(report)
    sign_in(client, mireille)

    assert client.get(page_of(report)).status_code == 403
    assert decide(client, report, "reject", reason="R02").status_code == 403
    picture = reverse("moderation_picture", args=[photo.pk, "recue"])
    assert client.get(picture).status_code == 403
    blacken = reverse("moderation_photo", args=[photo.pk])
    assert client.post(blacken, {"decision": "refuse"}).status_code == 403
    assert read_again(report).state == State.RECEIVED
    assert Photo.objects.exists()


def test_a_moderator_sees_how_a_report_came_and_who_brought_it(
    client, schaerbeek, mireille, maison
):
    brought = make_report(schaerbeek, intake="paper", association=maison)
    alone = make_report(schaerbeek)
    sign_in(client, mireille)

    page = client.get(page_of(brought)).content.decode()
    assert "Formulaire papier<br>Maison de quartier" in page
    page = client.get(page_of(alone)).content.decode()
    assert "Site internet" in page
    assert "Maison de quartier" not in page


def test_reading_changes_nothing(client, schaerbeek, mireille):
    report = make_report(schaerbeek)
    sign_in(client, mireille)

    client.get(page_of(report))
    assert client.get(reverse("moderation_decide", args=[report.uuid])).status_code == 405

    assert read_again(report).revision == 0
    assert not Decision.objects.exists()


def test_what_a_person_wrote_is_escaped_wherever_it_stands(client, schaerbeek, mireille):
    evil = '<script>alert(1)</script><img src=x onerror="x()"> 0485 78 99 52 <b>Mme Benali</b>'
    report = make_report(schaerbeek, text=evil, consents=("D1", "D2", "D6"))
    Exchange.objects.create(
        report=report, author="person", text="<script>alert(2)</script>", written_at=AT
    )
    photo = add_photo(report)
    Photo.objects.filter(pk=photo.pk).update(description='"><script>alert(3)</script>')
    sign_in(client, mireille)

    page = client.get(page_of(report)).text

    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "<b>Mme" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert '<mark>0485 78 99 52<span class="kind"> téléphone</span></mark>' in page


def test_the_public_version_starts_without_what_was_found(client, schaerbeek, mireille):
    text = "Mme Benali m’a dit d’appeler le 0485 78 99 52. C’était fermé."
    report = make_report(schaerbeek, text=text)

    page = sign_in(client, mireille).get(page_of(report)).text

    field = re.search(r"<textarea[^>]*name=\"public_text\"[^>]*>(.*?)</textarea>", page, re.S)[1]
    assert "0485" not in field
    assert "Benali" not in field
    assert "C’était fermé." in field
    assert "[…]" in field


def test_the_page_says_what_the_person_allows(client, schaerbeek, mireille):
    report = make_report(schaerbeek, consents=("D1",))

    page = sign_in(client, mireille).get(page_of(report)).text

    assert "Pas de publication" in page
    assert 'value="publish"' not in page
    assert 'value="count"' in page
    assert page.count('<li class="yes">') == 1
    assert page.count('<li class="no">') == 6


def test_a_moderator_publishes(client, schaerbeek, mireille):
    report = make_report(schaerbeek)
    sign_in(client, mireille)

    answer = decide(client, report, "publish", public_text=TEXT, channel="phone")

    assert answer.status_code == 303
    report = read_again(report)
    assert report.state == State.PUBLISHED
    assert report.problem.channel == "phone"
    assert "C’est publié." in client.get(answer["Location"]).text


@pytest.mark.parametrize(
    ("decision", "fields", "state"),
    [
        ("count", {"channel": "counter"}, State.CHECKED),
        ("propose", {"public_text": TEXT, "channel": "counter"}, State.PROPOSED),
        ("ask", {"question": "Quand ?"}, State.TO_COMPLETE),
        ("reject", {"reason": "R03"}, State.REJECTED),
        ("mark_urgent", {"message": "Appelez le 112."}, State.RECEIVED),
    ],
)
def test_each_button_does_what_it_says_and_undo_takes_it_back(
    decision, fields, state, desk, schaerbeek
):
    client, report = desk, make_report(schaerbeek)

    assert decide(client, report, decision, **fields).status_code == 303

    report = read_again(report)
    assert report.state == state
    page = client.get(page_of(report))
    assert page.status_code == 200
    if decision == "mark_urgent":
        assert decide(client, report, "unmark_urgent").status_code == 303
        assert read_again(report).is_urgent is False
    else:
        taken = Decision.objects.get()
        assert f'name="decision_id" value="{taken.pk}"' in page.text
        answer = decide(client, report, "undo", decision_id=taken.pk)
        assert answer.status_code == 303
        assert read_again(report).state == State.RECEIVED


@pytest.mark.parametrize(
    ("decision", "state"),
    [
        ("agree", State.PUBLISHED),
        ("agree_count", State.CHECKED),
        ("send_back", State.RECEIVED),
    ],
)
def test_the_second_person_decides_on_what_was_proposed(decision, state, desk, mireille, marc):
    client, place = desk, mireille.mandates.get().territory
    report = propose(make_report(place, profile=("H4",)), mireille)
    assert 'value="agree"' not in client.get(page_of(report)).text
    assert decide(client, report, decision).status_code == 403

    sign_in(client, marc)
    assert f'value="{decision}"' in client.get(page_of(report)).text
    assert decide(client, report, decision).status_code == 303

    assert read_again(report).state == state


def test_a_consent_withdrawn_meanwhile_stops_the_second_person(client, schaerbeek, mireille, marc):
    report = propose(make_report(schaerbeek, profile=("H4",)), mireille)
    report.consents.filter(code="D2").update(granted=False)
    sign_in(client, marc)

    answer = decide(client, report, "agree")

    assert answer.status_code == 422
    assert "pas d’accord que son histoire soit publiée" in answer.text
    assert "obligatoire" not in answer.text
    assert read_again(report).state == State.PROPOSED


def test_health_shows_why_two_people_are_needed_and_offers_to_propose(client, schaerbeek, mireille):
    report = make_report(schaerbeek, profile=("H1", "A0"))
    sign_in(client, mireille)

    page = client.get(page_of(report)).text
    assert "Pourquoi\u202f: santé ou handicap, moins de 18 ans." in page
    assert 'value="propose"' in page
    assert 'value="publish"' not in page
    refused = decide(client, report, "publish", public_text="Mon texte à moi", channel="counter")

    assert refused.status_code == 422
    assert "Une deuxième personne doit d’abord être d’accord." in refused.text
    assert "Mon texte à moi" in refused.text
    assert read_again(report).state == State.RECEIVED
