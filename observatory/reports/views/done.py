"""The thank-you page: the code, the slip, what happens next, where to get help today."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from observatory.kit.return_codes import group_code
from observatory.reports.queries import code_of
from observatory.ui.access import open_to_all
from observatory.vault.actions import erase_draft
from observatory.vault.queries import open_draft

from .kiosk_mode import kiosk_of
from .wizard_pages import kiosk_parts
from .wizard_sitting import COOKIE as SITTING_COOKIE
from .wizard_sitting import forget


def _sent(request: HttpRequest) -> dict[str, Any] | None:
    """Return what the sitting says was sent: {"done": uuid}; None when nothing was."""
    token = request.COOKIES.get(SITTING_COOKIE)
    draft = open_draft(token=token, at=timezone.now()) if token else None
    return draft if draft and draft.get("done") else None


@open_to_all
@require_GET
def report_done(request: HttpRequest) -> HttpResponse:
    """Thank, and give the code: shown only to the browser that sent the report."""
    sent = _sent(request)
    kiosk = kiosk_of(request)
    code = code_of(UUID(sent["done"])) if sent else None
    if code is None:
        return redirect(kiosk.start if kiosk else "follow_up")
    return render(
        request,
        "reports/done.html",
        {
            "groups": group_code(code).split(),
            **kiosk_parts(kiosk),
            "sent_at": timezone.now(),
            "phone": settings.PHONE_LINE,
            "phone_hours": settings.PHONE_HOURS,
            "address": settings.PUBLIC_URL.split("://")[-1],
        },
    )


@open_to_all
@require_POST
def report_close(request: HttpRequest) -> HttpResponse:
    """Take the code off this screen: whoever comes next to this device finds nothing."""
    token = request.COOKIES.get(SITTING_COOKIE)
    if token:
        erase_draft(token=token, at=timezone.now())
    kiosk = kiosk_of(request)
    return forget(redirect(kiosk.start if kiosk else "home"))
