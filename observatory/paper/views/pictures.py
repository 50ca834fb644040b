"""Pictures of pages: for who works on the pile and who moderates its territory, never kept."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from observatory.paper.models import Batch, Doubt, Scan
from observatory.paper.permissions import may_see_scans
from observatory.paper.queries.batches import batch_by_uuid
from observatory.paper.queries.desk import touched_options
from observatory.paper.scanning.pictures import (
    MEDIA_TYPE,
    Part,
    draw_page,
    draw_part,
    part_of,
    question_part,
)
from observatory.paper.scanning.printed import printed_form
from observatory.paper.scanning.sealed import reading_of
from observatory.vault.queries import read_blob
from observatory.vault.sealing import Unreadable

from .fetching import who, works_on_piles


@works_on_piles
@require_safe
def scan_picture(request: HttpRequest, uuid: UUID, scan: UUID) -> HttpResponse:
    """Give a page, or the part of it that a doubt (`?doute=`) or a question (`?question=`) is about.

    Always drawn anew, never the bytes that were sent.
    """
    batch = _fetch_batch(request, uuid)
    found = (
        Scan.objects.filter(batch=batch, uuid=scan, destroyed_at=None)
        .select_related("picture")
        .first()
    )
    if found is None or found.picture is None:
        raise Http404
    try:
        picture = read_blob(found.picture)
    except (Unreadable, FileNotFoundError) as error:
        raise Http404 from error
    return _answer(_drawn(request, found, picture))


def _fetch_batch(request: HttpRequest, uuid: UUID) -> Batch:
    batch = batch_by_uuid(uuid)
    if batch is None:
        raise Http404
    if not may_see_scans(who(request), batch):
        raise PermissionDenied
    return batch


def _drawn(request: HttpRequest, scan: Scan, picture: bytes) -> bytes:
    part = _part(request, scan)
    read = reading_of(scan) if part is not None else None
    if part is None or read is None or not read.dpi:
        return draw_page(picture)
    return draw_part(picture, read.dpi, part)


def _part(request: HttpRequest, scan: Scan) -> Part | None:
    printed = printed_form(scan.form, scan.version) if scan.form else None
    layout = printed.layout(scan.page) if printed else None
    if printed is None or layout is None:
        return None
    doubt, question = request.GET.get("doute", ""), request.GET.get("question", "")
    if doubt.isdecimal() and len(doubt) < 18:
        found = Doubt.objects.filter(scan=scan, pk=int(doubt)).first()
        if found is None:
            return None
        touched = touched_options(scan, found.question)
        return part_of(found, layout, touched=touched, is_rtl=printed.is_rtl)
    if not question:
        return None
    touched = touched_options(scan, question)
    return question_part(question, layout, touched=touched, is_rtl=printed.is_rtl)


def _answer(data: bytes) -> HttpResponse:
    response = HttpResponse(data, content_type=MEDIA_TYPE)
    response.headers["Content-Disposition"] = "inline"
    return response
