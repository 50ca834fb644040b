"""Around every page: languages, navigation, the ways without internet, the team's bar."""

import gzip
import re

import pytest
from django.conf import settings
from django.test import RequestFactory
from django.urls import resolve, reverse
from django.utils import translation

from observatory.ui import context, navigation
from observatory.ui.navigation import FOOTER, MAIN, TeamLink, register_team_link, team_links

FOLDER = settings.BASE_DIR / "observatory" / "ui"


@pytest.fixture(autouse=True)
def _nothing_kept():
    context.forget_chrome()
    with translation.override("fr"):
        yield
    context.forget_chrome()


def site_at(path):
    request = RequestFactory().get(path)
    request.resolver_match = resolve(request.path)
    return context.site(request)["site"]


def links_of(html):
    return dict(re.findall(r'href="([^"]+)" lang="[a-z]+" hreflang="([a-z]+)"', html))


@pytest.mark.parametrize("name", ["styleguide", "method", "report_start"])
def test_the_language_switch_leads_to_the_same_page_in_the_other_languages(name):
    links = links_of(site_at(reverse(name)).languages)
    assert sorted(links.values()) == ["en", "fr", "nl"]
    for href, language in links.items():
        with translation.override(language):
            assert href == reverse(name)
            assert resolve(href).url_name == name


def test_the_language_switch_keeps_what_one_was_looking_for():
    with translation.override("nl"):
        dutch = reverse("styleguide")
    assert f'{dutch}?q=caf%C3%A9"' in site_at("/fr/styleguide/?q=caf%C3%A9").languages
    assert f"{dutch}?" not in site_at("/fr/styleguide/").languages


def test_from_a_page_that_is_not_there_the_switch_leads_home():
    request = RequestFactory().get("//example.org/fr/")
    html = context.site(request)["site"].languages
    assert set(links_of(html)) == {"/fr/", "/nl/", "/en/"}


def test_each_link_around_the_page_exists():
    for name, _label in (*MAIN, *FOOTER):
        assert resolve(reverse(name)).url_name == name
    site = site_at("/fr/styleguide/")
    assert site.header.count("<li>") == len(MAIN)
    assert site.footer.count("<li>") == len(FOOTER)


def test_the_navigation_says_where_one_is():
    header = site_at(reverse("method")).header
    marked = re.findall(r'href="([^"]+)" aria-current="true"', header)
    assert marked == [reverse("method")]


def test_while_the_associations_have_no_number_the_page_says_so(settings):
    settings.PHONE_LINE = settings.PHONE_HOURS = settings.POSTAL_ADDRESS = ""
    footer = site_at("/fr/styleguide/").footer
    assert "pas encore connu" in footer
    assert "tel:" not in footer
    settings.PHONE_LINE, settings.PHONE_HOURS = "+32 2 000 00 00", "mardi"
    settings.POSTAL_ADDRESS = "Rue <b>\n1030 Schaerbeek"
    footer = site_at("/fr/styleguide/").footer
    assert 'href="tel:+3220000000"' in footer
    assert "mardi" in footer
    assert "Rue &lt;b&gt;<br>1030 Schaerbeek" in footer


def test_a_banner_shows_on_every_page_while_its_reason_lasts(client, db, monkeypatch):
    words = []
    monkeypatch.setattr(context, "_banners", [])
    context.register_banner(lambda: words[0] if words else None)
    assert "banner" not in client.get("/fr/styleguide/").text
    words.append("Contenu <fictif>")
    assert "Contenu &lt;fictif&gt;</p>" in client.get("/fr/styleguide/").text


def test_the_style_guide_answers_in_each_language_without_a_cookie(client, db):
    for language in ("fr", "nl", "en"):
        with translation.override(language):
            address = reverse("styleguide")
        response = client.get(address)
        assert response.status_code == 200
        assert f'<html lang="{language}" dir="ltr">' in response.text
        assert not response.cookies
        identifiers = re.findall(r'\sid="([^"]+)"', response.text)
        assert len(identifiers) == len(set(identifiers))


class Someone:
    is_authenticated = True

    def __init__(self, *roles):
        self.roles = roles

    def holds(self, role):
        return role in self.roles


def test_the_team_bar_shows_only_what_one_may_open(monkeypatch):
    monkeypatch.setattr(navigation, "_team_links", {})
    register_team_link(TeamLink("queue", "File", frozenset({"moderator"}), order=20))
    register_team_link(TeamLink("team", "Accueil", order=10))
    assert [link.url_name for link in team_links(Someone("moderator"))] == ["team", "queue"]
    assert [link.url_name for link in team_links(Someone("relay"))] == ["team"]
    assert team_links(None) == []


def test_the_look_stays_light():
    sizes = {
        name: len(gzip.compress((FOLDER / "static/ui" / name).read_bytes(), 9))
        for name in ("ui.css", "ui.js", "icons.svg", "icon.svg", "check.svg")
    }
    assert sizes["ui.css"] < 8_000
    assert sizes["ui.js"] < 2_000
    assert sizes["icons.svg"] < 8_000
    fonts = list((FOLDER / "static/vendor").glob("*.woff2"))
    assert len(fonts) == 2, "script/assets puts the fonts in place"
    assert sum(font.stat().st_size for font in fonts) < 22_000


@pytest.mark.parametrize("name", ["ui.css", "print.css", "team.css", "styleguide.css"])
def test_the_look_reads_the_same_from_right_to_left(name):
    sheet = (FOLDER / "static/ui" / name).read_text()
    physical = r"(?:margin|padding|border|inset)-(?:left|right)|[{;]\s*(?:left|right):|text-align: (?:left|right)|float:"
    assert not re.search(physical, sheet)


def test_an_address_made_up_at_length_is_not_kept_in_memory(client, db):
    context.forget_chrome()
    for number in range(3):
        assert client.get(f"/fr/services/{'a' * 5000}{number}/").status_code == 404
    assert context._kept_switch.cache_info().currsize == 0
    assert context._translations.cache_info().currsize <= 1
    page = client.get(f"/fr/services/{'a' * 5000}/").content.decode()
    assert 'href="/nl/"' in page
