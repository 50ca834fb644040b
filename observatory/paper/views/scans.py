"""The page of the scans of a pile: sending files, and how far their pages are."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from observatory.paper.jobs import wake_reader
from observatory.paper.models import Batch
from observatory.paper.queries.ledger import ledger_of
from observatory.paper.queries.uploads import files_of
from observatory.paper.scanning.originals import MEGABYTE, PIECE, most_bytes

from .fetching import fetch_batch, see_other, who, works_on_piles
from .sending import SealPieces, closed_words

# What the browser lets people choose; what comes is told by its content.
ACCEPTED = "application/pdf,image/jpeg,image/png,image/tiff,image/heic,image/heif,.heic,.tif,.tiff"


@csrf_exempt
@works_on_piles
@require_http_methods(["GET", "HEAD", "POST"])
def scans(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show the files and pages of a pile; take files from a plain form.

    The check against forged requests comes in `_take`: it reads the form, and
    how the files of the form are kept must be said before.
    """
    batch = fetch_batch(request, uuid)
    if request.method != "POST":
        return show_scans(request, batch)
    if not batch.is_open:
        messages.warning(request, closed_words())
        return see_other("scans", batch.uuid)
    handler = SealPieces(request, batch, who(request))
    request.upload_handlers = [handler]
    try:
        return _take(request, batch, handler)
    finally:
        handler.forget()


@csrf_protect
def _take(request: HttpRequest, batch: Batch, handler: SealPieces) -> HttpResponse:
    request.FILES  # noqa: B018 - reading the form is what brings the files in
    taken = handler.finish()
    if not taken and not handler.refused:
        return show_scans(
            request, batch, status=422, refused=[_("Choisissez un fichier, puis envoyez.")]
        )
    if taken:
        wake_reader()
        words = ngettext("%(n)d fichier est arrivé.", "%(n)d fichiers sont arrivés.", len(taken))
        messages.success(request, words % {"n": len(taken)})
    if handler.refused:
        return show_scans(request, batch, status=422, refused=handler.refused)
    return see_other("scans", batch.uuid)


def show_scans(
    request: HttpRequest, batch: Batch, *, status: int = 200, refused: list[str] | None = None
) -> HttpResponse:
    """Render the page; `refused` are sentences about files that could not be taken."""
    return render(
        request,
        "paper/scans.html",
        {
            **_how_far(request, batch),
            "refused": refused or [],
            "accepted": ACCEPTED,
            "most": most_bytes() // MEGABYTE,
            "most_bytes": most_bytes(),
            "piece": PIECE,
            "tus": reverse("scans_tus", args=[batch.uuid]),
        },
        status=status,
    )


def _how_far(request: HttpRequest, batch: Batch) -> dict[str, Any]:
    return {
        "batch": batch,
        "files": files_of(batch, who(request)),
        "ledger": ledger_of(batch),
    }


@works_on_piles
@require_safe
def scans_progress(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Return the part of the page that changes while pages are read: a script asks for it."""
    batch = fetch_batch(request, uuid)
    return render(request, "paper/parts/files.html", _how_far(request, batch))
