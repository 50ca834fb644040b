"""The documents of an event: minutes, papers, photos."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from observatory.documents.views import adding_page, moved, reading_page
from observatory.events.models import Event
from observatory.people.access import requires_role

from .team import WRITERS, acting, mine


@requires_role(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def document_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a document to an event."""
    found = mine(request, pk)
    return adding_page(
        request,
        subject=found.subject,
        about=found.title,
        back_href=_desk(found),
        by=acting(request),
    )


@requires_role(*WRITERS)
@require_safe
def document_read(request: HttpRequest, pk: int, document: UUID) -> HttpResponse:
    """Hand over a document that only the team may read."""
    return reading_page(pk=document, subjects=mine(request, pk).subject.__eq__)


@requires_role(*WRITERS)
@require_POST
def document_move(request: HttpRequest, pk: int, document: UUID) -> HttpResponse:
    """Take back, put back or erase a document."""
    found = mine(request, pk)
    return moved(
        request,
        pk=document,
        subjects=found.subject.__eq__,
        back_href=_desk(found),
        by=acting(request),
    )


def _desk(event: Event) -> str:
    return reverse("event_desk", args=[event.pk])
