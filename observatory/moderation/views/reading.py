"""Reading: the queue, the decisions taken, one report. These change nothing."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from observatory.moderation.queries.queue import (
    COUNTED_UP_TO,
    LISTS,
    queue_page,
    queue_sizes,
    recent_decisions,
)
from observatory.people.access import requires_role
from observatory.people.models import Role

from .page import fetch_report, public_form, show_report

LIST_WORDS = {
    "read": _("À lire"),
    "second": _("Deuxième lecture"),
    "asked": _("On attend la personne"),
    "said": _("Nouveaux messages"),
}


@requires_role(Role.MODERATOR)
@require_safe
def moderation_queue(request: HttpRequest) -> HttpResponse:
    """Show what waits in the moderator's territories, oldest first (`?list=`, `?after=`)."""
    name = request.GET.get("list", "read")
    if name not in LISTS:
        name = "read"
    after = request.GET.get("after", "")
    page = queue_page(request.user, name, after)  # type: ignore[arg-type]
    sizes = queue_sizes(request.user)  # type: ignore[arg-type]
    address = reverse("moderation_queue")
    return render(
        request,
        "moderation/queue.html",
        {
            "name": name,
            "words": LIST_WORDS[name],
            "page": page,
            "is_first": not after,
            "tabs": [
                {
                    "href": f"{address}?list={key}",
                    "words": words,
                    "size": min(sizes[key], COUNTED_UP_TO),
                    "is_more": sizes[key] > COUNTED_UP_TO,
                    "current": key == name,
                }
                for key, words in LIST_WORDS.items()
            ],
            "start": f"{address}?list={name}",
        },
    )


@requires_role(Role.MODERATOR)
@require_safe
def moderation_decisions(request: HttpRequest) -> HttpResponse:
    """Show the newest decisions, so that one can be looked at again and undone (`?before=`)."""
    before = request.GET.get("before", "")
    page = recent_decisions(request.user, before)  # type: ignore[arg-type]
    return render(request, "moderation/decisions.html", {"page": page, "is_first": not before})


@requires_role(Role.MODERATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def moderation_report(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show one report. A POST brings back a text that met a conflict; it changes nothing."""
    report = fetch_report(request, uuid)
    if request.method == "POST" and "public_text" in request.POST:
        form = public_form(report)
        form.initial = {
            "revision": report.revision,
            "public_text": request.POST["public_text"],
            "channel": request.POST.get("channel", ""),
        }
        return show_report(request, report, public=form)
    return show_report(request, report)
