"""What every page shows around its own content: `site` in the templates.

Nothing here reads a cookie, the session or the user unless a team page asks
for it. What is the same on every page of a language is rendered once per
process and kept.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse, translate_url
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_info, override

from observatory.ui.navigation import FOOTER, MAIN, SECTIONS, team_links

_banners: list[Callable[[], str | None]] = []


def register_banner(banner: Callable[[], str | None]) -> None:
    """Add a sentence shown at the top of every page while `banner()` returns one.

    It is called once per page, so it must be cheap; None or "" shows nothing.
    """
    if banner not in _banners:
        _banners.append(banner)


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _links(entries: tuple, current: str = "") -> list[dict[str, Any]]:
    links = [
        {"href": _address(name), "label": label, "current": name == current}
        for name, label in entries
    ]
    return [link for link in links if link["href"]]


@lru_cache(maxsize=1)
def _assets() -> SafeString:
    return mark_safe(render_to_string("ui/parts/assets.html"))  # noqa: S308


@lru_cache(maxsize=256)
def _header(language: str, section: str) -> SafeString:
    del language  # The active language: it only tells the copies apart.
    context = {"home": _address("home"), "links": _links(MAIN, section)}
    return mark_safe(render_to_string("ui/parts/header.html", context))  # noqa: S308


@lru_cache(maxsize=64)
def _footer(language: str, phone: str, hours: str, address: str) -> SafeString:
    del language
    context = {
        "links": _links(FOOTER),
        "phone": phone,
        "phone_href": "tel:" + "".join(c for c in phone if c in "+0123456789"),
        "hours": hours,
        "address": address,
    }
    return mark_safe(render_to_string("ui/parts/footer.html", context))  # noqa: S308


@lru_cache(maxsize=4096)
def _translations(path: str, current: str) -> tuple[dict[str, Any], ...]:
    """Return the switch's links for a path: where a page has no translation, to the home page."""
    links = []
    for code, name in settings.LANGUAGES:
        href = path if code == current else translate_url(path, code)
        if code != current and href == path:
            with override(code):
                href = _address("home")
        links.append({"code": code, "name": name, "href": href, "current": code == current})
    return tuple(links)


def _switch(path: str, query: str, current: str) -> SafeString:
    links = _translations(path, current)
    if query:
        links = tuple({**link, "href": f"{link['href']}?{query}"} for link in links)
    return mark_safe(render_to_string("ui/parts/languages.html", {"links": links}))  # noqa: S308


_kept_switch = lru_cache(maxsize=4096)(_switch)
LONGEST_KEPT = 200
# Stands for a query in the copy that is kept; no address holds it.
_ANY_QUERY = "\0"


def _switch_with_query(path: str, query: str, current: str) -> SafeString:
    """Return the links with a query; what people look for is not kept."""
    kept = _kept_switch(path, _ANY_QUERY, current)
    return mark_safe(kept.replace(_ANY_QUERY, escape(query)))  # noqa: S308


class Site:
    """What the base templates read; each part is worked out only when it is shown."""

    __slots__ = ("_request",)

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @property
    def language(self) -> str:
        return get_language() or settings.LANGUAGE_CODE

    @property
    def direction(self) -> str:
        return "rtl" if get_language_info(self.language)["bidi"] else "ltr"

    @property
    def assets(self) -> SafeString:
        """The sheet, the font, the symbol and the script that every page loads."""
        return _assets()

    @property
    def header(self) -> SafeString:
        """The brand and the main navigation, with the section of this page marked."""
        match = self._request.resolver_match
        section = SECTIONS.get(match.url_name or "", "") if match else ""
        return _header(self.language, section)

    @property
    def languages(self) -> SafeString:
        """The links to this page in the other languages."""
        request = self._request
        query = request.META.get("QUERY_STRING", "") if request.method in {"GET", "HEAD"} else ""
        # A page that is not there has no twin, and any address may not be there.
        if request.resolver_match is None:
            return _switch(_address("home"), "", self.language)
        # No page of ours has so long an address; what is made up fills no memory.
        if len(request.path) > LONGEST_KEPT:
            return _switch(_address("home"), "", self.language)
        if query:
            return _switch_with_query(request.path, query, self.language)
        return _kept_switch(request.path, "", self.language)

    @property
    def footer(self) -> SafeString:
        return _footer(
            self.language, settings.PHONE_LINE, settings.PHONE_HOURS, settings.POSTAL_ADDRESS
        )

    @property
    def banners(self) -> list[str]:
        return [text for banner in _banners if (text := banner())]

    @property
    def phone(self) -> str:
        """The number of the phone line, or "" while the associations have not named one."""
        return settings.PHONE_LINE

    @property
    def phone_hours(self) -> str:
        return settings.PHONE_HOURS

    @property
    def address(self) -> str:
        """Where a form on paper is sent, or "" while it is not named."""
        return settings.POSTAL_ADDRESS

    # For the team's pages only: these read the session.
    @property
    def messages(self) -> Any:
        return get_messages(self._request)

    @property
    def team(self) -> list[dict[str, Any]]:
        """The pages this person may open."""
        here = self._request.path
        links = []
        for link in team_links(getattr(self._request, "user", None)):
            href = _address(link.url_name)
            if href:
                links.append({"href": href, "label": link.label, "current": href == here})
        return links


def forget_chrome() -> None:
    """Drop what is kept per language: for tests and for a change of settings."""
    for kept in (_assets, _header, _footer, _translations, _kept_switch):
        kept.cache_clear()


def site(request: HttpRequest) -> dict[str, Any]:
    """Context processor: give the templates `site`."""
    return {"site": Site(request)}
