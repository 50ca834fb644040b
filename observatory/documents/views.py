"""Handing a document over; and the pages by which packages above add one and take it back."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from observatory.kit.actors import Actor
from observatory.ui.access import open_to_all
from observatory.ui.asked import see_other
from observatory.vault.queries import read_blob

from .actions import (
    Conflict,
    Refused,
    erase_document,
    keep_document,
    put_back_document,
    take_back_document,
)
from .forms import REFUSALS, DocumentForm
from .models import Document
from .queries import public_document

MOVES: dict[str, Callable[..., None]] = {
    "take_back": take_back_document,
    "put_back": put_back_document,
    "erase": erase_document,
}


@open_to_all
@require_safe
def document(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Hand over a document that everyone may read; what was taken back is gone at once."""
    try:
        found = public_document(pk)
    except Document.DoesNotExist as error:
        raise Http404 from error
    etag = quote_etag(found.sha256)
    unchanged = get_conditional_response(request, etag=etag)
    response = unchanged if unchanged is not None else file_response(found)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "no-cache"
    return response


def file_response(found: Document) -> HttpResponse:
    """Return a document, decrypted, for a view that has checked who may read it."""
    response = HttpResponse(read_blob(found.blob), content_type=found.media_type)
    response.headers["Content-Disposition"] = f'inline; filename="{found.name}"'
    return response


def adding_page(
    request: HttpRequest,
    *,
    subject: str,
    about: str,
    back_href: str,
    by: Actor,
    may_publish: bool = True,
) -> HttpResponse:
    """Answer the page that adds a document, for a view that has checked who may.

    `about`: the title of what it is added to; `may_publish`: whether this person may
    let everyone read it.
    """
    # Read first: whether the file was too large is known once the request was read.
    typed, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    too_large = getattr(request, "upload_too_large", False)
    form = DocumentForm(typed, files, too_large=too_large, may_publish=may_publish)
    if request.method == "POST" and form.is_valid():
        try:
            keep_document(subject=subject, by=by, at=timezone.now(), **form.values())
        except Refused as refused:
            field = "agreement" if refused.reason == "agreement" else "file"
            form.add_error(field, REFUSALS[refused.reason])
        else:
            messages.success(request, _("Le document est ajouté."))
            return see_other(back_href)
    context = {"form": form, "about": about, "back_href": back_href}
    return render(request, "documents/add.html", context)


def reading_page(*, pk: UUID, subjects: Callable[[str], bool]) -> HttpResponse:
    """Hand over a document of a subject that is accepted, public or not, for a view that has
    checked who may."""
    found = get_object_or_404(Document.objects.standing().select_related("blob"), pk=pk)
    if not subjects(found.subject):
        raise Http404
    response = file_response(found)
    response.headers["Cache-Control"] = "no-store"
    return response


def moved(
    request: HttpRequest,
    *,
    pk: UUID,
    subjects: Callable[[str], bool],
    back_href: str,
    by: Actor,
    may_publish: bool = True,
) -> HttpResponse:
    """Take back, put back or erase a document of a subject that is accepted, then lead back.

    For a view that has checked who may; the move is in the POST as `move`. What everyone
    reads is for who `may_publish`: raises `PermissionDenied`.
    """
    found = get_object_or_404(Document.objects.select_related("blob"), pk=pk)
    if found.is_public and not may_publish:
        raise PermissionDenied
    move = MOVES.get(request.POST.get("move", ""))
    if move is None or not subjects(found.subject):
        raise Http404
    try:
        move(document=found, by=by, at=timezone.now())
    except Conflict:
        messages.error(request, _("Quelqu’un d’autre l’a fait entre-temps."))
    else:
        messages.success(request, _("C’est fait."))
    return see_other(back_href)
