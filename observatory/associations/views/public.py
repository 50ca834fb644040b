"""Where one can tell a problem with someone's help: the same page for everyone."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from observatory.associations.queries.public import desks_by_municipality
from observatory.ui.access import public_page


@public_page
@require_safe
def helping_associations(request: HttpRequest) -> HttpResponse:
    """List, by municipality, the associations that help to tell."""
    return render(request, "associations/public.html", {"groups": desks_by_municipality()})
