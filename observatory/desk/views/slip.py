"""The slip: the code, printed or copied by hand, until the next entry."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from observatory.kit.return_codes import group_code
from observatory.questionnaires.languages import direction_of
from observatory.reports.queries import code_of

from .entry import TRIAL, enters
from .sitting import slip_language

# Opens nothing: its check digit is wrong.
MADE_UP_CODE = "123456789012"
PAPER_COOKIE = "slip"
SLIP = "reports/parts/slip.html"
# In a language that is none of the site's, the slip is a page of its own.
OWN_SLIPS = {"ar": "desk/parts/slip_ar.html"}
PAPERS = {"a6": _("Feuille A6"), "roll": _("Rouleau de 80 mm")}
A_YEAR = 365 * 24 * 3600


@enters
@require_safe
def desk_slip(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show the slip of an entry that was just made here, and of no other."""
    language = slip_language(request, uuid)
    code = code_of(uuid) if language else None
    if language is None or code is None:
        return render(request, "desk/slip_gone.html", status=410)
    return _slip(request, code, language, reverse("desk_slip", args=[uuid]))


@enters
@require_safe
def desk_slip_trial(request: HttpRequest) -> HttpResponse:
    """Show a made-up slip: nothing was stored."""
    language = slip_words(request.GET.get("langue", ""))
    address = f"{reverse('desk_slip_trial')}?langue={language}&"
    return _slip(request, MADE_UP_CODE, language, address, is_trial=True)


def _slip(
    request: HttpRequest, code: str, language: str, address: str, *, is_trial: bool = False
) -> HttpResponse:
    asked = request.GET.get("papier", "")
    paper = asked if asked in PAPERS else request.COOKIES.get(PAPER_COOKIE, "")
    paper = paper if paper in PAPERS else "a6"
    written_in = slip_words(language)
    query = address if "?" in address else f"{address}?"
    response = render(
        request,
        "desk/slip.html",
        {
            "groups": group_code(code).split(),
            "slip": write_slip(code, language, timezone.now()),
            "language": written_in,
            "direction": direction_of(written_in),
            "paper": paper,
            "papers": [
                {"href": f"{query}papier={key}", "words": words, "current": key == paper}
                for key, words in PAPERS.items()
            ],
            "is_trial": is_trial,
            "next": reverse("desk_entry") + (f"?{TRIAL}=1" if is_trial else ""),
        },
    )
    if asked in PAPERS:
        response.set_cookie(
            PAPER_COOKIE,
            paper,
            max_age=A_YEAR,
            httponly=True,
            samesite="Strict",
            secure=settings.HTTPS,
        )
    return response


def slip_words(language: str) -> str:
    """Return the language that a slip is written in: the person's, if there are words for it."""
    known = language in OWN_SLIPS or language in dict(settings.LANGUAGES)
    return language if known else settings.LANGUAGE_CODE


def write_slip(code: str, language: str, at: datetime) -> SafeString:
    """Return the slip of a report in the person's language: what is printed and given to her."""
    language = slip_words(language)
    context: dict[str, Any] = {
        "groups": group_code(code).split(),
        "sent_at": at,
        "phone": settings.PHONE_LINE,
        "phone_hours": settings.PHONE_HOURS,
        "address": settings.PUBLIC_URL.split("://")[-1],
    }
    with override(language):
        return render_to_string(OWN_SLIPS.get(language, SLIP), context)
