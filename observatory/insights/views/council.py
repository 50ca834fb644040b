"""The one page for a council, and whether an interpellation can be admitted."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from observatory.insights.actions import save_council_page
from observatory.insights.council.admissibility import (
    check_interpellation,
    is_admissible,
    rules_of,
)
from observatory.insights.council.content import LANGUAGES, NoFigures, content_of
from observatory.insights.council.subject import Subject
from observatory.insights.council.typesetting import TooLong, typeset_page
from observatory.insights.forms import CouncilForm, InterpellationForm
from observatory.insights.models import Snapshot
from observatory.insights.permissions import may_write_page
from observatory.insights.queries.council import (
    page_of,
    quoted_stories,
    snapshots_of,
    stories_offered,
    subject_of,
)
from observatory.insights.queries.snapshots import earlier_in
from observatory.observations.views.rounds import coordinates

KINDS = ("territory", "organization")


def _subject(request: HttpRequest, kind: str, code: str) -> Subject:
    found = subject_of(kind, code) if kind in KINDS else None
    if found is None:
        raise Http404
    if not may_write_page(request.user, found):  # type: ignore[arg-type]
        raise PermissionDenied
    return found


def _with_figures(subject: Subject, slug: str) -> Subject:
    """Return the subject with published figures of a municipality: those of `slug`, "" for the newest."""
    chosen = replace(subject, figures=slug)
    if slug and not (subject.is_municipality and snapshots_of(chosen)):
        raise Http404
    return chosen


@coordinates
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def council_page(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """Choose what is asked and who is quoted; then print the page in French or in Dutch."""
    subject = _subject(request, kind, code)
    page, stories = page_of(subject), stories_offered(subject)
    form = CouncilForm(
        request.POST if request.method == "POST" else None, stories=stories, initial=_initial(page)
    )
    if request.method == "POST" and form.is_valid():
        save_council_page(
            subject=subject,
            asks=form.asks,
            reports=form.cleaned_data.get("reports", []),
            by=request.user,  # type: ignore[arg-type]
            at=timezone.now(),
        )
        messages.success(request, _("La page est gardée. Imprimez-la en bas."))
        return redirect("council_page", kind=kind, code=code)
    context = {
        "subject": subject,
        "kind": kind,
        "code": code,
        "form": form,
        "has_stories": bool(stories),
        "earlier": _earlier(subject),
        "gone": len(page.reports) - len(quoted_stories(page)) if page else 0,
        "state": _state(subject),
        "languages": LANGUAGES,
    }
    return render(request, "insights/council.html", context, status=422 if form.errors else 200)


def _earlier(subject: Subject) -> Sequence[Snapshot]:
    """Return what was published of a municipality before its newest figures."""
    if not subject.is_municipality or subject.territory is None:
        return []
    return list(earlier_in(subject.territory))


def _initial(page: Any) -> dict[str, Any]:
    if page is None:
        return {}
    asks = {f"asks_{language}": "\n".join(page.asks.get(language, [])) for language in LANGUAGES}
    return asks | {"reports": page.reports}


def _state(subject: Subject) -> str:
    """Tell whether the page can be printed: "ready", "no_figures" or "too_long"."""
    try:
        for language in LANGUAGES:
            typeset_page(content_of(subject, page_of(subject), language))
    except NoFigures:
        return "no_figures"
    except TooLong:
        return "too_long"
    return "ready"


@coordinates
@never_cache
@require_safe
def council_pdf(request: HttpRequest, kind: str, code: str, language: str) -> HttpResponse:
    """Give the page as a PDF, made anew: a testimony that was withdrawn is not on it.

    Of a municipality, `?chiffres=` gives the page of figures that were published before.
    """
    subject = _with_figures(_subject(request, kind, code), request.GET.get("chiffres", ""))
    if language not in LANGUAGES:
        raise Http404
    try:
        pdf = typeset_page(content_of(subject, page_of(subject), language))
    except (NoFigures, TooLong):
        return redirect("council_page", kind=kind, code=code)
    response = HttpResponse(pdf, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{code}-{language}.pdf"'
    return response


@coordinates
@require_http_methods(["GET", "HEAD", "POST"])
def interpellation(request: HttpRequest, nis: str) -> HttpResponse:
    """Check whether a citizens' interpellation of the municipal council can be admitted. Stores nothing."""
    subject = _subject(request, "territory", nis)
    if not subject.is_municipality:
        raise Http404
    rules = rules_of(nis)
    form = InterpellationForm(request.POST if request.method == "POST" else None)
    lines = None
    if request.method == "POST" and form.is_valid():
        lines = check_interpellation(rules, form.asked)
    context = {
        "subject": subject,
        "rules": rules,
        "form": form,
        "lines": lines,
        "is_admissible": lines is not None and is_admissible(lines),
        "has_unknown": lines is not None and any(line.state == "unknown" for line in lines),
    }
    return render(
        request, "insights/interpellation.html", context, status=422 if form.errors else 200
    )
