"""What is typed is sealed, kept only if she chooses, and erased on demand."""

import re
from datetime import timedelta
from http import HTTPStatus

import pytest
from django.db import connection
from django.utils import timezone

from observatory.reports.models import Report, Story
from observatory.vault.models import Draft

from .walk import FATIMA, START, new_browser, screen_of, send, shown, ticked, walk

pytestmark = pytest.mark.django_db

SECRET = "Un récit que personne ne doit lire ailleurs"
TOLD = {**FATIMA, "words": {"story": SECRET}}


def everything_stored():
    """Return every value of every row of the database as one lump of bytes."""
    lump = bytearray()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
            for row in cursor.fetchall():
                for value in row:
                    lump += (
                        bytes(value)
                        if isinstance(value, bytes | memoryview)
                        else str(value).encode()
                    )
    return bytes(lump)


def test_the_draft_is_unreadable_in_the_database(client):
    walk(client, TOLD)

    token = client.cookies["report"].value
    stored = everything_stored()
    assert Draft.objects.count() == 1
    for secret in (SECRET, token, '21015","service'):
        assert secret.encode() not in stored
    assert b"P05" not in bytes(Draft.objects.get().sealed)


def test_the_cookie_lasts_as_long_as_the_window(client):
    client.post(START, {"where": "21015"})

    cookie = client.cookies["report"]
    assert (cookie["max-age"], cookie["expires"]) == ("", "")
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_another_browser_sees_nothing(client):
    walk(client, TOLD)

    response = new_browser().get("/fr/signaler/words/")
    assert response.status_code == 302
    assert response["Location"] == "/fr/signaler/?gone=1"


def test_she_chooses_to_keep_it_for_48_hours(client):
    address = walk(client, until="words")

    response = client.post(address, {"story": SECRET, "action": "keep"})

    assert response["Location"] == "/fr/signaler/words/?kept=1"
    age = int(client.cookies["report"]["max-age"])
    assert timedelta(hours=47) < timedelta(seconds=age) <= timedelta(hours=48)
    assert Draft.objects.get().is_kept
    page = shown(client, response["Location"])
    assert "C’est gardé sur cet appareil" in page
    assert SECRET in page


def test_coming_back_she_is_led_where_she_stopped(client):
    walk(client, until="words")

    page = shown(client, START)
    assert 'href="/fr/signaler/words/"' in page


def test_after_48_hours_it_is_gone(client):
    walk(client, until="words")
    Draft.objects.update(purge_at=timezone.now() - timedelta(seconds=1))

    response = client.get("/fr/signaler/words/")
    assert response["Location"] == "/fr/signaler/?gone=1"
    assert "Vos réponses d’avant ne sont plus là" in shown(client, response["Location"])


def test_a_form_open_for_days_keeps_what_was_just_typed(client):
    walk(client, until="words")
    Draft.objects.all().delete()

    response = client.post("/fr/signaler/words/", {"story": SECRET})

    assert response["Location"] == "/fr/signaler/?gone=1"
    page = shown(client, response["Location"])
    assert "Ce que vous venez d’écrire est gardé" in page
    assert ticked(shown(client, walk(client, until="words")))["story"] == [SECRET]


def test_what_was_sent_from_a_sitting_that_is_gone_is_not_half_a_report(client):
    walk(client)
    Draft.objects.all().delete()

    response = client.post("/fr/signaler/check/")

    assert response["Location"] == "/fr/signaler/?gone=1"
    assert not Report.objects.exists()


def test_every_page_has_erase_everything(client):
    address = START
    seen = []
    answers = {
        **FATIMA,
        "speaks": {"speaks_for": "R4"},
        "after": {"consent_contact": "yes"},
        "reach": {"contact-phone": "0470 12 34 56"},
    }
    while True:
        page = shown(client, address)
        assert 'action="/fr/signaler/effacer/"' in page, address
        seen.append(screen_of(address))
        if seen[-1] == "check":
            break
        address = client.post(address.partition("?")[0], answers.get(seen[-1], {}))["Location"]
    assert {"where", "protected", "health", "words", "reach", "press", "check"} <= set(seen)


