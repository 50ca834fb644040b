"""Where a case can go: typed, or begun from a report; the first letter to the service. Stores nothing."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_POST

from observatory.escalations.forms import CaseForm
from observatory.escalations.forms.case import data_of
from observatory.escalations.models import Body
from observatory.escalations.printing import first_letter, typeset
from observatory.escalations.queries.items import case_reports, reports_of
from observatory.escalations.queries.routes import case_of, route_of
from observatory.escalations.routing import Finding, Route
from observatory.escalations.wording import FIELD_WORDS
from observatory.reports.models import Report
from observatory.ui.asked import number_asked
from observatory.ui.dates import date_format

from .access import acting, officers_only

LANGUAGES = ("fr", "nl")


@officers_only
@require_http_methods(["GET", "HEAD", "POST"])
def escalation_route(request: HttpRequest) -> HttpResponse:
    """Ask for a case, or take one from a report (`?report=`), and say which bodies are competent."""
    report = _report(request, request.GET.get("report", ""))
    begun = data_of(case_of(report)) if report and request.method != "POST" else None
    form = CaseForm(request.POST if request.method == "POST" else begun)
    context: dict[str, Any] = {"form": form, "report": report}
    if (request.method == "POST" or report) and form.is_valid():
        context |= _answer(form)
    else:
        context["reports"] = case_reports(acting(request))
    return render(request, "escalations/route.html", context)


@officers_only
@require_POST
def escalation_first_letter(request: HttpRequest) -> HttpResponse:
    """Give the letter to the service as a PDF, ready to sign. Nothing is kept."""
    form, language = CaseForm(request.POST), request.POST.get("letter", "")
    report = _report(request, request.GET.get("report", ""))
    if language not in LANGUAGES or not form.is_valid():
        raise Http404
    with override(language):
        letter = first_letter(case=form.case(), report=report, language=language, on=localdate())
        pdf = typeset(letter)
    response = HttpResponse(pdf, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="lettre-{language}.pdf"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _report(request: HttpRequest, said: str) -> Report | None:
    if not said:
        return None
    key = number_asked(said)
    found = reports_of(acting(request)).select_related("service", "territory", "story")
    report = found.filter(pk=key).first()
    if report is None:
        raise Http404
    return report


def _answer(form: CaseForm) -> dict[str, Any]:
    route = route_of(form.case(), today=localdate())
    named = {body.code: body for body in Body.objects.filter(is_active=True)}
    query = form.query()
    return {
        "route": route,
        "found": [_finding(one, named[one.body], query) for one in route.bodies],
        "others": [(named[one.body].name, one.why.text) for one in route.not_competent],
        "undecided": [named[code].name for code in route.undecided],
        "asks": list(dict.fromkeys(str(FIELD_WORDS[one]) for one in route.ask)),
        "is_untold": _is_untold(form, route),
        "case_pairs": [(name, one) for name, said in data_of(form.case()).lists() for one in said],
    }


def _is_untold(form: CaseForm, route: Route) -> bool:
    """Tell whether the service was not told yet: then the first letter comes before any body."""
    return not form.cleaned_data.get("told_service_on") or any(
        reason.code in {"told_service_on", "told_service_how"}
        for one in route.bodies
        for reason in one.missing
    )


def _finding(one: Finding, body: Body, query: str) -> dict[str, Any]:
    return {
        "name": body.name,
        "code": body.code,
        "admissible": one.admissible,
        "reasons": [reason.text for reason in one.reasons],
        "missing": [reason.text for reason in one.missing],
        "cautions": [reason.text for reason in one.cautions],
        "earliest": date_format(one.earliest_on, "j F Y") if one.earliest_on else "",
        "prepare_href": f"{reverse('escalation_new')}?{f'body={body.code}&{query}'.rstrip('&')}",
    }
