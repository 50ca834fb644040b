"""What everyone sees of promises and of sourced facts."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from observatory.places.models import Territory
from observatory.places.queries import territories, territory_by_nis
from observatory.promises.models import Promise
from observatory.promises.queries import (
    Filters,
    WrongKey,
    list_facts,
    list_promises,
    promise_page,
)
from observatory.promises.states import State
from observatory.promises.wording import OVERDUE, state_words
from observatory.ui.access import public_page
from observatory.ui.registry import render_panels
from observatory.vocabularies.models import Term
from observatory.vocabularies.queries import term, terms

STATES = (OVERDUE, *State.values)
MOST_PAGES = 500


@public_page
@require_safe
def promises(request: HttpRequest) -> HttpResponse:
    """List the promises, the latest said first, of a place, a level or a state when one is named."""
    filters, before = _filters(request), request.GET.get("before", "")
    try:
        rows, older = list_promises(filters, today=localdate(), before=before)
    except WrongKey as error:
        raise Http404 from error
    here = {
        name: value
        for name, value in (
            ("place", filters.place.nis if filters.place else ""),
            ("level", filters.level.code if filters.level else ""),
            ("state", filters.state),
        )
        if value
    }
    base = reverse("promises")
    return render(
        request,
        "promises/promises.html",
        {
            "promises": rows,
            "chosen": _chosen(filters),
            "all_href": base,
            "choices": _choices(base, here),
            "newer_href": _address(base, here) if before else "",
            "older_href": _address(base, {**here, "before": older}) if older else "",
        },
    )


@public_page
@require_safe
def promise(request: HttpRequest, code: str) -> HttpResponse:
    """Show one promise: its exact words, where it stands, what proves it."""
    found = get_object_or_404(Promise.objects.select_related("source"), code=code)
    context = promise_page(found, localdate())
    context["after"] = render_panels("promise", found, "after")
    return render(request, "promises/promise.html", context)


@public_page
@require_safe
def sourced_facts(request: HttpRequest) -> HttpResponse:
    """List what was done, said or asked, in our own words, with the sources."""
    asked = request.GET.get("page", "1")
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 5):
        raise Http404
    page = int(asked)
    if not 1 <= page <= MOST_PAGES:
        raise Http404
    facts, is_more = list_facts(page)
    if page > 1 and not facts:
        raise Http404
    base = reverse("sourced_facts")
    return render(
        request,
        "promises/facts.html",
        {
            "facts": facts,
            "newer_href": _address(base, {"page": str(page - 1)} if page > 2 else {})
            if page > 1
            else "",
            "older_href": _address(base, {"page": str(page + 1)}) if is_more else "",
        },
    )


def _filters(request: HttpRequest) -> Filters:
    nis, code, state = (request.GET.get(name, "") for name in ("place", "level", "state"))
    if state and state not in STATES:
        raise Http404
    try:
        return Filters(
            place=territory_by_nis(nis) if nis else None,
            level=term("level", code) if code else None,
            state=state,
        )
    except (Territory.DoesNotExist, Term.DoesNotExist) as error:
        raise Http404 from error


def _chosen(filters: Filters) -> list[str]:
    named = [one.name for one in (filters.place, filters.level) if one is not None]
    return [*named, *([state_words(filters.state)] if filters.state else [])]


def _choices(base: str, here: dict[str, str]) -> dict[str, list[dict[str, Any]]]:
    """Return the links of each filter: what is chosen of the others stays."""
    # The whole first, then its parts by name.
    places = sorted(
        territories(), key=lambda one: (one.kind == Territory.Kind.MUNICIPALITY, one.name)
    )
    offered = {
        "place": [(one.nis, one.name) for one in places],
        "level": [(one.code, one.name) for one in terms("level") if one.code != "unknown"],
        "state": [(state, state_words(state)) for state in STATES],
    }
    return {
        name: [
            {
                "name": words,
                "href": _address(base, {**here, name: value}),
                "here": here.get(name) == value,
            }
            for value, words in values
        ]
        for name, values in offered.items()
    }


def _address(base: str, values: dict[str, str]) -> str:
    return f"{base}?{urlencode(values)}" if values else base
