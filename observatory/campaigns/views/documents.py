"""The documents of a campaign and of its steps."""

from collections.abc import Callable
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from observatory.campaigns.models import Campaign
from observatory.documents.views import adding_page, moved, reading_page
from observatory.people.access import requires_role
from observatory.ui.asked import number_asked

from .team import WRITERS, acting, mine


@requires_role(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def document_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a document to a campaign, or with `?etape=` to one of its steps."""
    campaign = mine(request, pk)
    subject, about = campaign.subject, campaign.title
    if said := request.GET.get("etape", ""):
        key = number_asked(said)
        step = campaign.steps.filter(pk=key).first()
        if step is None:
            raise Http404
        subject, about = step.subject, step.title
    return adding_page(
        request, subject=subject, about=about, back_href=_desk(campaign), by=acting(request)
    )


@requires_role(*WRITERS)
@require_safe
def document_read(request: HttpRequest, pk: int, document: UUID) -> HttpResponse:
    """Hand over a document that only the team may read."""
    return reading_page(pk=document, subjects=_belongs(mine(request, pk)))


@requires_role(*WRITERS)
@require_POST
def document_move(request: HttpRequest, pk: int, document: UUID) -> HttpResponse:
    """Take back, put back or erase a document."""
    campaign = mine(request, pk)
    return moved(
        request,
        pk=document,
        subjects=_belongs(campaign),
        back_href=_desk(campaign),
        by=acting(request),
    )


def _desk(campaign: Campaign) -> str:
    return reverse("campaign_desk", args=[campaign.pk])


def _belongs(campaign: Campaign) -> Callable[[str], bool]:
    """Return what tells of a subject whether it is this campaign or one of its steps."""
    subjects = {campaign.subject, *(step.subject for step in campaign.steps.all())}
    return subjects.__contains__
