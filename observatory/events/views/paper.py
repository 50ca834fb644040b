"""A poster and a programme to print."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from observatory.events.printing.content import poster_content, programme_content
from observatory.events.printing.typesetting import TooLong, typeset_poster, typeset_programme
from observatory.events.queries.public import programme_events
from observatory.places.models import Territory
from observatory.ui.access import public_page

from .public import event_or_404, place_or_404


@public_page
@require_safe
def poster(request: HttpRequest, pk: int) -> HttpResponse:
    """Print the poster of an event."""
    found = event_or_404(pk)
    try:
        return _pdf(typeset_poster(poster_content(found)), f"affiche-{pk}.pdf")
    except TooLong as error:
        raise Http404 from error


@public_page
@require_safe
def programme(request: HttpRequest) -> HttpResponse:
    """Print what is to come, everywhere."""
    return _programme(None, "programme.pdf")


@public_page
@require_safe
def programme_of(request: HttpRequest, nis: str) -> HttpResponse:
    """Print what is to come in a place."""
    return _programme(place_or_404(nis), f"programme-{nis}.pdf")


def _programme(place: Territory | None, filename: str) -> HttpResponse:
    today = localdate()
    found = programme_events(today=today, place=place)
    return _pdf(typeset_programme(programme_content(found, place, today)), filename)


def _pdf(data: bytes, filename: str) -> HttpResponse:
    response = HttpResponse(data, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{filename}"'
    return response
