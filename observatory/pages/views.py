"""The plain pages of the site, and the choice of a language."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.http import require_safe

from observatory.ui.access import open_to_all, public_page

from . import queries
from .errors import bad_request, csrf_failure, forbidden, not_found, server_error
from .paper import printed_form
from .queries import ways_in

__all__ = ["bad_request", "csrf_failure", "forbidden", "not_found", "server_error"]


@require_safe
@open_to_all
def choose_language(request: HttpRequest) -> HttpResponse:
    """Send the visitor of the bare address to the language the browser prefers, else French."""
    response = HttpResponseRedirect(f"/{preferred_language(request)}/")
    patch_vary_headers(response, ["Accept-Language"])
    return response


def preferred_language(request: HttpRequest) -> str:
    """Return the code of the first language of Accept-Language that the site speaks. Reads no cookie."""
    for wanted, _ in parse_accept_lang_header(request.META.get("HTTP_ACCEPT_LANGUAGE", "")):
        if wanted == "*":
            break
        try:
            return translation.get_supported_language_variant(wanted)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE


@require_safe
@open_to_all
def robots(request: HttpRequest) -> HttpResponse:
    """Tell search engines what is not for them: forms, the slip, the team's pages."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in queries.closed_to_robots()), ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@public_page
def method(request: HttpRequest) -> HttpResponse:
    return render(
        request, "pages/method.html", {**queries.display_rules(), **queries.problem_states()}
    )


@public_page
def privacy(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "pages/privacy.html",
        {**ways_in(), **queries.consents(), **queries.retention_schedule()},
    )


@public_page
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/accessibility.html", ways_in())


@public_page
def legal(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/legal.html", ways_in())


@public_page
def home(request: HttpRequest) -> HttpResponse:
    """What it is, how to report by any way, where, and what changed last."""
    return render(request, "pages/home.html", {**ways_in(), **queries.home()})


@public_page
def paper_form(request: HttpRequest) -> HttpResponse:
    """The present questionnaire, to print and fill in with a pen."""
    return render(request, "pages/paper_form.html", {**ways_in(), "form": printed_form()})


@public_page
def help_today(request: HttpRequest) -> HttpResponse:
    """Where to get help today, and how to use the observatory."""
    return render(request, "pages/help.html", {**ways_in(), **queries.help_contacts()})


@public_page
def site_map(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/sitemap.html", queries.site_map())
