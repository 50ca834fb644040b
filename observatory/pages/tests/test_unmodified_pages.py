"""A public page is made once per edition; who already holds it is told so, and nothing else runs."""

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import get_resolver

from observatory.journal.actions import advance_edition
from observatory.pages import middleware
from observatory.pages.middleware import CACHE_CONTROL, PublicCacheMiddleware

pytestmark = pytest.mark.django_db

PAGES = [
    "/fr/",
    "/fr/aide/",
    "/fr/methode/",
    "/fr/vie-privee/",
    "/fr/accessibilite/",
    "/fr/mentions/",
    "/fr/plan-du-site/",
    "/fr/papier/",
]


def ask_again(client, path, tag, **headers):
    return client.get(path, headers={"If-None-Match": tag, **headers})


@pytest.mark.parametrize("path", PAGES)
def test_a_public_page_carries_a_tag_and_sets_no_cookie(client, path):
    response = client.get(path)

    assert response.status_code == 200
    assert response.headers["ETag"].startswith('W/"')
    assert response.headers["Cache-Control"] == CACHE_CONTROL
    assert response.headers["Vary"] == "Accept-Encoding"
    assert not response.cookies


@pytest.mark.parametrize("path", PAGES)
def test_who_holds_the_page_is_told_it_has_not_changed_at_the_price_of_one_query(
    client, path, django_assert_num_queries
):
    tag = client.get(path).headers["ETag"]

    with django_assert_num_queries(1):
        response = ask_again(client, path, tag)

    assert response.status_code == 304
    assert response.content == b""
    assert response.headers["ETag"] == tag
    assert response.headers["Cache-Control"] == CACHE_CONTROL


def test_a_published_change_makes_every_page_new(client):
    tag = client.get("/fr/").headers["ETag"]
    advance_edition()

    response = ask_again(client, "/fr/", tag)

    assert response.status_code == 200
    assert response.headers["ETag"] != tag


def test_a_page_is_new_on_the_next_day(client, monkeypatch):
    tag = client.get("/fr/").headers["ETag"]

    class Tomorrow:
        @staticmethod
        def localdate():
            from datetime import date

            return date(2099, 1, 1)

    monkeypatch.setattr(middleware, "timezone", Tomorrow)

    assert ask_again(client, "/fr/", tag).status_code == 200


def test_the_tag_of_one_page_says_nothing_about_another(client):
    tag = client.get("/fr/aide/").headers["ETag"]

    assert ask_again(client, "/fr/methode/", tag).status_code == 200
    assert ask_again(client, "/nl/", tag).status_code == 200
    assert ask_again(client, "/fr/aide/?page=2", tag).status_code == 200


def test_another_host_is_another_page(client, settings):
    settings.ALLOWED_HOSTS = ["testserver", "autre.example"]
    tag = client.get("/fr/aide/").headers["ETag"]

    assert ask_again(client, "/fr/aide/", tag, host="autre.example").status_code == 200


def test_a_proxy_that_sends_several_tags_is_answered(client):
    tag = client.get("/fr/").headers["ETag"]

    assert ask_again(client, "/fr/", f'"other", {tag}').status_code == 304
    assert ask_again(client, "/fr/", tag.removeprefix("W/")).status_code == 304
    assert ask_again(client, "/fr/", '"other", "*"').status_code == 200


