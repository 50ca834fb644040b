"""Sheets with nothing left to ask are kept, one by one or all at once."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from observatory.paper import actions
from observatory.paper.models import Batch, Sheet, VoidReason
from observatory.paper.queries.ledger import ledger_of
from observatory.paper.queries.scanned import scanned_sheets
from observatory.paper.registry import CARD

from .fetching import fetch_batch, see_other, who, works_on_piles

# What became of sheets, how it is said, and in which words, in the order they are said.
_SAID = (
    (
        "kept",
        messages.SUCCESS,
        ngettext_lazy("%(n)d feuille est gardée.", "%(n)d feuilles sont gardées.", "n"),
    ),
    (
        "refused",
        messages.INFO,
        ngettext_lazy(
            "%(n)d personne ne veut pas être comptée : rien de sa feuille n’est gardé, et son image est détruite.",
            "%(n)d personnes ne veulent pas être comptées : rien de leur feuille n’est gardé, et son image est détruite.",
            "n",
        ),
    ),
    (
        "withdrawn",
        messages.INFO,
        ngettext_lazy(
            "%(n)d personne avait déjà retiré son signalement : rien n’est gardé.",
            "%(n)d personnes avaient déjà retiré leur signalement : rien n’est gardé.",
            "n",
        ),
    ),
    (
        "asked",
        messages.WARNING,
        ngettext_lazy(
            "%(n)d feuille revient à la correction : il y a quelque chose à regarder.",
            "%(n)d feuilles reviennent à la correction : il y a quelque chose à regarder.",
            "n",
        ),
    ),
    (
        "to_complete",
        messages.INFO,
        ngettext_lazy(
            "%(n)d feuille de relevé reste à compléter.",
            "%(n)d feuilles de relevé restent à compléter, une par une.",
            "n",
        ),
    ),
)


@works_on_piles
@require_http_methods(["GET", "HEAD", "POST"])
def acceptance(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show which sheets can be kept and what the others wait for; keep one, or all that are clear."""
    batch = fetch_batch(request, uuid)
    if request.method == "POST":
        return _take(request, batch)
    sheets = scanned_sheets(batch)
    clear = [one for one in sheets if one.is_clear]
    return render(
        request,
        "paper/acceptance.html",
        {
            "batch": batch,
            "clear": [one for one in clear if not one.is_completed],
            "to_complete": [one for one in clear if one.is_completed],
            "others": [one for one in sheets if not one.is_clear],
            "ledger": ledger_of(batch),
            "card": CARD,
            "void_reasons": VoidReason.choices,
        },
    )


def _take(request: HttpRequest, batch: Batch) -> HttpResponse:
    number = request.POST.get("number", "")
    try:
        if number:
            sheet = fetch_scanned(batch, number)
            counts = {actions.accept_sheet(sheet=sheet, by=who(request), at=timezone.now()).what: 1}
        else:
            counts = actions.accept_clear(batch=batch, by=who(request), at=timezone.now())
    except actions.NotClear:
        return say_changed(request, batch)
    except actions.BatchClosed:
        messages.warning(request, _("La pile vient d’être clôturée : rien n’est gardé."))
        return see_other("batch", batch.uuid)
    except actions.ConfirmedAlready:
        messages.warning(request, _("Le comptage est confirmé : plus aucune carte n’y entre."))
        return see_other("acceptance", batch.uuid)
    say_what(request, counts)
    return see_other("acceptance", batch.uuid)


def say_what(request: HttpRequest, counts: dict[str, int]) -> None:
    """Say how many sheets became what."""
    for what, level, words in _SAID:
        if number := counts.get(what, 0):
            messages.add_message(request, level, words % {"n": number})
    if not counts:
        messages.info(request, _("Rien n’était à garder."))


def say_changed(request: HttpRequest, batch: Batch) -> HttpResponse:
    """Say that a sheet is not as it was, and show all of them."""
    messages.warning(request, _("Cette feuille a changé entre-temps. Voici où elle en est."))
    return see_other("acceptance", batch.uuid)


def fetch_scanned(batch: Batch, number: str) -> Sheet:
    """Return a sheet of the pile by its number, or 404."""
    if not number.isdecimal() or len(number) > 4:
        raise Http404
    sheet = Sheet.objects.filter(batch=batch, number=int(number)).first()
    if sheet is None:
        raise Http404
    sheet.batch = batch
    return sheet


@works_on_piles
@require_POST
def sheet_without(request: HttpRequest, uuid: UUID, number: int) -> HttpResponse:
    """Go on with a sheet of which a page does not come."""
    batch = fetch_batch(request, uuid)
    sheet = fetch_scanned(batch, str(number))
    try:
        actions.go_without(sheet=sheet, by=who(request), at=timezone.now())
    except (actions.NotClear, actions.BatchClosed):
        return say_changed(request, batch)
    return see_other("acceptance", batch.uuid)


@works_on_piles
@require_POST
def card_void(request: HttpRequest, uuid: UUID, number: int) -> HttpResponse:
    """Say that a card does not count, and why."""
    batch = fetch_batch(request, uuid)
    sheet = fetch_scanned(batch, str(number))
    try:
        actions.void_card(
            sheet=sheet, reason=request.POST.get("reason", ""), by=who(request), at=timezone.now()
        )
    except ValueError as error:
        raise Http404 from error
    except (actions.BatchClosed, actions.ConfirmedAlready) as error:
        raise PermissionDenied from error
    messages.success(request, _("La carte %(n)d ne compte pas.") % {"n": number})
    return see_other("acceptance", batch.uuid)
