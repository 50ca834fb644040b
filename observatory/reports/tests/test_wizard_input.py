"""Bad input: said beside its field, in a summary, with everything typed still there."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from observatory.reports.models import Photo, Report, ReportTerm, Story
from observatory.vault.models import Draft

from .walk import FATIMA, START, picture, screen_of, send, shown, ticked, walk

pytestmark = pytest.mark.django_db

UNPROCESSABLE = 422


def refused(response):
    """Return the page of a refused screen."""
    assert response.status_code == UNPROCESSABLE
    return response.content.decode()


def test_no_answer_where_one_is_needed_says_what_to_do(client):
    page = refused(client.post(START, {}))

    assert page.count("Choisissez une commune") == 2  # in the summary and beside the field
    assert 'href="#id_where_0"' in page
    assert 'id="id_where_0"' in page
    assert "data-summary" in page
    assert not Draft.objects.exists()


def test_an_unknown_nis_code_is_refused_with_a_message(client):
    page = refused(client.post(START, {"where": "99999"}))

    assert "Nous ne connaissons pas cette commune" in page


def test_an_unknown_picture_is_refused(client):
    client.post(START, {"where": "21015"})

    page = refused(client.post("/fr/signaler/service-group/", {"group": "group:magic"}))
    assert "Ce choix n’existe pas" in page
    page = refused(client.post("/fr/signaler/service-group/", {}))
    assert 'href="#id_group_0"' in page


def test_a_text_that_is_too_long_is_kept_and_told(client):
    text = "é" * 3005
    address = walk(client, until="words")

    page = refused(client.post(address, {"story": text}))

    assert "5 caractères de trop. Le maximum est 3000" in page
    assert ticked(page)["story"] == [text]
    assert "3000" in shown(client, address)  # the limit is stated before


def test_emoji_and_arabic_are_kept(client):
    text = "الشباك مغلق 😢 \u200f12 €"

    send(client, {**FATIMA, "words": {"story": text}})

    assert Story.objects.get().original == text


def test_control_characters_are_taken_out(client):
    send(client, {**FATIMA, "words": {"story": "Fermé\x00 à\x07 midi\r\n\u202esuite"}})

    assert Story.objects.get().original == "Fermé à midi\nsuite"


def test_what_she_writes_is_never_markup(client):
    address = walk(client, {**FATIMA, "words": {"story": "<script>alert(1)</script>"}})

    page = shown(client, address)
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_health_without_consent_is_not_stored(client):
    address = walk(client, until="health")

    page = refused(client.post(address, {"health_profile": ["H4"]}))
    assert "il faut d’abord votre accord" in page
    assert ticked(page)["health_profile"] == ["H4"]
    assert ticked(shown(client, address)).get("health_profile") is None

    answers = {**FATIMA, "health": {"consent_health": "no", "health_profile": ["H4"]}}
    client.post(walk(client, answers, start=address))
    assert not ReportTerm.objects.filter(term__code="H4").exists()
    assert not Report.objects.get().needs_second_look


def test_health_with_consent_asks_for_a_second_pair_of_eyes(client):
    send(client, {**FATIMA, "health": {"consent_health": "yes", "health_profile": ["H4"]}})

    assert ReportTerm.objects.filter(term__code="H4").exists()
    assert Report.objects.get().needs_second_look


def test_health_answers_fall_with_the_consent_they_rest_on(client):
    answers = {**FATIMA, "health": {"consent_health": "yes", "health_profile": ["H4"]}}
    walk(client, answers)

    client.post("/fr/signaler/health/", {"consent_health": "no", "back": "check"})
    client.post("/fr/signaler/check/")

    assert not ReportTerm.objects.filter(term__code="H4").exists()


def test_a_phone_number_that_is_none_is_said_beside_it(client):
    address = walk(client, {**FATIMA, "after": {"consent_contact": "yes"}}, until="reach")

    page = refused(client.post(address, {"contact-phone": "12", "contact-post": "Rue A 1"}))

    assert 'href="#id_contact-phone"' in page
    assert ticked(page)["contact-post"] == ["Rue A 1"]


def test_a_month_to_come_is_refused(client):
    address = walk(client, until="told")

    page = refused(client.post(address, {"told_service": "yes", "told_month": "2999-01"}))

    assert "told_month" in page


def test_a_contact_is_never_asked_of_who_does_not_want_to_be_called(client):
    address = walk(client)

    assert client.get("/fr/signaler/reach/")["Location"] == address


def photo(data=None, name="affiche.jpg"):
    return SimpleUploadedFile(name, data or picture(), content_type="image/jpeg")


def test_a_photo_is_cleaned_shown_to_her_and_sealed(client):
    address = walk(client, until="words")
    with_place = picture(exif=_exif_with_position())

    response = client.post(address, {"story": "Voir l’affiche", "photo": photo(with_place)})

    assert screen_of(response["Location"]) == "told"
    page = shown(client, address)
    assert "data:image/jpeg;base64," in page
    assert "Enlever cette photo" in page
    assert Draft.objects.count() == 2
    check = walk(client, start=response["Location"])
    assert "data:image/jpeg;base64," in shown(client, check)
    client.post(check)
    stored = Photo.objects.get()
    assert stored.blob.media_type == "image/jpeg"
    assert stored.approved_at is None
    assert stored.public_blob is None
    assert Draft.objects.count() == 1  # the mark that it was sent


def _exif_with_position():
    from PIL import Image

    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (50.0, 51.0, 0.0)}
    exif[0x010F] = "FatimaPhone"
    return exif


def test_without_the_consent_for_it_the_photo_is_not_kept(client):
    address = walk(client, until="words")
    client.post(address, {"photo": photo()})
    answers = {**FATIMA, "publish": {"consent_photo": "no"}}

    client.post(walk(client, answers, start="/fr/signaler/told/"))

    assert Report.objects.count() == 1
    assert not Photo.objects.exists()
    assert Draft.objects.count() == 1


def test_a_photo_can_be_taken_back(client):
    address = walk(client, until="words")
    client.post(address, {"photo": photo()})

    client.post(address, {"photo-drop": "1"})

    assert Draft.objects.count() == 1
    assert "data:image/jpeg" not in shown(client, address)


def test_another_photo_replaces_the_first(client):
    address = walk(client, until="words")
    client.post(address, {"photo": photo()})
    client.post(address, {"photo": photo(picture(300, 500))})

    assert Draft.objects.count() == 2


def test_a_photo_stays_when_the_text_beside_it_is_too_long(client):
    address = walk(client, until="words")

    page = refused(client.post(address, {"story": "x" * 3001, "photo": photo()}))

    assert "Enlever cette photo" in page
    assert ticked(page)["story"] == ["x" * 3001]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"%PDF-1.7 not a picture", "n’est pas une photo que nous savons lire"),
        (b"\xff\xd8\xff\xe0 cut off", "abîmée"),
    ],
)
def test_a_file_that_is_no_photo_is_refused_and_the_text_stays(client, data, said):
    address = walk(client, until="words")

    page = refused(client.post(address, {"story": "Bonjour", "photo": photo(data)}))

    assert said in page
    assert ticked(page)["story"] == ["Bonjour"]
    assert Draft.objects.count() == 1


def test_a_file_that_is_too_heavy_is_refused_with_the_limit_and_the_text_stays(client, settings):
    settings.UPLOAD_MAX_BYTES = 2 * 1024 * 1024
    address = walk(client, until="words")

    page = refused(
        client.post(address, {"story": "Bonjour", "photo": photo(b"\xff\xd8\xff" * 2**20)})
    )

    assert "trop lourde" in page
    assert "2 Mo au plus" in page
    assert ticked(page)["story"] == ["Bonjour"]


def test_erasing_takes_the_photo_too(client):
    address = walk(client, until="words")
    client.post(address, {"photo": photo()})

    client.post("/fr/signaler/effacer/")

    assert not Draft.objects.exists()


def test_a_machine_that_begins_report_after_report_is_stopped_and_a_group_is_not(
    client, monkeypatch
):
    monkeypatch.setattr("observatory.reports.views.wizard.BEGUN_IN_AN_HOUR", 3)
    for _ in range(3):
        client.cookies.clear()
        assert client.post(START, {"where": "21015"}).status_code == 303
    client.cookies.clear()
    answer = client.post(START, {"where": "21015"})
    assert answer.status_code == 429
    assert "Attendez une heure" in answer.text
    assert Draft.objects.count() == 3
