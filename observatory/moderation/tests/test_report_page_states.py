"""Photos, states and cost of the page of a report."""

import json
import re
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import translation

from observatory.reports.models import Photo, Report, Story
from observatory.reports.states import State

from .desk import decide, page_of
from .factories import (
    AT,
    add_photo,
    cost_of,
    make_report,
    propose,
    read_again,
    sign_in,
)

pytestmark = pytest.mark.django_db
SHARED = Path(__file__).resolve().parents[4] / "shared" / "data" / "pii_sample_300.jsonl"


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


def test_a_story_in_arabic_is_read_in_its_own_direction_and_can_be_published(
    client, schaerbeek, mireille
):
    told = "الشباك مغلق منذ شهر مايو."
    report = make_report(schaerbeek, language="ar", text=told)
    page = sign_in(client, mireille).get(page_of(report)).text
    assert f'<div class="writing" dir="auto" lang="ar">{told}</div>' in page

    decide(client, report, "publish", public_text=told, channel="counter")

    report = read_again(report)
    assert report.state == State.PUBLISHED
    page = client.get(report.problem.get_absolute_url()).text
    assert re.search(
        rf'<article class="testimony" [^>]*lang="ar" dir="auto">\s*<p>{told}</p>', page
    )


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
