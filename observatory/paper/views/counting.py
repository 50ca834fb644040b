"""The count of an urn: numbers that two counters confirm, or count again."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from observatory.paper import actions
from observatory.paper.models import Batch, Count
from observatory.paper.queries.counts import counts_of

from .fetching import fetch_batch, see_other, who, works_on_piles


@works_on_piles
@require_http_methods(["GET", "HEAD", "POST"])
def card_count(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show the numbers; take a confirmation of the ones that were read, or count again."""
    batch = fetch_batch(request, uuid)
    if request.method == "POST":
        return _take(request, batch)
    shown = counts_of(batch, who(request), get_language() or "fr")
    return render(request, "paper/count.html", {"batch": batch, "counts": shown})


def _take(request: HttpRequest, batch: Batch) -> HttpResponse:
    count = _fetch_count(batch, request.POST.get("count", ""))
    revision = request.POST.get("revision", "")
    try:
        if request.POST.get("what") == "recount":
            actions.recount(count=count, by=who(request), at=timezone.now())
            messages.success(
                request, _("Les cartes sont recomptées. Regardez les nombres, puis confirmez.")
            )
        elif request.POST.get("what") == "reopen":
            actions.reopen_count(count=count, by=who(request), at=timezone.now())
            messages.success(
                request, _("Le comptage est rouvert. Deux personnes le confirment à nouveau.")
            )
        elif revision.isdecimal() and len(revision) < 9:
            done = actions.confirm_count(
                count=count, revision=int(revision), by=who(request), at=timezone.now()
            )
            words = (
                _("Deux personnes ont confirmé les mêmes nombres : le comptage est fait.")
                if done
                else _("C’est noté. Une autre personne doit confirmer les mêmes nombres.")
            )
            messages.success(request, words)
    except actions.NumbersChanged:
        messages.warning(
            request, _("Les nombres ont changé entre-temps. Regardez-les, puis confirmez.")
        )
    except actions.ConfirmedAlready:
        messages.warning(request, _("Ce comptage est déjà confirmé."))
    except actions.CardsGone:
        messages.warning(
            request, _("Les images des cartes sont détruites : elles ne se recomptent plus ici.")
        )
    except actions.CardsWait:
        messages.warning(
            request, _("Des cartes ne sont pas encore comptées. Finissez, puis confirmez.")
        )
    except actions.BatchClosed:
        messages.warning(request, _("La pile est clôturée."))
    return see_other("card_count", batch.uuid)


def _fetch_count(batch: Batch, pk: str) -> Count:
    found = None
    if pk.isdecimal() and len(pk) < 18:
        found = (
            Count.objects.filter(batch=batch, pk=int(pk)).select_related("questionnaire").first()
        )
    if found is None:
        raise Http404
    found.batch = batch
    return found
