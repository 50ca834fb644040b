"""What everyone sees of campaigns."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from observatory.campaigns.models import Campaign
from observatory.campaigns.queries.public import campaign_page, list_campaigns, public_campaign
from observatory.places.models import Territory
from observatory.places.queries import territory_by_nis
from observatory.ui.access import public_page
from observatory.ui.asked import page_asked
from observatory.ui.registry import render_panels

LAST_PAGE = 1000


@public_page
@require_safe
def campaigns(request: HttpRequest) -> HttpResponse:
    """List the campaigns, newest change first, of a municipality when one is named."""
    nis = request.GET.get("municipality", "")
    try:
        place = territory_by_nis(nis) if nis else None
    except Territory.DoesNotExist as error:
        raise Http404 from error
    page = page_asked(request, last=LAST_PAGE)
    rows, has_more = list_campaigns(place=place, page=page)
    if page > 1 and not rows:
        raise Http404
    return render(
        request,
        "campaigns/campaigns.html",
        {
            "campaigns": rows,
            "place": place,
            "newer_href": _address(nis, page - 1) if page > 1 else "",
            "older_href": _address(nis, page + 1) if has_more else "",
        },
    )


@public_page
@require_safe
def campaign(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one campaign: what is demanded, each step, what came of it."""
    try:
        found = public_campaign(pk)
    except Campaign.DoesNotExist as error:
        raise Http404 from error
    context = campaign_page(found)
    context["after"] = render_panels("campaign", found, "after")
    return render(request, "campaigns/campaign.html", context)


def _address(nis: str, page: int) -> str:
    said = {"municipality": nis} if nis else {}
    if page > 1:
        said["page"] = str(page)
    return reverse("campaigns") + (f"?{urlencode(said)}" if said else "")
