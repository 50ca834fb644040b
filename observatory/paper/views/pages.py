"""Pages that stand apart: the list, one page, and what a person does with it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from observatory.paper import actions
from observatory.paper.forms.scans import NameForm
from observatory.paper.models import Batch, Scan
from observatory.paper.queries.apart import LISTS, apart_page, row_of, scan_by_uuid
from observatory.paper.queries.ledger import ledger_of
from observatory.paper.scanning.printed import printed_forms
from observatory.paper.states import APART, ON_THEIR_WAY, ScanState

from .fetching import fetch_batch, see_other, who, works_on_piles


@works_on_piles
@require_safe
def scan_pages(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """List the pages that stand apart (`?liste=`, `?apres=`), each with what to do about it."""
    batch = fetch_batch(request, uuid)
    name = request.GET.get("liste", "")
    name = name if name in LISTS else next(iter(LISTS))
    page = apart_page(batch, name, request.GET.get("apres", ""))
    address = reverse("scan_pages", args=[batch.uuid])
    return render(
        request,
        "paper/pages.html",
        {
            "batch": batch,
            "page": page,
            "name": name,
            "ledger": ledger_of(batch),
            "lists": [
                ("a-part", _("Mises à part")),
                ("doubles", _("Doubles")),
                ("en-route", _("En route")),
            ],
            "later_href": f"{address}?liste={name}&apres={page.later}" if page.later else "",
        },
    )


@works_on_piles
@require_http_methods(["GET", "HEAD", "POST"])
def scan(request: HttpRequest, uuid: UUID, scan: UUID) -> HttpResponse:
    """Show one page; or read it as the form and page that a person says it is."""
    batch = fetch_batch(request, uuid)
    found = fetch_scan(batch, scan)
    if request.method != "POST":
        return _show(request, batch, found)
    form = NameForm(request.POST, forms=printed_forms())
    if not form.is_valid():
        return _show(request, batch, found, form=form, status=422)
    try:
        named = actions.name_page(
            scan=found, **form.cleaned_data["named"], by=who(request), at=timezone.now()
        )
    except (actions.PageMoved, actions.BatchClosed):
        return _moved(request, batch, found)
    except actions.PictureLost:
        form.add_error(
            None,
            _(
                "L’image de cette page ne s’ouvre plus. Numérisez la feuille encore une fois, ou saisissez-la à la main."
            ),
        )
        return _show(request, batch, found, form=form, status=422)
    if named.state in APART:
        form.add_error(
            None,
            _(
                "La page ne se lit pas comme cette feuille. Dites-en une autre, ou saisissez-la à la main."
            ),
        )
        return _show(request, batch, named, form=form, status=422)
    messages.success(request, _("La page est lue."))
    return see_other("scan_pages", batch.uuid)


def fetch_scan(batch: Batch, uuid: UUID) -> Scan:
    """Return a page of the pile, or 404."""
    found = scan_by_uuid(batch, uuid)
    if found is None:
        raise Http404
    found.batch = batch
    return found


def _show(
    request: HttpRequest,
    batch: Batch,
    found: Scan,
    *,
    form: NameForm | None = None,
    is_unsure: bool = False,
    status: int = 200,
) -> HttpResponse:
    has_picture = found.picture_id is not None
    is_apart = found.state in APART and batch.is_open
    return render(
        request,
        "paper/scan.html",
        {
            "batch": batch,
            "row": row_of(found),
            "form": form or NameForm(forms=printed_forms()),
            "may_name": is_apart and has_picture and found.sheet_id is None,
            "may_count": is_apart and found.sheet_id is None,
            "may_destroy": found.state in APART and found.destroyed_at is None,
            "is_unsure": is_unsure,
            "may_set_aside": batch.is_open
            and (
                found.state in ON_THEIR_WAY
                or found.state in {ScanState.FOREIGN, ScanState.UNREADABLE}
            ),
        },
        status=status,
    )


def _moved(request: HttpRequest, batch: Batch, found: Scan) -> HttpResponse:
    messages.warning(request, _("Cette page a changé entre-temps. Voici où elle en est."))
    return see_other("scan", batch.uuid, found.uuid)


@works_on_piles
@require_POST
def scan_move(request: HttpRequest, uuid: UUID, scan: UUID) -> HttpResponse:
    """Put a page aside, count it among the sheets of the pile, or destroy it: the button says which.

    Destroying is asked for twice: the box beside the button is ticked.
    """
    batch = fetch_batch(request, uuid)
    found = fetch_scan(batch, scan)
    what = request.POST.get("what", "")
    try:
        if what == "aside":
            actions.set_page_aside(scan=found, by=who(request), at=timezone.now())
            messages.success(request, _("La page est mise de côté."))
        elif what == "count":
            sheet = actions.count_page(scan=found, by=who(request), at=timezone.now())
            messages.success(
                request, _("Elle compte comme la feuille %(n)d de la pile.") % {"n": sheet.number}
            )
        elif what == "destroy":
            if request.POST.get("sure") != "yes":
                return _show(request, batch, found, is_unsure=True, status=422)
            actions.destroy_page(scan=found, by=who(request), at=timezone.now())
            messages.success(request, _("La page est détruite. Détruisez le papier aussi."))
        else:
            raise Http404
    except (actions.PageMoved, actions.BatchClosed):
        return _moved(request, batch, found)
    return see_other("scan_pages", batch.uuid)
