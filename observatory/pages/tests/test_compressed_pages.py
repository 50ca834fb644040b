"""A slow phone gets public pages and the report flow in fewer bytes; secrets stay as they are."""

import gzip

import pytest
from django.test import RequestFactory

from observatory.pages import middleware
from observatory.ui.compression import takes_gzip

pytestmark = pytest.mark.django_db

READS_GZIP = {"Accept-Encoding": "gzip, deflate, br"}


@pytest.mark.parametrize("path", ["/fr/", "/fr/aide/", "/fr/recherche/?q=banque", "/fr/signaler/"])
def test_a_page_is_the_same_compressed_and_smaller(client, path):
    plain = client.get(path)
    packed = client.get(path, headers=READS_GZIP)

    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["Content-Length"] == str(len(packed.content))
    assert plain.headers["Vary"] == packed.headers["Vary"]
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert len(packed.content) < len(plain.content) / 2
    if path != "/fr/signaler/":  # its token is masked anew each time
        assert gzip.decompress(packed.content) == plain.content
        assert packed.headers["ETag"] == plain.headers["ETag"]


def test_the_page_from_the_shelf_comes_as_the_browser_reads_it(client, settings):
    settings.PUBLIC_PAGES_KEPT_BYTES = 1_000_000
    first = client.get("/fr/aide/", headers=READS_GZIP)
    again = client.get("/fr/aide/", headers=READS_GZIP)
    plain = client.get("/fr/aide/")

    assert first.content == again.content
    assert gzip.decompress(again.content) == plain.content
    assert again.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"
    assert "Content-Encoding" not in plain.headers


def test_who_holds_the_page_in_either_form_is_told_it_has_not_changed(client):
    tag = client.get("/fr/", headers=READS_GZIP).headers["ETag"]

    response = client.get("/fr/", headers={"If-None-Match": tag})

    assert response.status_code == 304
    assert response.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("path", ["/fr/suivi/", "/fr/connexion/", "/fr/accounts/login/"])
def test_pages_where_secrets_stand_beside_others_words_are_sent_as_they_are(client, path):
    assert "Content-Encoding" not in client.get(path, headers=READS_GZIP).headers


@pytest.mark.parametrize(
    ("said", "is_read"),
    [
        ("", False),
        ("br", False),
        ("gzip", True),
        ("gzip;q=0.5, br", True),
        ("gzip;q=0", False),
        ("br, gzip; q=0.0, identity", False),
    ],
)
def test_a_browser_says_what_it_reads(said, is_read):
    assert takes_gzip(RequestFactory().get("/", headers={"Accept-Encoding": said})) is is_read


def test_a_picture_is_not_compressed_again():
    from django.http import HttpResponse

    assert not middleware._is_text(HttpResponse(b"\xff\xd8", content_type="image/jpeg"))
    assert middleware._is_text(HttpResponse("page"))