def test_erasing_leaves_nothing(client):
    shown(client, walk(client, TOLD))

    response = client.post("/fr/signaler/effacer/")

    assert response["Location"] == "/fr/signaler/?erased=1"
    assert not Draft.objects.exists()
    assert client.cookies["report"].value == ""
    assert client.cookies["csrftoken"].value == ""
    assert response["Clear-Site-Data"] == '"cache"'
    page = shown(client, response["Location"])
    assert "Tout est effacé" in page
    assert ticked(page).get("where") is None
    assert client.get("/fr/signaler/words/")["Location"] == "/fr/signaler/?gone=1"


def test_no_cookie_outlives_the_window(client):
    shown(client, walk(client, TOLD))

    assert set(client.cookies) == {"report", "csrftoken"}
    assert all(cookie["max-age"] == "" for cookie in client.cookies.values())
    assert all(cookie["expires"] == "" for cookie in client.cookies.values())


def test_asking_to_erase_by_a_link_erases_nothing(client):
    walk(client, TOLD)

    assert "Oui, tout effacer" in shown(client, "/fr/signaler/effacer/")
    assert Draft.objects.count() == 1


def test_erasing_nothing_does_no_harm(client):
    assert client.post("/fr/signaler/effacer/").status_code == HTTPStatus.SEE_OTHER


def test_what_was_sent_leaves_no_draft_of_the_answers(client):
    send(client, TOLD)

    draft = Draft.objects.get()
    assert len(bytes(draft.sealed)) < 250
    assert Story.objects.get().original == SECRET


def test_a_replayed_submission_counts_once(client):
    address = walk(client)

    first, second = client.post(address), client.post(address)

    assert first["Location"] == second["Location"]
    assert Report.objects.count() == 1


def test_two_windows_that_send_at_once_make_one_report_and_one_code(client):
    address = walk(client)
    other = new_browser()
    other.cookies["report"] = client.cookies["report"].value
    draft = Draft.objects.get()
    before = bytes(draft.sealed)
    client.post(address)
    # The other window read the draft before the first one had sent it.
    Draft.objects.update(sealed=before)

    response = other.post(address)

    assert response["Location"] == "/fr/signaler/merci/"
    assert Report.objects.count() == 1
    codes = [re.findall(r"\b\d{4}\b", shown(one, "/fr/signaler/merci/")) for one in (client, other)]
    assert codes[0] == codes[1]
    assert len(codes[0]) >= 3


def test_after_sending_a_new_report_can_begin(client):
    send(client)

    assert client.get("/fr/signaler/words/")["Location"] == "/fr/signaler/merci/"
    assert ticked(shown(client, START)).get("where") is None
    send(client)
    assert Report.objects.count() == 2


def test_a_browser_that_takes_no_cookie_is_told_so(client):
    response = client.post(START, {"where": "21015"})

    page = shown(new_browser(), response["Location"])
    assert "un cookie" in page
    assert "sur papier" in page


def test_pages_of_the_wizard_are_kept_by_no_cache(client):
    walk(client, until="words")

    for address in (START, "/fr/signaler/words/", "/fr/signaler/effacer/"):
        assert client.get(address)["Cache-Control"] == "no-store"


def test_the_last_post_asks_little_of_the_database(client, django_assert_max_num_queries):
    send(client)
    address = walk(client)

    # Open the draft, the transaction and its savepoint (4), report, terms, story,
    # consents, journal, the draft's mark.
    with django_assert_max_num_queries(11):
        client.post(address)


def test_a_page_of_the_wizard_only_opens_the_draft(client, django_assert_num_queries):
    walk(client)

    # The draft, and the number of the edition that the middleware reads for every page.
    for key in ("what", "health", "check"):
        # What the process learns once is not counted, whichever test ran before.
        client.get(f"/fr/signaler/{key}/")
        with django_assert_num_queries(2):
            client.get(f"/fr/signaler/{key}/")
