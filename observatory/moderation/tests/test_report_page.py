"""The page of one report, and what happens when a form on it is sent."""

import json
import re
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import translation

from observatory.moderation.models import Decision
from observatory.people.queries import system_actor
from observatory.reports.actions import withdraw_report
from observatory.reports.models import Exchange, Photo, Report, Story
from observatory.reports.states import State

from .factories import (
    AT,
    TEXT,
    add_photo,
    cost_of,
    draft_of,
    make_report,
    propose,
    publish,
    read_again,
    sign_in,
)

pytestmark = pytest.mark.django_db
SHARED = Path(__file__).resolve().parents[4] / "shared" / "data" / "pii_sample_300.jsonl"


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path},
        },
    }


@pytest.fixture
def desk(client, mireille):
    """Mireille, signed in."""
    return sign_in(client, mireille)


def page_of(report):
    return reverse("moderation_report", args=[report.uuid])


def decide(client, report, decision, revision=None, **fields):
    return client.post(
        reverse("moderation_decide", args=[report.uuid]),
        {
            "decision": decision,
            "revision": report.revision if revision is None else revision,
            **fields,
        },
    )


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


def test_a_photo_is_given_decrypted_to_the_moderator_and_never_kept(client, schaerbeek, mireille):
    photo = add_photo(make_report(schaerbeek, consents=("D1", "D2", "D6")))
    sign_in(client, mireille)

    picture = client.get(reverse("moderation_picture", args=[photo.pk, "recue"]))

    assert picture["Content-Type"] == "image/jpeg"
    assert picture["Cache-Control"] == "no-store"
    assert picture.content.startswith(b"\xff\xd8")
    with default_storage.open(photo.blob.path, "rb") as file:
        assert not file.read().startswith(b"\xff\xd8")
    for which in ("noircie", "autre"):
        missing = reverse("moderation_picture", args=[photo.pk, which])
        assert client.get(missing).status_code == 404
    client.logout()
    out = client.get(reverse("moderation_picture", args=[photo.pk, "recue"]))
    assert out.status_code == 303


def test_a_photo_is_blackened_with_numbers_alone(client, schaerbeek, mireille, marc):
    report = make_report(schaerbeek, consents=("D1", "D2", "D6"))
    photo = add_photo(report)
    address = reverse("moderation_photo", args=[photo.pk])
    sign_in(client, mireille)

    answer = client.post(
        address,
        {
            "decision": "blacken",
            "description": "Affiche sur une porte.",
            "left": ["0", "", "10,5"],
            "top": ["0", "", "50"],
            "width": ["80", "", "95"],
            "height": ["30", "", "20"],
        },
    )

    assert answer.status_code == 303
    photo = Photo.objects.get()
    assert photo.public_blob is not None
    page = client.get(page_of(report)).text
    assert "Vous l’avez noircie" in page
    sign_in(client, marc)
    propose(read_again(report), mireille)
    assert decide(client, read_again(report), "agree").status_code == 303
    assert "Publier cette photo" in client.get(page_of(report)).text
    shown = client.post(address, {"decision": "approve", "seen": photo.public_blob_id})
    assert shown.status_code == 303
    assert Photo.objects.get().approved_at is not None
    hidden = client.post(address, {"decision": "hide"})
    assert hidden.status_code == 303
    assert Photo.objects.get().approved_at is None


@pytest.mark.parametrize(
    "numbers",
    [
        ("a", "0", "10", "10"),
        ("", "0", "10", "10"),
        ("0", "0", "0", "10"),
        ("-5", "0", "10", "10"),
        ("120", "0", "10", "10"),
        ("nan", "0", "10", "10"),
        ("0", "0", "inf", "10"),
    ],
)
def test_a_rectangle_that_is_none_is_said_and_the_numbers_stay(
    numbers, client, schaerbeek, mireille
):
    photo = add_photo(make_report(schaerbeek, consents=("D1", "D6")))
    sign_in(client, mireille)

    answer = client.post(
        reverse("moderation_photo", args=[photo.pk]),
        {
            "decision": "blacken",
            "description": "Affiche.",
            **dict(zip(("left", "top", "width", "height"), numbers, strict=True)),
        },
    )

    if numbers[2] == "inf":
        # Wider than the picture: up to its edge.
        assert answer.status_code == 303
    else:
        assert answer.status_code == 422
        assert "Chaque rectangle a quatre nombres" in answer.text
        assert Photo.objects.get().public_blob is None
        if numbers[0]:
            assert f'value="{numbers[0]}"' in answer.text


def test_a_photo_decision_that_does_not_exist_is_not_found(client, schaerbeek, mireille):
    photo = add_photo(make_report(schaerbeek))
    address = reverse("moderation_photo", args=[photo.pk])
    sign_in(client, mireille)

    assert client.post(address, {"decision": "x"}).status_code == 404
    assert client.post(address, {"decision": "approve", "seen": "x"}).status_code == 404
    assert client.post(reverse("moderation_photo", args=[0]), {}).status_code == 404
    assert client.get(address).status_code == 405


@pytest.mark.parametrize("state", list(State))
def test_the_page_stands_in_every_state(state, client, schaerbeek, mireille):
    report = make_report(schaerbeek)
    Report.objects.filter(pk=report.pk).update(state=state)

    assert sign_in(client, mireille).get(page_of(report)).status_code == 200


def test_the_page_stands_without_a_text_and_after_it_was_erased(client, schaerbeek, mireille):
    none = make_report(schaerbeek, text="")
    erased = make_report(schaerbeek)
    Story.objects.filter(report=erased).update(original="", original_erased_at=AT)
    sign_in(client, mireille)

    assert "La personne n’a pas écrit de texte" in client.get(page_of(none)).text
    assert "a été effacé le" in client.get(page_of(erased)).text


@pytest.mark.parametrize("language", ["fr", "nl", "en"])
def test_the_page_stands_in_each_language(language, client, schaerbeek, mireille):
    report = make_report(schaerbeek)
    sign_in(client, mireille)
    with translation.override(language):
        address = page_of(report)

    assert client.get(address).status_code == 200


def test_a_report_costs_the_same_with_one_and_with_three_photos(desk, schaerbeek):
    report, costs = make_report(schaerbeek, consents=("D1", "D2", "D6")), []
    for count in (1, 2):
        for _ in range(count):
            add_photo(report)
        costs.append(cost_of(desk, page_of(report)))

    assert costs[0] == costs[1] <= 18


@pytest.mark.shared
def test_of_200_seeded_texts_no_identifier_is_left_in_what_is_offered_for_publication():
    """Journey 5: what is found is taken out before a moderator rewrites anything."""
    from observatory.moderation.queries.report import REMOVED, find_in, without

    seeded = [
        row
        for row in map(json.loads, SHARED.read_text(encoding="utf-8").splitlines())
        if row["spans"]
    ][:200]
    assert len(seeded) == 200
    left, total = [], 0
    for row in seeded:
        offered = without(row["text"], find_in(row["text"]))
        assert REMOVED in offered
        total += len(row["spans"])
        left += [label["value"] for label in row["spans"] if label["value"] in offered]

    assert len(left) / total <= 0.05
    assert left == []
