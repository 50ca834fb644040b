"""One's own secret addresses: of one's calendar, with what is read there, and of ODK Collect."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from observatory.observations.actions import (
    close_collect_address,
    close_feed,
    open_collect_address,
    open_feed,
)
from observatory.observations.calendar import write_calendar
from observatory.observations.models import CollectAddress, ObserverFeed
from observatory.observations.openrosa.settings import settings_square
from observatory.observations.queries.feeds import feed_owner, feed_slots
from observatory.observations.wording import REFUSALS
from observatory.people.actions import Refused
from observatory.people.models import User
from observatory.ui.access import open_to_all

from .slots import observes


@observes
@require_http_methods(["GET", "HEAD", "POST"])
def my_feed(request: HttpRequest) -> HttpResponse:
    """Open, change or close the secret address of one's calendar; it is shown once."""
    by: User = request.user  # type: ignore[assignment]
    address = ""
    if request.method == "POST" and request.POST.get("do") == "close":
        try:
            close_feed(by=by, at=timezone.now())
        except Refused as refusal:
            messages.error(request, REFUSALS[refusal.reason])
        else:
            messages.success(request, _("L’adresse ne marche plus."))
        return redirect("my_feed")
    if request.method == "POST":
        token = open_feed(by=by, at=timezone.now())
        address = settings.PUBLIC_URL.rstrip("/") + reverse("observer_feed", args=[token])
    feed = ObserverFeed.objects.filter(user_id=by.pk).first()
    return render(request, "observations/feed.html", {"feed": feed, "address": address})


@observes
@require_http_methods(["GET", "HEAD", "POST"])
def my_collect(request: HttpRequest) -> HttpResponse:
    """Open, change or close the secret address of one's ODK Collect; its QR code is shown once."""
    by: User = request.user  # type: ignore[assignment]
    address = square = ""
    if request.method == "POST" and request.POST.get("do") == "close":
        try:
            close_collect_address(by=by, at=timezone.now())
        except Refused as refusal:
            messages.error(request, REFUSALS[refusal.reason])
        else:
            messages.success(request, _("L’adresse ne marche plus."))
        return redirect("my_collect")
    if request.method == "POST":
        token = open_collect_address(by=by, at=timezone.now())
        # ODK Collect adds the last part itself.
        forms = reverse("collect_forms", args=[token]).removesuffix("/formList")
        address = settings.PUBLIC_URL.rstrip("/") + forms
        square = settings_square(address, "Observatoire")
    found = CollectAddress.objects.filter(user_id=by.pk).first()
    context = {"found": found, "address": address, "square": square}
    return render(request, "observations/collect.html", context)


@open_to_all
@require_safe
def observer_feed(request: HttpRequest, token: str) -> HttpResponse:
    """Give what is asked of whoever holds the address to their calendar program."""
    owner = feed_owner(token)
    if owner is None:
        raise Http404
    slots = feed_slots(owner, timezone.localdate())
    response = HttpResponse(write_calendar(slots, {}), content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'inline; filename="releves.ics"'
    return response
