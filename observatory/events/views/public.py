"""What everyone sees of events: the lists, one page, calendars."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from observatory.campaigns.models import Campaign
from observatory.campaigns.queries.public import public_campaign
from observatory.events.calendar import write_calendar
from observatory.events.models import Event
from observatory.events.queries.public import event_page, feed_events, list_events, public_event
from observatory.people.views.addresses import whole_address
from observatory.places.models import Territory
from observatory.places.queries import municipalities, territory_by_nis
from observatory.ui.access import public_page
from observatory.ui.asked import page_asked
from observatory.ui.registry import render_panels

LAST_PAGE = 1000


def place_or_404(nis: str) -> Territory:
    """Return the territory of a NIS code."""
    try:
        return territory_by_nis(nis)
    except Territory.DoesNotExist as error:
        raise Http404 from error


def event_or_404(pk: int) -> Event:
    """Return an event that everyone may see."""
    try:
        return public_event(pk)
    except Event.DoesNotExist as error:
        raise Http404 from error


@public_page
@require_safe
def events(request: HttpRequest) -> HttpResponse:
    """List what is to come, the next one first, of a municipality when one is named."""
    return _list(request, is_past=False)


@public_page
@require_safe
def past(request: HttpRequest) -> HttpResponse:
    """List what was, the last one first."""
    return _list(request, is_past=True)


def _list(request: HttpRequest, *, is_past: bool) -> HttpResponse:
    nis = request.GET.get("municipality", "")
    place = place_or_404(nis) if nis else None
    page = page_asked(request, last=LAST_PAGE)
    rows, has_more = list_events(place=place, page=page, is_past=is_past, today=localdate())
    if page > 1 and not rows:
        raise Http404
    base = reverse("events_past" if is_past else "events")
    feed = reverse("events_of_place_feed", args=[nis]) if place else reverse("events_feed")
    context: dict[str, Any] = {
        "events": rows,
        "place": place,
        "is_past": is_past,
        "all_href": base,
        "places": [
            {"name": one.name, "href": _address(base, one.nis, 1), "here": one.nis == nis}
            for one in municipalities()
        ],
        "other_href": _address(reverse("events" if is_past else "events_past"), nis, 1),
        "former_href": _address(base, nis, page - 1) if page > 1 else "",
        "next_href": _address(base, nis, page + 1) if has_more else "",
        "feed_href": feed,
        "feed_address": whole_address(feed),
        "programme_href": reverse("events_programme_of", args=[nis])
        if place
        else reverse("events_programme"),
    }
    return render(request, "events/events.html", context)


def _address(base: str, nis: str, page: int) -> str:
    said = {"municipality": nis} if nis else {}
    if page > 1:
        said["page"] = str(page)
    return base + (f"?{urlencode(said)}" if said else "")


@public_page
@require_safe
def event(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one event: what, when, where, how one comes, and what came of it."""
    found = event_or_404(pk)
    context = event_page(found, today=localdate())
    context["after"] = render_panels("event", found, "after")
    return render(request, "events/event.html", context)


@public_page
@require_safe
def calendar_of_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Give one event to a calendar program."""
    found = event_or_404(pk)
    return _calendar([found], found.title, f"agenda-{found.pk}.ics")


@public_page
@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """Give every event to a calendar program."""
    return _calendar(feed_events(today=localdate()), _("L’agenda"), "agenda.ics")


@public_page
@require_safe
def feed_of_place(request: HttpRequest, nis: str) -> HttpResponse:
    """Give the events of a place, with those of the whole it lies in, to a calendar program."""
    place = place_or_404(nis)
    name = _("L’agenda : %(place)s") % {"place": place.name}
    return _calendar(feed_events(today=localdate(), place=place), name, f"agenda-{nis}.ics")


@public_page
@require_safe
def feed_of_campaign(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the events of a campaign to a calendar program."""
    try:
        found = public_campaign(pk)
    except Campaign.DoesNotExist as error:
        raise Http404 from error
    name = _("L’agenda : %(place)s") % {"place": found.title}
    return _calendar(feed_events(today=localdate(), campaign=found), name, f"agenda-lutte-{pk}.ics")


def _calendar(found: list[Event], name: str, filename: str) -> HttpResponse:
    data = write_calendar(found, name=name)
    response = HttpResponse(data, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'inline; filename="{filename}"'
    return response
