"""The style guide: every component in every state, on one page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from observatory.ui.access import open_to_all
from observatory.ui.styleguide import guide


@open_to_all
def styleguide(request: HttpRequest) -> HttpResponse:
    """Show every component in every state, with the tokens and the symbols."""
    return render(request, "ui/styleguide.html", guide())
