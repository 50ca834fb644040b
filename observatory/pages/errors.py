"""What is said when something fails: plain words, a way back, nothing typed lost."""

from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import get_template
from django.utils import translation

# What the page of an expired form gives back: texts, never a secret.
SECRETS = ("password", "csrf", "code", "token", "secret", "email", "phone")
LONG_TEXT = 20
MOST_TEXTS = 12


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, "pages/400.html", 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, "pages/403.html", 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, "pages/404.html", 404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the form was open too long, and give back what was written in it."""
    # A form on another site must not put its words on our page.
    is_ours = request.headers.get("Sec-Fetch-Site", "same-origin") != "cross-site"
    context = {"texts": typed_texts(request) if is_ours else [], "back": request.path}
    return _answer(request, "pages/csrf.html", 403, context)


def typed_texts(request: HttpRequest) -> list[str]:
    """Return the long texts of a form that was refused, so that the person can copy them.

    Short values (ticks, choices, names) and whatever may be a secret are left
    out: the page is shown to whoever sits at the screen.
    """
    texts = []
    for name, values in request.POST.lists():
        if any(word in name.lower() for word in SECRETS):
            continue
        texts += [value for value in values if isinstance(value, str) and len(value) >= LONG_TEXT]
    return texts[:MOST_TEXTS]


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that it is our fault. Needs neither the database nor the page's usual surroundings."""
    language = request.path_info[1:3]
    if language not in dict(settings.LANGUAGES):
        language = settings.LANGUAGE_CODE
    with translation.override(language):
        page = get_template("pages/500.html").render({"language": language, "style": _style()})
    response = HttpResponseServerError(page)
    response.headers["Cache-Control"] = "no-store"
    return response


def _style() -> str:
    """Return the address of the style sheet; empty when the list of assets is what is broken."""
    try:
        return staticfiles_storage.url("pages/error.css")
    except (OSError, ValueError):
        return ""


def _answer(
    request: HttpRequest, template: str, status: int, context: dict[str, Any] | None = None
) -> HttpResponse:
    response = render(request, template, context or {}, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response
