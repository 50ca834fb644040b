"""Municipalities, services and search: pages that are the same for everyone."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from observatory.insights.models import Snapshot
from observatory.insights.queries import (
    find_everything,
    municipality_page,
    municipality_rows,
    service_groups,
    service_page,
    tiles,
)
from observatory.insights.queries.finding import LONGEST_QUESTION
from observatory.insights.queries.snapshots import snapshot_by_slug
from observatory.observations.queries.hearings import public_reply
from observatory.places.models import Territory
from observatory.places.queries import (
    boundary_paths,
    territories_of_postal_code,
    territory_by_nis,
)
from observatory.ui.access import public_page
from observatory.ui.dates import date_format
from observatory.ui.registry import render_panels
from observatory.vocabularies.models import Term
from observatory.vocabularies.queries import term


def _language() -> str:
    return get_language() or "fr"


@public_page
@require_safe
def municipalities(request: HttpRequest) -> HttpResponse:
    """Show all municipalities, as a map and as a table that says the same."""
    rows = municipality_rows(_language())
    drawn = boundary_paths()
    return render(
        request,
        "insights/municipalities.html",
        {
            "rows": rows,
            "tiles": tiles(_language()),
            "view_box": drawn.view_box,
            "sources": drawn.sources,
            "areas": [
                {**row, "path": drawn.paths[row["nis"]], "at": drawn.points[row["nis"]]}
                for row in rows
                if row["nis"] in drawn.paths
            ],
        },
    )


@public_page
@require_safe
def municipality(request: HttpRequest, nis: str) -> HttpResponse:
    """Show one municipality; a postal code leads to its municipality, or asks which one."""
    try:
        territory = territory_by_nis(nis)
    except Territory.DoesNotExist:
        return _by_postal_code(request, nis)
    if territory.kind != Territory.Kind.MUNICIPALITY:
        raise Http404
    context = municipality_page(territory)
    for slot in ("facts", "observations", "coverage", "after"):
        context[slot] = render_panels("territory", territory, slot)
    return render(request, "insights/municipality.html", context)


@public_page
@require_safe
def snapshot(request: HttpRequest, slug: str) -> HttpResponse:
    """Show published figures as they were published, with how to cite and verify them."""
    found = _snapshot(slug)
    place = found.territory.name
    body, body_lang = found.body_in(_language())
    citation = gettext("Observatoire, relevés à %(place)s, publiés le %(day)s, %(address)s") % {
        "place": place,
        "day": date_format(timezone.localtime(found.frozen_at), "j F Y"),
        "address": settings.PUBLIC_URL + reverse("snapshot", args=[slug]),
    }
    context = {
        "snapshot": found,
        "place": place,
        "body": mark_safe(body),  # noqa: S308 - our own, when it was frozen
        "body_lang": body_lang,
        "citation": citation,
        "reply": public_reply(found.round, timezone.localdate()),
    }
    return render(request, "insights/snapshot.html", context)


@public_page
@require_safe
def snapshot_data(request: HttpRequest, slug: str) -> HttpResponse:
    """Give published figures as JSON, byte for byte as they were frozen."""
    return _file(_snapshot(slug).data, "application/json", f"{slug}.json")


@public_page
@require_safe
def snapshot_table(request: HttpRequest, slug: str) -> HttpResponse:
    """Give published figures as CSV, byte for byte as they were frozen."""
    return _file(_snapshot(slug).table, "text/csv; charset=utf-8", f"{slug}.csv")


def _snapshot(slug: str) -> Snapshot:
    found = snapshot_by_slug(slug)
    if found is None:
        raise Http404
    return found


def _file(text: str, media_type: str, name: str) -> HttpResponse:
    response = HttpResponse(text.encode(), content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="observatoire-{name}"'
    return response


def _by_postal_code(request: HttpRequest, code: str) -> HttpResponse:
    found = territories_of_postal_code(code)
    if not found:
        raise Http404
    links = [(one.name, reverse("municipality", args=[one.nis])) for one in found]
    if len(found) == 1:
        return redirect(links[0][1])
    return render(request, "insights/which_municipality.html", {"code": code, "links": links})


@public_page
@require_safe
def services(request: HttpRequest) -> HttpResponse:
    """List the services by group."""
    return render(request, "insights/services.html", {"groups": service_groups()})


@public_page
@require_safe
def service(request: HttpRequest, code: str) -> HttpResponse:
    """Show one service: who runs it, its problems by place, and the facts about its counters."""
    try:
        found = term("service", code)
    except Term.DoesNotExist as error:
        raise Http404 from error
    context = service_page(found)
    for slot in ("facts", "after"):
        context[slot] = render_panels("service", found, slot)
    return render(request, "insights/service.html", context)


@public_page
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Search over what is public; without a question, say what one can look for."""
    text = request.GET.get("q", "")[:LONGEST_QUESTION].replace("\x00", " ").strip()
    said = request.GET.get("before", "")
    before = int(said) if said.isascii() and said.isdecimal() and len(said) < 19 else None
    if said and before is None:
        raise Http404
    context = {"q": text, "before": before, "limit": LONGEST_QUESTION}
    if text:
        found = find_everything(text, language=_language(), before=before)
        base = reverse("search")
        context |= {
            **found,
            "newer_href": f"{base}?{urlencode({'q': text})}" if before else "",
            "older_href": f"{base}?{urlencode({'q': text, 'before': found['older']})}"
            if found["older"]
            else "",
            "suggestion_href": f"{base}?{urlencode({'q': found['suggestion']})}"
            if found["suggestion"]
            else "",
        }
    return render(request, "insights/search.html", context)
