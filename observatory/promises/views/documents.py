"""Files about promises: originals of replies for the team, copies of sources for everyone."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from observatory.documents.models import Document
from observatory.documents.views import moved, reading_page
from observatory.promises.actions import FILE_MOVES, Conflict, move_file

from .page import acting, editors_only, my_promise, my_source, say_conflict, see_other


@editors_only
@require_safe
def promise_document(request: HttpRequest, code: str, document: UUID) -> HttpResponse:
    """Hand over the original of a reply, which only editors read."""
    return reading_page(pk=document, subjects=my_promise(request, code).subject.__eq__)


@editors_only
@require_POST
def promise_document_move(request: HttpRequest, code: str, document: UUID) -> HttpResponse:
    """Take back, put back or erase the original of a reply."""
    found = my_promise(request, code)
    return moved(
        request,
        pk=document,
        subjects=found.subject.__eq__,
        back_href=reverse("promise_edit", args=[found.code]),
        by=acting(request),
    )


@editors_only
@require_POST
def promise_source_document_move(
    request: HttpRequest, code: str, pk: int, document: UUID
) -> HttpResponse:
    """Take back, put back or erase the copy of a source that is kept here."""
    found = my_promise(request, code)
    source, move = my_source(found, pk), request.POST.get("move", "")
    kept = get_object_or_404(
        Document.objects.select_related("blob"), pk=document, subject=source.subject
    )
    if move not in FILE_MOVES:
        raise Http404
    who, now = acting(request), timezone.now()
    try:
        move_file(promise=found, source=source, document=kept, move=move, by=who, at=now)
    except Conflict:
        say_conflict(request)
    else:
        messages.success(request, _("C’est fait."))
    return see_other(reverse("promise_source", args=[found.code, source.pk]))
