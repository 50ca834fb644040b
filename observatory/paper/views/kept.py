"""A sheet that is kept, with the code for its stub; one that goes back on the pile."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from observatory.kit.return_codes import group_code
from observatory.paper import actions
from observatory.paper.permissions import is_code_shown, may_put_right
from observatory.paper.queries.batches import next_number
from observatory.paper.queries.sums import STATE_WORDS
from observatory.reports.queries import code_of

from .fetching import (
    fetch_batch,
    fetch_sheet,
    see_other,
    who,
    works_on_piles,
)


@works_on_piles
@require_safe
def sheet_kept(request: HttpRequest, uuid: UUID, number: int) -> HttpResponse:
    """Say that a sheet is kept, with the code for its stub; the next sheet is one key away."""
    batch = fetch_batch(request, uuid)
    sheet = fetch_sheet(batch, number)
    code = None
    if is_code_shown(who(request), sheet, batch, timezone.now()) and sheet.report is not None:
        code = code_of(sheet.report.uuid)
    return render(
        request,
        "paper/kept.html",
        {
            "batch": batch,
            "sheet": sheet,
            "state": STATE_WORDS[sheet.state],
            "groups": group_code(code).split() if code else [],
            "next_number": next_number(batch, who(request)),
            "may_put_right": sheet.report_id is not None and may_put_right(who(request), sheet),
            "accounted": batch.sheets.count(),
        },
    )


@works_on_piles
@require_POST
def sheet_return(request: HttpRequest, uuid: UUID, number: int) -> HttpResponse:
    """Put a sheet that became no report back on the pile."""
    batch = fetch_batch(request, uuid)
    sheet = fetch_sheet(batch, number)
    try:
        actions.return_sheet(sheet=sheet, by=who(request), at=timezone.now())
    except (actions.SheetIsFixed, actions.BatchClosed):
        messages.warning(request, _("Cette feuille ne peut plus être remise dans la pile."))
    else:
        messages.success(request, _("La feuille %(n)d est remise dans la pile.") % {"n": number})
    return see_other("batch", batch.uuid)
