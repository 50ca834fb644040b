"""What a person reads when something fails: plain words in her language, and nothing typed is lost."""

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.test import Client, RequestFactory

from observatory.pages import errors, middleware, views


@pytest.mark.django_db
def test_an_address_that_does_not_exist_leads_somewhere(client):
    response = client.get("/fr/cette-page/nexiste/pas/")

    assert response.status_code == 404
    page = response.content.decode()
    assert "Cette page n’existe pas" in page
    assert 'href="/fr/plan-du-site/"' in page
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["fr", "nl", "en"])
def test_an_error_speaks_the_language_of_the_address(client, language):
    page = client.get(f"/{language}/x/y/z/").content.decode()

    assert f'<html lang="{language}"' in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("view", "reason", "status", "words"),
    [
        (errors.bad_request, SuspiciousOperation("secret detail"), 400, "Rien n’a été enregistré"),
        (errors.forbidden, PermissionDenied("secret detail"), 403, "Cette page est réservée"),
        (errors.not_found, Exception("secret detail"), 404, "Cette page n’existe pas"),
    ],
)
def test_the_page_says_what_to_do_and_not_what_broke(rf, view, reason, status, words):
    request = rf.get("/fr/x/")
    request.resolver_match = None
    response = view(request, reason)

    assert response.status_code == status
    page = response.content.decode()
    assert words in page
    assert "secret detail" not in page


def test_when_all_is_broken_the_page_needs_no_database(rf, settings):
    """Without the database mark, a query here would fail the test."""
    response = errors.server_error(rf.get("/fr/communes/"))

    assert response.status_code == 500
    page = response.content.decode()
    assert "C’est notre faute" in page
    assert '<html lang="fr">' in page
    assert "error.css" in page


def test_when_even_the_list_of_assets_is_broken_the_page_still_speaks(rf, monkeypatch):
    class Broken:
        @staticmethod
        def url(name):
            raise ValueError("Missing staticfiles manifest entry")

    monkeypatch.setattr(errors, "staticfiles_storage", Broken)
    page = errors.server_error(rf.get("/nl/")).content.decode()

    assert '<html lang="nl">' in page
    assert "stylesheet" not in page


@pytest.mark.parametrize("path", ["/", "/zz/", "/static/x", "/%00/"])
def test_an_address_without_language_fails_in_french(path):
    page = errors.server_error(RequestFactory().get(path)).content.decode()

    assert '<html lang="fr">' in page


@pytest.mark.django_db
def test_a_form_open_for_a_day_gives_back_what_was_written(rf):
    story = "Le guichet était fermé.\nJ’ai attendu deux heures <b>dehors</b>."
    request = rf.post(
        "/fr/signaler/words/", {"story": story, "where": "21015", "password": "x" * 40}
    )
    request.resolver_match = None
    response = errors.csrf_failure(request, reason="CSRF cookie not set.")

    assert response.status_code == 403
    page = response.content.decode()
    assert "J’ai attendu deux heures &lt;b&gt;dehors&lt;/b&gt;." in page
    assert "x" * 40 not in page
    assert "21015" not in page
    assert "CSRF" not in page
    assert 'href="/fr/signaler/words/"' in page
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_a_form_without_its_token_is_refused_in_plain_words():
    response = Client(enforce_csrf_checks=True).post("/fr/signaler/", {})

    assert response.status_code == 403
    assert "resté ouvert longtemps" in response.content.decode()


def test_only_long_texts_that_are_no_secret_are_given_back(rf):
    request = rf.post(
        "/",
        {
            "story": "Un texte assez long pour compter",
            "short": "court",
            "csrfmiddlewaretoken": "a" * 64,
            "code": "1234 5678 9012 3456 7890",
            "contact-phone": "0470 00 00 00 le soir seulement",
            "contact-email": "quelqu.un.de.tres.long@example.org",
        },
    )

    assert errors.typed_texts(request) == ["Un texte assez long pour compter"]


@pytest.mark.django_db
def test_when_the_database_is_away_the_answer_still_says_what_a_browser_may_do(monkeypatch):
    def away(*_):
        raise OperationalError("no such table: journal_edition")

    monkeypatch.setattr(middleware, "read_edition", away)
    monkeypatch.setattr(views, "ways_in", away)
    response = Client(raise_request_exception=False).get("/fr/mentions/")

    assert response.status_code == 500
    assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]
    assert response.headers["X-Frame-Options"] == "DENY"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "no-store"
    assert "ETag" not in response.headers


@pytest.mark.django_db
def test_another_site_cannot_put_its_words_on_the_page_of_an_expired_form():
    browser, words = Client(enforce_csrf_checks=True), {"text": "Appelez vite ce numéro payant"}
    sites = {"same-origin": True, "none": True, "cross-site": False}
    for site, is_shown in sites.items():
        answer = browser.post("/fr/suivi/", words, headers={"sec-fetch-site": site})
        assert answer.status_code == 403
        assert ("numéro payant" in answer.content.decode()) is is_shown
