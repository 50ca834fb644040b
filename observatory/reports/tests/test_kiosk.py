"""A tablet in a waiting room: whoever comes next finds nothing of who came before."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from observatory.reports.models import Report
from observatory.vault.actions import purge_drafts
from observatory.vault.models import Draft

from .walk import FATIMA, START, new_browser, picture, send, shown, walk

pytestmark = pytest.mark.django_db

KIOSK = "/fr/borne/"
CODE = "4071"


def start(client, address=KIOSK, **choices):
    return client.post(address, {"code": CODE, **choices})


@pytest.fixture
def tablet(client):
    """A tablet in kiosk mode, started in French, with a headset and no printer."""
    assert start(client, has_headset="on").status_code == 302
    return client


@pytest.fixture
def later(monkeypatch):
    """Let time pass on the server: `later(minutes=11)`."""
    real = timezone.now

    def pass_(**how_long):
        monkeypatch.setattr(timezone, "now", lambda: real() + timedelta(**how_long))

    return pass_


def test_the_page_explains_the_kiosk_before_it_starts(client):
    page = shown(client, KIOSK)

    assert "Vous êtes encore là" in page
    assert "La question de la photo n’est pas posée" in page
    assert "kiosk" not in client.cookies


@pytest.mark.parametrize("code", ["", "123", "12345", "abcd", "12 3", "١٢٣٤"])
def test_a_code_that_is_not_four_digits_is_said_beside_its_field(client, code):
    response = client.post(KIOSK, {"code": code, "has_headset": "on"})

    assert response.status_code == 422
    assert "chiffres" in response.content.decode()
    assert "checked" in response.content.decode()
    assert "kiosk" not in client.cookies


def test_the_cookie_of_the_tablet_says_nothing_of_anyone(tablet):
    cookie = tablet.cookies["kiosk"]

    assert cookie["httponly"]
    assert CODE not in cookie.value
    assert Draft.objects.count() == 0


def test_whoever_sets_the_tablet_up_is_signed_out(client, amine):
    client.force_login(amine)
    start(client)

    assert "_auth_user_id" not in client.session


def test_a_kiosk_shows_no_way_out(tablet):
    page = shown(tablet, START)

    assert "site-nav" not in page
    assert "site-footer" not in page
    assert 'hreflang="nl"' in page
    assert "Finir plus tard" not in page
    assert "Un casque est à votre disposition" in page
    assert 'action="/fr/signaler/effacer/"' in page


def test_outside_a_kiosk_nothing_of_it_is_shown(client):
    page = shown(client, START)

    assert "data-kiosk" not in page
    assert "kiosk.css" not in page
    assert "site-nav" in page


def test_the_photo_is_not_asked_and_the_rest_is(tablet):
    walk(tablet, until="words")
    page = shown(tablet, "/fr/signaler/words/")
    assert 'name="story"' in page
    assert 'type="file"' not in page

    check = shown(tablet, walk(tablet))
    assert "photo" not in check


def test_a_photo_that_is_sent_all_the_same_is_not_kept(tablet):
    address = walk(tablet, until="words")
    file = SimpleUploadedFile("photo.jpg", picture(), "image/jpeg")
    assert tablet.post(address, {"story": "Fermé.", "photo": file}).status_code == 303
    assert Draft.objects.count() == 1


def test_the_fields_teach_nothing_to_the_browser(tablet):
    walk(tablet, until="words")
    page = shown(tablet, "/fr/signaler/words/")

    assert '<form method="post" action="/fr/signaler/words/" novalidate autocomplete="off">' in page
    field = page[page.index("<textarea") : page.index("</textarea>")]
    for said in ('autocomplete="off"', 'autocorrect="off"', 'spellcheck="false"'):
        assert said in field


def test_nothing_is_kept_for_later_even_when_asked(tablet):
    response = tablet.post(START, {"where": "21015", "action": "keep"})

    assert "kept" not in response["Location"]
    assert not Draft.objects.get().is_kept
    assert tablet.cookies["report"]["max-age"] == ""


def test_each_page_has_a_button_that_erases_everything(tablet):
    walk(tablet, FATIMA, until="words")
    response = tablet.post("/fr/signaler/effacer/")

    assert response["Location"].startswith(START)
    assert response["Clear-Site-Data"] == '"cache"'
    assert Draft.objects.count() == 0
    assert tablet.cookies["report"].value == ""
    assert tablet.cookies["kiosk"].value


def test_the_tablet_erases_what_was_left(tablet):
    walk(tablet)
    response = tablet.post("/fr/borne/fin/")

    assert response.status_code == 204
    assert response["Clear-Site-Data"] == '"cache"'
    assert Draft.objects.count() == 0
    for name in ("report", "csrftoken"):
        assert tablet.cookies[name].value == ""
    assert tablet.cookies["kiosk"].value


def test_a_tablet_started_in_dutch_returns_to_dutch(client):
    with override("nl"):
        kiosk, first = reverse("kiosk"), reverse("report_start")
    start(client, address=kiosk)
    walk(client, until="words")

    assert f'data-start="{first}"' in shown(client, "/fr/signaler/words/")
    assert client.post("/fr/signaler/effacer/")["Location"].startswith(first)


def test_the_tablet_needs_no_token_to_erase(tablet):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = tablet.cookies
    walk(tablet, until="words")

    assert strict.post("/fr/borne/fin/").status_code == 204
    assert Draft.objects.count() == 0


def test_no_other_browser_is_made_to_erase(client):
    walk(client, until="words")
    response = client.post("/fr/borne/fin/")

    assert "Clear-Site-Data" not in response
    assert Draft.objects.count() == 1
    assert client.cookies["report"].value


def test_a_sitting_left_alone_for_ten_minutes_is_over_and_erased(tablet, later):
    walk(tablet, until="words")
    later(minutes=11)
    response = tablet.get("/fr/signaler/words/")

    assert response["Location"] == START
    assert Draft.objects.count() == 0
    assert "gone" not in response["Location"]


def test_the_purge_erases_a_sitting_nobody_came_back_to(tablet):
    walk(tablet, until="words")

    assert purge_drafts(at=timezone.now() + timedelta(minutes=9), dry_run=False) == 0
    assert purge_drafts(at=timezone.now() + timedelta(minutes=11), dry_run=False) == 1


def test_what_someone_left_on_the_screen_is_not_taken_into_the_next_sitting(tablet, later):
    address = walk(tablet, until="words")
    later(minutes=11)
    response = tablet.post(address, {"story": "Ce que la personne d’avant écrivait"})

    assert response["Location"] == START
    assert Draft.objects.count() == 0


def test_who_is_busy_on_one_page_keeps_her_answers(tablet, later):
    walk(tablet, until="words")
    for minutes in (8, 16, 24):
        later(minutes=minutes)
        assert tablet.post("/fr/borne/encore/").status_code == 204
    later(minutes=32)

    assert tablet.get("/fr/signaler/words/").status_code == 200


def test_reading_page_after_page_keeps_the_answers_too(tablet, later):
    walk(tablet, until="words")
    for minutes in (8, 16, 24):
        later(minutes=minutes)
        assert tablet.get("/fr/signaler/words/").status_code == 200


def test_sending_erases_the_answers_and_shows_the_code_for_ten_minutes_at_most(tablet, later):
    response = send(tablet)
    assert response["Location"] == "/fr/signaler/merci/"
    page = shown(tablet, response["Location"])
    assert "return-code" in page
    assert "Recopiez les 12 chiffres sur un papier" in page
    assert "data-print" not in page
    assert 'href="/fr/aide/"' not in page
    assert Report.objects.count() == 1

    later(minutes=11)
    assert tablet.get("/fr/signaler/merci/")["Location"] == START


def test_the_print_button_is_there_when_it_was_chosen(client):
    start(client, has_printer="on")
    send(client)

    assert "data-print" in shown(client, "/fr/signaler/merci/")


def test_taking_the_code_off_the_screen_leads_to_the_next_person(tablet):
    send(tablet)
    response = tablet.post("/fr/signaler/merci/fermer/")

    assert response["Location"] == START
    assert Draft.objects.count() == 0
    assert tablet.get("/fr/signaler/merci/")["Location"] == START


def test_the_next_person_begins_with_nothing(tablet):
    send(tablet)
    page = shown(tablet, START)

    assert "checked" not in page
    assert "Vous avez déjà commencé" not in page
    assert Draft.objects.count() == 0


def test_an_untouched_first_page_asks_nobody_whether_they_are_there(tablet):
    assert "data-holds" not in shown(tablet, START)
    assert "data-holds" in shown(tablet, "/nl/melden/")
    tablet.post(START, {"where": "21015"})
    assert "data-holds" in shown(tablet, "/fr/signaler/service-group/")


def test_the_kiosk_ends_with_its_code_and_no_other(tablet):
    wrong = tablet.post(KIOSK, {"code": "0000"})
    assert wrong.status_code == 422
    assert "Ce ne sont pas les chiffres" in wrong.content.decode()
    assert tablet.cookies["kiosk"].value

    walk(tablet, until="words")
    assert tablet.post(KIOSK, {"code": "40 71"})["Location"] == KIOSK
    assert tablet.cookies["kiosk"].value == ""
    assert Draft.objects.count() == 0
    assert "site-nav" in shown(tablet, START)


def test_the_code_cannot_be_guessed_by_trying(tablet):
    for guess in range(10):
        tablet.post(KIOSK, {"code": f"00{guess:02}"})
    response = tablet.post(KIOSK, {"code": CODE})

    assert response.status_code == 422
    assert "Trop d’essais" in response.content.decode()


@pytest.mark.parametrize("value", ["", "x", "a:b:c", "e30:1abc:def"])
def test_a_made_up_cookie_is_no_kiosk(value):
    browser = new_browser()
    browser.cookies["kiosk"] = value

    assert "data-kiosk" not in shown(browser, START)


def test_two_tablets_with_the_same_code_have_other_cookies(client):
    start(client)
    other = new_browser()
    start(other)

    assert client.cookies["kiosk"].value != other.cookies["kiosk"].value
