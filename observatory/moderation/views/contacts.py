"""Keeping in touch with a person: how to reach her, and what she said since."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from observatory.moderation.actions import (
    ConsentMissing,
    mark_messages_read,
    read_report_contact,
)
from observatory.people.access import requires_role
from observatory.people.models import Role

from .page import fetch_report

PART_WORDS = {
    "name": _("Nom"),
    "phone": _("Téléphone"),
    "post": _("Adresse"),
    "association": _("Par l’association"),
    "email": _("E-mail"),
}


@requires_role(Role.MODERATOR)
@require_POST
def moderation_contact(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show how to reach the person of a report, if she agreed; the journal keeps who looked."""
    report = fetch_report(request, uuid)
    try:
        contact = read_report_contact(
            report=report,
            by=request.user,  # type: ignore[arg-type]
            at=timezone.now(),
        )
    except ConsentMissing:
        contact = None
    rows = [
        (words, (contact or {})[part])
        for part, words in PART_WORDS.items()
        if (contact or {}).get(part)
    ]
    return render(
        request,
        "moderation/contact.html",
        {"report": report, "rows": rows},
        status=200 if rows else 404,
    )


@requires_role(Role.MODERATOR)
@require_POST
def moderation_messages_read(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Note that the new messages of a report were read."""
    report = fetch_report(request, uuid)
    mark_messages_read(
        report=report,
        by=request.user,  # type: ignore[arg-type]
        at=timezone.now(),
    )
    messages.success(request, _("C’est noté : vous avez lu ces messages."))
    return redirect("moderation_report", report.uuid)
