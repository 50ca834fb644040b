"""One's own secret addresses: of one's calendar, with what is read there, and of ODK Collect."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from observatory.observations.calendar import write_calendar
from observatory.observations.models import CollectAddress, ObserverFeed
from observatory.observations.openrosa.settings import settings_square
from observatory.observations.queries.collecting import COLLECT
from observatory.observations.queries.feeds import FEED, feed_owner, feed_slots
from observatory.observations.wording import REFUSALS
from observatory.people.views.addresses import change_address, whole_address
from observatory.ui.access import open_to_all

from .slots import observes


@observes
@require_http_methods(["GET", "HEAD", "POST"])
def my_feed(request: HttpRequest) -> HttpResponse:
    """Open, change or close the secret address of one's calendar; it is shown once."""
    token = change_address(request, FEED, "my_feed", REFUSALS)
    if not isinstance(token, str):
        return token
    address = whole_address(reverse("observer_feed", args=[token])) if token else ""
    feed = ObserverFeed.objects.filter(user_id=request.user.pk).first()
    return render(request, "observations/feed.html", {"feed": feed, "address": address})


@observes
@require_http_methods(["GET", "HEAD", "POST"])
def my_collect(request: HttpRequest) -> HttpResponse:
    """Open, change or close the secret address of one's ODK Collect; its QR code is shown once."""
    token = change_address(request, COLLECT, "my_collect", REFUSALS)
    if not isinstance(token, str):
        return token
    address = square = ""
    if token:
        # ODK Collect adds the last part itself.
        address = whole_address(reverse("collect_forms", args=[token]).removesuffix("/formList"))
        square = settings_square(address, "Observatoire")
    found = CollectAddress.objects.filter(user_id=request.user.pk).first()
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
