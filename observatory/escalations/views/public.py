"""What everyone sees of dossiers."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from observatory.escalations.models import Escalation
from observatory.escalations.queries.public import (
    escalation_page,
    list_escalations,
    public_escalation,
)
from observatory.ui.access import public_page
from observatory.ui.asked import neighbours, page_asked
from observatory.ui.registry import render_panels


@public_page
@require_safe
def escalations(request: HttpRequest) -> HttpResponse:
    """List what was sent to bodies, the newest first."""
    page = page_asked(request)
    rows, is_more = list_escalations(page)
    if page > 1 and not rows:
        raise Http404
    return render(
        request,
        "escalations/escalations.html",
        {"escalations": rows, **neighbours(reverse("escalations"), page, has_more=is_more)},
    )


@public_page
@require_safe
def escalation(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one dossier: to whom, when, how many cases, each step, what came of it."""
    try:
        found = public_escalation(pk)
    except Escalation.DoesNotExist as error:
        raise Http404 from error
    context = escalation_page(found)
    context["after"] = render_panels("escalation", found, "after")
    return render(request, "escalations/escalation.html", context)
