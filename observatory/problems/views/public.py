"""What everyone sees of problems."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods, require_safe

from observatory.kit.remembered import RememberedBy
from observatory.limits.queries import who_is
from observatory.people.queries import system_actor
from observatory.places.models import Territory
from observatory.places.queries import municipalities, territory_by_nis
from observatory.problems.actions import say_me_too
from observatory.problems.forms import MeTooForm, today
from observatory.problems.models import Problem
from observatory.problems.queries import WrongKey, list_problems, problem_page, public_problem
from observatory.problems.wording import obstacle_name, place_name, service_name
from observatory.ui.access import open_to_all, public_page
from observatory.ui.registry import render_panels
from observatory.vocabularies.models import Term
from observatory.vocabularies.queries import grouped_terms, term


@public_page
@require_safe
def problem(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one problem: what was told, by the display rules, and what came of it."""
    try:
        found = public_problem(pk)
    except Problem.DoesNotExist as error:
        raise Http404 from error
    context = problem_page(found)
    context["texts"] = render_panels("problem", found, "texts")
    context["after"] = render_panels("problem", found, "after")
    return render(request, "problems/problem.html", context)


@public_page
@require_safe
def problems(request: HttpRequest) -> HttpResponse:
    """List the problems, newest change first, of a place or a service when one is named."""
    place, service = _filters(request)
    before = request.GET.get("before", "")
    try:
        rows, older = list_problems(territory=place, service=service, before=before)
    except WrongKey as error:
        raise Http404 from error
    here = {}
    if place:
        here["municipality"] = place.nis
    if service:
        here["service"] = service.code
    base = reverse("problems")
    return render(
        request,
        "problems/problems.html",
        {
            "problems": rows,
            "place": place,
            "service": service,
            "all_href": base,
            "newer_href": _address(base, here) if before else "",
            "older_href": _address(base, {**here, "before": older}) if older else "",
            **_filter_links.get((base, here.get("municipality", ""), here.get("service", ""))),
        },
    )


def _write_filter_links(key: tuple[str, str, str]) -> dict[str, SafeString]:
    """Return the choice of a place and of a service as HTML, from (address of the list, place, service)."""
    base, nis, code = key
    here = {name: value for name, value in (("municipality", nis), ("service", code)) if value}
    places = [
        (one.name, _address(base, {**here, "municipality": one.nis}), one.nis == nis)
        for one in sorted(municipalities(), key=lambda one: one.name)
    ]
    services = [
        (one.name, _address(base, {**here, "service": one.code}), one.code == code)
        for _, members in grouped_terms("service")
        for one in members
    ]
    return {
        name: render_to_string("problems/filter_links.html", {"links": links})
        for name, links in (("place_links", places), ("service_links", services))
    }


# The address of the list tells the languages apart.
_filter_links = RememberedBy(_write_filter_links)


def _filters(request: HttpRequest) -> tuple[Territory | None, Term | None]:
    nis, code = request.GET.get("municipality", ""), request.GET.get("service", "")
    try:
        return (
            territory_by_nis(nis) if nis else None,
            term("service", code) if code else None,
        )
    except (Territory.DoesNotExist, Term.DoesNotExist) as error:
        raise Http404 from error


def _address(base: str, values: dict[str, str]) -> str:
    return f"{base}?{urlencode(values)}" if values else base


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def me_too(request: HttpRequest, pk: int) -> HttpResponse:
    """Let someone say that it happened to them too; the answer is the same for all."""
    found = get_object_or_404(Problem.objects.public(), pk=pk)
    form = MeTooForm(request.POST or None, problem=found, today=today())
    if request.method == "POST" and form.is_valid():
        say_me_too(
            problem=found,
            territory=form.territory(),
            month=form.month(),
            client_hash=who_is(request),
            by=system_actor("public"),
            at=timezone.now(),
        )
        response = HttpResponseRedirect(reverse("me_too_done", args=[found.pk]))
        response.status_code = 303
        return response
    return render(request, "problems/me_too.html", {"form": form, **_named(found)})


@open_to_all
@require_safe
def me_too_done(request: HttpRequest, pk: int) -> HttpResponse:
    """Thank whoever said that it happened to them too."""
    found = get_object_or_404(Problem.objects.public(), pk=pk)
    return render(request, "problems/me_too_done.html", _named(found))


def _named(found: Problem) -> dict[str, Any]:
    return {
        "problem": found,
        "obstacle": obstacle_name(found),
        "service": service_name(found),
        "place": place_name(found),
    }