def test_head_is_answered_like_get(client):
    seen = client.head("/fr/")

    assert seen.status_code == 200
    assert seen.content == b""
    again = client.head("/fr/", headers={"If-None-Match": seen.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("path", ["/fr/n-existe-pas/", "/fr/signaler/"])
def test_what_is_no_public_page_has_no_tag(client, path):
    response = client.get(path)

    assert "ETag" not in response.headers
    assert "public" not in response.headers.get("Cache-Control", "")


def test_a_translated_address_is_cached_as_well(client):
    from django.urls import reverse
    from django.utils.translation import override

    for code, _ in settings.LANGUAGES:
        with override(code):
            path = reverse("privacy")
        tag = client.get(path).headers["ETag"]
        assert ask_again(client, path, tag).status_code == 304


def test_a_public_page_that_sets_a_cookie_is_kept_out_of_every_cache():
    def careless(request):
        response = HttpResponse("x")
        response.public_page = True
        response.set_cookie("seen", "1")
        return response

    response = PublicCacheMiddleware(careless)(RequestFactory().get("/fr/"))

    assert response.headers["Cache-Control"] == "no-store"
    assert "ETag" not in response.headers


def test_a_public_page_that_read_a_cookie_is_kept_out_of_every_cache():
    def careless(request):
        response = HttpResponse("x", headers={"Vary": "Accept-Encoding, Cookie"})
        response.public_page = True
        return response

    response = PublicCacheMiddleware(careless)(RequestFactory().get("/fr/"))

    assert response.headers["Cache-Control"] == "no-store"
    assert "ETag" not in response.headers


def test_a_developer_always_sees_the_page_made_anew(client, settings):
    tag = client.get("/fr/").headers["ETag"]
    settings.DEBUG = True

    assert ask_again(client, "/fr/", tag).status_code == 200


def test_a_page_is_made_once_for_all_visitors_of_an_edition(rf, settings):
    settings.PUBLIC_PAGES_KEPT_BYTES = 10_000
    made = []

    def page(request):
        made.append(request.path)
        response = HttpResponse(f"made {len(made)}", headers={"Content-Language": "fr"})
        response.public_page = True
        return response

    answer = PublicCacheMiddleware(page)
    answer(rf.get("/fr/"))  # the first look at the edition empties the shelf
    first, second = answer(rf.get("/fr/")), answer(rf.get("/fr/"))
    head = answer(rf.head("/fr/"))

    assert first.content == second.content
    assert dict(first.headers) == dict(second.headers) == dict(head.headers)
    made.clear()
    advance_edition()
    assert answer(rf.get("/fr/")).content == b"made 1"
    made.clear()
    assert answer(rf.get("/fr/?page=1")).content == b"made 1"
    assert answer(rf.get("/fr/?page=1")).content == b"made 2"


def test_what_is_no_public_page_is_made_each_time(rf, settings):
    settings.PUBLIC_PAGES_KEPT_BYTES = 10_000
    made = []

    def form(request):
        made.append(1)
        return HttpResponse("form")

    answer = PublicCacheMiddleware(form)
    for _ in range(3):
        answer(rf.get("/fr/signaler/"))

    assert len(made) == 3


def test_the_shelf_holds_no_more_than_it_may_and_nothing_of_a_former_edition(settings):
    settings.PUBLIC_PAGES_KEPT_BYTES = 800
    shelf = middleware.Shelf()
    now = (7, 100)
    shelf.find(now, "")
    for number in range(20):
        shelf.keep(now, f"tag {number}", HttpResponse("x" * 90, content_type="image/jpeg"))
    shelf.keep(now, "too large", HttpResponse("x" * 500))
    shelf.keep((6, 100), "late", HttpResponse("x"))

    kept = [n for n in range(20) if shelf.find(now, f"tag {n}")]
    assert kept == list(range(12, 20))
    assert shelf.find(now, "too large") is None
    assert shelf.find(now, "late") is None
    assert shelf.find((8, 100), "tag 19") is None
    assert shelf.find((8, 100), "tag 19") is None


def test_the_edition_is_remembered_for_a_second_and_forgotten_when_something_is_sent(monkeypatch):
    class Elsewhere:
        vendor = "postgresql"
        in_atomic_block = False

    numbers = iter([1, 2, 3])
    monkeypatch.setattr(middleware, "connection", Elsewhere())
    monkeypatch.setattr(middleware, "read_edition", lambda: next(numbers))
    clock = iter([10.0, 10.5, 11.2, 11.3])
    monkeypatch.setattr(middleware.time, "monotonic", lambda: next(clock))
    seen = PublicCacheMiddleware(lambda request: HttpResponse("x"))

    assert seen._edition() == 1
    assert seen._edition() == 1
    assert seen._edition() == 2
    seen(RequestFactory().post("/fr/signaler/"))
    assert seen._edition() == 3


def test_the_build_changes_with_what_pages_say(settings):
    before = middleware.build_id()
    middleware.build_id.cache_clear()
    settings.PHONE_LINE = "02 000 00 00"
    try:
        assert middleware.build_id() != before
    finally:
        middleware.build_id.cache_clear()


def test_every_view_declared_public_without_argument_is_cached(client):
    """Whatever package it comes from: a page that reads a cookie would show here."""
    from django.urls import URLPattern, reverse

    def patterns(resolver):
        for entry in resolver.url_patterns:
            if isinstance(entry, URLPattern):
                yield entry
            else:
                yield from patterns(entry)

    names = {
        entry.name
        for entry in patterns(get_resolver())
        if getattr(entry.callback, "access", "") == "public" and not entry.pattern.converters
    }
    assert {"home", "help", "method"} <= names
    for name in sorted(filter(None, names)):
        response = client.get(reverse(name))
        if response.status_code == 200:
            assert response.headers.get("Cache-Control") == CACHE_CONTROL, name
            assert not response.cookies, name
