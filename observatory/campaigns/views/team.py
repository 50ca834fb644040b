"""What the team writes of campaigns: the list, one campaign, its life, an undo."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from observatory.campaigns.actions import (
    BadValues,
    Conflict,
    correct_campaign,
    move_campaign,
    undo_change,
    write_campaign,
)
from observatory.campaigns.forms import CampaignForm
from observatory.campaigns.models import Campaign, Change
from observatory.campaigns.permissions import may_edit
from observatory.campaigns.queries.public import campaign_page
from observatory.campaigns.queries.team import (
    campaigns_for,
    documents_of_desk,
    undoable_change,
    written_rows,
)
from observatory.campaigns.states import TRANSITIONS
from observatory.people.access import acting, requires_role
from observatory.people.models import Role
from observatory.ui.asked import changed_meanwhile, number_asked, page_asked, see_other

WRITERS = (Role.EDITOR, Role.COORDINATOR)
ON_A_PAGE = 30
MOVES = {
    "publish": pgettext_lazy("campaign", "Publier"),
    "end": pgettext_lazy("campaign", "Dire qu’elle est terminée"),
    "resume": pgettext_lazy("campaign", "Dire qu’elle reprend"),
    "withhold": pgettext_lazy("campaign", "Ne plus la montrer"),
}


def mine(request: HttpRequest, pk: int) -> Campaign:
    """Return a campaign that the person may write."""
    if pk >= 10**18:
        raise Http404
    found = get_object_or_404(Campaign.objects.select_related("territory"), pk=pk)
    if not may_edit(acting(request), found.territory_id):
        raise PermissionDenied
    return found


def back(campaign: Campaign) -> HttpResponse:
    """Lead to the campaign's page of the team."""
    return see_other(reverse("campaign_desk", args=[campaign.pk]))


@requires_role(*WRITERS)
@require_safe
def written(request: HttpRequest) -> HttpResponse:
    """List the campaigns that one may write, drafts among them."""
    page = page_asked(request)
    start = (page - 1) * ON_A_PAGE
    found = list(campaigns_for(acting(request))[start : start + ON_A_PAGE + 1])
    base = reverse("campaigns_written")
    context = {
        "campaigns": written_rows(found[:ON_A_PAGE]),
        "newer_href": f"{base}?page={page - 1}" if page > 1 else "",
        "older_href": f"{base}?page={page + 1}" if len(found) > ON_A_PAGE else "",
    }
    return render(request, "campaigns/written.html", context)


@requires_role(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Write a campaign; it stays a draft until someone publishes it."""
    form = CampaignForm(request.POST or None, by=acting(request))
    if request.method == "POST" and form.is_valid():
        made = write_campaign(values=form.values(), by=acting(request), at=timezone.now())
        messages.success(request, _("C’est enregistré. Personne d’autre que l’équipe ne le voit."))
        return back(made)
    context = {
        "form": form,
        "heading": _("Écrire une lutte"),
        "back_href": reverse("campaigns_written"),
    }
    return render(request, "campaigns/form.html", context)


@requires_role(*WRITERS)
@require_safe
def desk(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a campaign to who writes it, with everything that can be done."""
    found = mine(request, pk)
    context = {
        **campaign_page(found),
        "moves": [
            (one.name, MOVES[one.name]) for one in TRANSITIONS.values() if found.state in one.before
        ],
        "undoable": undoable_change(found),
        "is_public": found.state != "draft",
        "kept_documents": documents_of_desk(found),
    }
    return render(request, "campaigns/desk.html", context)


@requires_role(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct what is said of the campaign itself."""
    found = mine(request, pk)
    form = CampaignForm(request.POST or None, by=acting(request), campaign=found)
    if request.method == "POST" and form.is_valid():
        try:
            correct_campaign(
                campaign=found,
                revision=form.cleaned_data["seen"],
                values=form.values(),
                by=acting(request),
                at=timezone.now(),
            )
        except Conflict:
            messages.error(request, changed_meanwhile())
            form.data = {**form.data.dict(), "seen": found.revision}
        else:
            messages.success(request, _("C’est corrigé."))
            return back(found)
    context = {
        "form": form,
        "heading": _("Corriger la lutte"),
        "back_href": reverse("campaign_desk", args=[found.pk]),
    }
    return render(request, "campaigns/form.html", context)


@requires_role(*WRITERS)
@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish, end, resume or withhold the campaign."""
    found = mine(request, pk)
    try:
        move_campaign(
            campaign=found,
            transition=request.POST.get("transition", ""),
            by=acting(request),
            at=timezone.now(),
        )
    except BadValues as error:
        raise Http404 from error
    except Conflict:
        messages.error(request, changed_meanwhile())
    else:
        messages.success(request, _("C’est fait."))
    return back(found)


@requires_role(*WRITERS)
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back the last change."""
    found = mine(request, pk)
    said = request.POST.get("change", "")
    key = number_asked(said)
    change = get_object_or_404(Change.objects.select_related("campaign"), pk=key, campaign=found)
    try:
        undo_change(change=change, by=acting(request), at=timezone.now())
    except Conflict:
        messages.error(request, changed_meanwhile())
    else:
        messages.success(request, _("C’est annulé. Tout est comme avant cette modification."))
    return back(found)
