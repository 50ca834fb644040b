"""The bare address sends each visitor to a language; after that the address alone remembers it."""

import pytest


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "fr"),
        ("nl-BE,nl;q=0.9,en;q=0.8", "nl"),
        ("en-GB", "en"),
        ("ar,tr;q=0.9,nl;q=0.5", "nl"),
        ("ar", "fr"),
        ("*", "fr"),
        ("en;q=0.2,fr;q=0.9", "fr"),
        ("not a header;;q=x", "fr"),
        ("nl-" + "x" * 600, "fr"),
    ],
)
def test_the_browser_says_which_language_and_french_stands_in(client, header, language):
    response = client.get("/", headers={"Accept-Language": header})

    assert response.status_code == 302
    assert response.headers["Location"] == f"/{language}/"
    assert "Accept-Language" in response.headers["Vary"]
    assert not response.cookies


def test_a_cookie_does_not_choose_the_language(client):
    client.cookies["django_language"] = "nl"

    assert client.get("/").headers["Location"] == "/fr/"


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["fr", "nl", "en"])
def test_a_page_says_its_language_and_leads_to_the_others(client, language):
    page = client.get(f"/{language}/").content.decode()

    assert f'<html lang="{language}"' in page
    for other in ("fr", "nl", "en"):
        assert f'href="/{other}/"' in page


@pytest.mark.django_db
def test_an_address_without_language_is_completed(client):
    response = client.get("/aide/", headers={"Accept-Language": "fr"})

    assert response.status_code == 302
    assert response.headers["Location"] == "/fr/aide/"


def test_search_engines_are_asked_to_leave_forms_alone(client):
    response = client.get("/robots.txt")

    assert response.headers["Content-Type"].startswith("text/plain")
    assert "Disallow: /fr/signaler/" in response.content.decode()
    assert "Disallow: /fr/communes" not in response.content.decode()
