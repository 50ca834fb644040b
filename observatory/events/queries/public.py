"""What everyone sees of events.

Pages are kept for a day: what is to come is what ends today or later.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from observatory.campaigns.models import Campaign
from observatory.documents.queries import documents_of
from observatory.events.models import Closing, Event, EventQuerySet
from observatory.events.states import State
from observatory.events.wording import (
    KINDS,
    STATES,
    access_lines,
    dialled,
    organiser_words,
    when_words,
    where_words,
)
from observatory.kit.remembered import Remembered
from observatory.places.models import Territory
from observatory.places.queries import territories_by_id
from observatory.vocabularies.models import in_language
from observatory.vocabularies.themes import THEMES

ON_A_PAGE = 20
# No key is longer; a longer one would not even fit its column.
LONGEST_KEY = 10**18
# A feed also tells of what was: calendars that were off for a while learn what was called off.
FEED_BACK = timedelta(days=90)
MOST_IN_A_FEED = 1000
PROGRAMME_AHEAD = timedelta(days=92)
MOST_IN_A_PROGRAMME = 40
OTHER_DATES = 8


@dataclass(frozen=True)
class Line:
    """An event as lists show it; words follow the active language."""

    pk: int
    titles: Mapping[str, str]
    kind: str
    state: str
    starts_at: datetime
    ends_at: datetime
    place: str
    territory_id: int
    campaign_id: int | None
    is_ours: bool
    takes_registrations: bool
    capacity: int | None
    taken: int
    waiting: int

    @property
    def title(self) -> str:
        return in_language(dict(self.titles))

    @property
    def href(self) -> str:
        return reverse("event", args=[self.pk])

    @property
    def kind_words(self) -> str:
        return str(KINDS[self.kind])

    @property
    def state_words(self) -> str:
        """What must be seen at once: called off, or held; "" for what is simply to come."""
        return "" if self.state == State.PUBLISHED else str(STATES[self.state])

    @property
    def when(self) -> str:
        return when_words(self.starts_at, self.ends_at)

    @property
    def where(self) -> str:
        town = territories_by_id()[self.territory_id].name
        return ", ".join(part for part in (self.place, town) if part)

    @property
    def is_full(self) -> bool:
        """Whether who registers now waits for a place."""
        is_full = self.capacity is not None and (self.taken >= self.capacity or self.waiting > 0)
        return self.takes_registrations and self.state == State.PUBLISHED and is_full


def _lines(rows: Any) -> list[Line]:
    return [Line(*row) for row in rows.values_list(*Line.__dataclass_fields__)]


def event_is_shown(pk: int) -> bool:
    """Tell whether everyone sees an event."""
    return Event.objects.public().filter(pk=pk).exists()


def midnight(today: date) -> datetime:
    """Return the moment at which the day began."""
    return timezone.make_aware(datetime.combine(today, time.min))


def _of_place(rows: EventQuerySet, place: Territory) -> Any:
    """Leave those of the place, of the whole it lies in, and of its parts."""
    here = Q(territory=place) | Q(territory__parent=place)
    if place.parent_id and place.kind == Territory.Kind.MUNICIPALITY:
        here |= Q(territory_id=place.parent_id)
    return rows.filter(here)


def list_events(
    *, place: Territory | None, page: int, is_past: bool, today: date
) -> tuple[list[Line], bool]:
    """Return one page of events, and whether more follow: the next one first, of the past the
    last one. One query.

    Of a municipality: its own, and those of its region.
    """
    rows = Event.objects.public()
    if place is not None:
        rows = _of_place(rows, place)
    if is_past:
        rows = rows.filter(ends_at__lt=midnight(today)).order_by("-starts_at", "-pk")
    else:
        rows = rows.filter(ends_at__gte=midnight(today)).order_by("starts_at", "pk")
    start = (page - 1) * ON_A_PAGE
    found = _lines(rows[start : start + ON_A_PAGE + 1])
    return found[:ON_A_PAGE], len(found) > ON_A_PAGE


def _read_coming() -> list[Line]:
    rows = Event.objects.public().filter(ends_at__gte=midnight(timezone.localdate()))
    return _lines(rows.order_by("starts_at", "pk"))


# The pages of municipalities and campaigns ask at every visit; each write forgets.
_coming = Remembered(_read_coming)


def _still_to_come(today: date) -> list[Line]:
    begin = midnight(today)
    return [one for one in _coming.get() if one.ends_at >= begin]


def coming_in(territory: Territory, *, today: date) -> list[Line]:
    """Return what is to come in a place and in the whole it lies in. No query once known."""
    keys = {territory.pk}
    if territory.kind == Territory.Kind.MUNICIPALITY:
        keys.add(territory.parent_id or 0)
    return [one for one in _still_to_come(today) if one.territory_id in keys]


def coming_of_campaign(campaign: Campaign, *, today: date) -> list[Line]:
    """Return what is to come for a campaign. No query once known."""
    return [one for one in _still_to_come(today) if one.campaign_id == campaign.pk]


def public_event(pk: int) -> Event:
    """Return an event that everyone may see. Raises `Event.DoesNotExist`."""
    if pk >= LONGEST_KEY:
        raise Event.DoesNotExist(pk)
    return Event.objects.public().select_related("association", "campaign", "closing").get(pk=pk)


def event_page(event: Event, *, today: date) -> dict[str, Any]:
    """Return what the page of an event shows. One query, two for a day of a series."""
    town = territories_by_id()[event.territory_id]
    is_municipality = town.kind == Territory.Kind.MUNICIPALITY
    is_past = event.ends_at < midnight(today)
    campaign = event.campaign
    return {
        "event": event,
        "title": event.title,
        "text": in_language(event.texts),
        "kind": str(KINDS[event.kind]),
        "state_words": str(STATES[event.state]),
        "when": when_words(event.starts_at, event.ends_at),
        "where": where_words(event),
        "town": town.name,
        "town_href": reverse("municipality", args=[town.nis]) if is_municipality else "",
        "access": access_lines(event),
        "how_to_come": in_language(event.how_to_come),
        "phone": event.phone,
        "dial": dialled(event.phone),
        "phone_whom": in_language(event.phone_whom),
        "organiser": organiser_words(event),
        "campaign_title": campaign.title if campaign and campaign.state != "draft" else "",
        "campaign_href": campaign.get_absolute_url() if campaign else "",
        "themes": [str(THEMES[theme]) for theme in event.themes],
        "links": [{"label": in_language(one["labels"]), "url": one["url"]} for one in event.links],
        "is_cancelled": event.state == State.CANCELLED,
        "is_past": is_past,
        "takes_registrations": event.takes_registrations
        and event.state == State.PUBLISHED
        and not is_past,
        "is_full": event.is_full,
        "closing": _describe_closing(event),
        "documents": documents_of([event.subject]).get(event.subject, []),
        "other_dates": _other_dates(event, today),
    }


def _other_dates(event: Event, today: date) -> list[Line]:
    """Return the other days of the series that are to come, called off ones among them."""
    if event.series_id is None:
        return []
    rows = Event.objects.public().filter(series_id=event.series_id, ends_at__gte=midnight(today))
    return _lines(rows.exclude(pk=event.pk).order_by("starts_at", "pk")[:OTHER_DATES])


def _describe_closing(event: Event) -> dict[str, Any] | None:
    """Return what came of it in words, once it was held."""
    closing: Closing | None = getattr(event, "closing", None)
    if closing is None or event.state != State.HELD:
        return None
    return {
        "came": closing.came,
        "decided": in_language(closing.decided),
        "follows": in_language(closing.follows),
        "links": [
            {"label": in_language(one["labels"]), "url": one["url"]} for one in closing.links
        ],
        "written_at": closing.written_at,
    }


def feed_events(
    *, today: date, place: Territory | None = None, campaign: Campaign | None = None
) -> list[Event]:
    """Return the events of a calendar feed, called off ones among them. One query."""
    rows = Event.objects.public().filter(ends_at__gte=midnight(today) - FEED_BACK)
    if place is not None:
        rows = _of_place(rows, place)
    if campaign is not None:
        rows = rows.filter(campaign=campaign)
    return list(rows.select_related("association").order_by("starts_at", "pk")[:MOST_IN_A_FEED])


def programme_events(*, today: date, place: Territory | None) -> list[Event]:
    """Return what a printed programme shows: what is to come in the next three months. One query."""
    rows = Event.objects.filter(
        state=State.PUBLISHED,
        ends_at__gte=midnight(today),
        starts_at__lt=midnight(today + PROGRAMME_AHEAD),
    )
    if place is not None:
        rows = _of_place(rows, place)
    found = rows.select_related("association").order_by("starts_at", "pk")
    return list(found[:MOST_IN_A_PROGRAMME])
