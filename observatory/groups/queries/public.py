"""What everyone sees of groups: where they are, how to join, what they made public."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse

from observatory.documents.queries import documents_of
from observatory.groups.models import Group, HelpCall, Meeting
from observatory.groups.states import Activity, Call, Kind, Visibility
from observatory.groups.wording import call_words, count_words, phone_of, when_words
from observatory.kit.remembered import Remembered
from observatory.places.models import Territory
from observatory.places.queries import territories_by_id
from observatory.ui.asked import neighbours
from observatory.vocabularies.models import in_language
from observatory.vocabularies.themes import THEMES

# No key is longer; a longer one would not even fit its column.
LONGEST_KEY = 10**18
ON_A_PAGE = 12


@dataclass(frozen=True)
class Line:
    """A group as lists show it; words follow the active language."""

    pk: int
    kind: str
    territory_id: int | None
    names: Mapping[str, str]
    subjects: Mapping[str, str]
    joining: Mapping[str, str]
    habits: Mapping[str, str]
    phone: str
    is_open: bool
    state: str

    @property
    def name(self) -> str:
        return in_language(dict(self.names))

    @property
    def about(self) -> str:
        """What a working group is about."""
        return in_language(dict(self.subjects))

    @property
    def how(self) -> str:
        """How to join, in words."""
        return in_language(dict(self.joining))

    @property
    def habit(self) -> str:
        return in_language(dict(self.habits))

    @property
    def call(self) -> str:
        """The number to call, or "" while none is named."""
        return phone_of(self)

    @property
    def href(self) -> str:
        return reverse("group", args=[self.pk])

    @property
    def place(self) -> Territory | None:
        return territories_by_id().get(self.territory_id or 0)

    @property
    def is_asleep(self) -> bool:
        return self.state == Activity.ASLEEP


@dataclass
class _Known:
    local: list[Line] = field(default_factory=list)
    working: list[Line] = field(default_factory=list)
    of_place: dict[int, list[Line]] = field(default_factory=lambda: defaultdict(list))


def _read() -> _Known:
    known = _Known()
    for row in Group.objects.values_list(*Line.__dataclass_fields__):
        line = Line(*row)
        (known.local if line.kind == Kind.LOCAL else known.working).append(line)
        if line.kind == Kind.LOCAL and line.territory_id is not None:
            known.of_place[line.territory_id].append(line)
    return known


# The pages of municipalities ask at every visit; each write forgets.
_known = Remembered(_read)


def groups_of_place(territory: Territory) -> list[Line]:
    """Return the local groups of a municipality."""
    return _known.get().of_place.get(territory.pk, [])


def list_groups() -> dict[str, list[Line]]:
    """Return the local groups by the code people know their place by, and the working groups."""
    places = territories_by_id()

    def label(line: Line) -> tuple[str, int]:
        place = places.get(line.territory_id or 0)
        return (place.label if place else "", line.pk)

    known = _known.get()
    return {"local": sorted(known.local, key=label), "working": known.working}


def group_is_shown(pk: int) -> bool:
    """Tell whether there is such a group: everyone sees those that sleep too."""
    return Group.objects.filter(pk=pk).exists()


def meeting_is_shown(pk: int) -> bool:
    """Tell whether everyone sees a meeting."""
    shown = Meeting.objects.filter(is_taken_back=False, visibility=Visibility.PUBLIC)
    return shown.filter(pk=pk).exists()


def public_group(pk: int) -> Group:
    """Return a group. Raises `Group.DoesNotExist`."""
    if pk >= LONGEST_KEY:
        raise Group.DoesNotExist(pk)
    return Group.objects.get(pk=pk)


def group_page(group: Group, today: date, page: int = 1) -> dict[str, Any]:
    """Return what the public page of a group shows. Three queries, whatever it holds.

    Minutes stand on several pages; the rest is on each.
    """
    place = territories_by_id().get(group.territory_id or 0)
    is_municipality = place is not None and place.kind == Territory.Kind.MUNICIPALITY
    minutes = public_minutes(group, today, page)
    return {
        "group": group,
        "name": group.name,
        "about": in_language(group.subjects),
        "how": in_language(group.joining),
        "habit": in_language(group.habits),
        "phone": phone_of(group),
        "place": place,
        "place_href": reverse("municipality", args=[place.nis])
        if place and is_municipality
        else "",
        "is_asleep": group.state == Activity.ASLEEP,
        "next": next_meeting(group, today, public_only=True),
        "minutes": minutes[:ON_A_PAGE],
        "documents": documents_of([group.subject]).get(group.subject, []),
        **neighbours(reverse("group", args=[group.pk]), page, has_more=len(minutes) > ON_A_PAGE),
        "calls": public_calls(group, today),
    }


def next_meeting(group: Group, today: date, *, public_only: bool) -> dict[str, Any] | None:
    """Return when the group meets next: a meeting that is announced, or the date that the last one set."""
    rows = Meeting.objects.filter(group=group, is_taken_back=False)
    if public_only:
        rows = rows.filter(visibility=Visibility.PUBLIC)
    coming = rows.filter(Q(held_on__gte=today) | Q(next_on__gte=today))
    found = []
    for one in coming:
        if one.held_on >= today:
            found.append((one.held_on, one.pk, when_words(one.held_on, one.hour), one.place))
        elif one.next_on is not None:
            found.append((one.next_on, one.pk, when_words(one.next_on, None), ""))
    if not found:
        return None
    day, _pk, words, place = min(found)
    return {"on": day, "when": words, "place": place}


def public_minutes(group: Group, today: date, page: int) -> list[dict[str, Any]]:
    """Return one page of public minutes, newest first, and one more if more follow. Two queries."""
    rows = Meeting.objects.filter(
        group=group, is_taken_back=False, visibility=Visibility.PUBLIC, held_on__lte=today
    ).exclude(minutes="", decisions="")
    start = (page - 1) * ON_A_PAGE
    shown = list(rows[start : start + ON_A_PAGE + 1])
    documents = documents_of(one.subject for one in shown)
    return [{**describe_meeting(one), "documents": documents.get(one.subject, [])} for one in shown]


def describe_meeting(meeting: Meeting) -> dict[str, Any]:
    """Return a meeting in words."""
    return {
        "pk": meeting.pk,
        "revision": meeting.revision,
        "on": meeting.held_on,
        "when": when_words(meeting.held_on, meeting.hour),
        "place": meeting.place,
        "minutes": meeting.minutes,
        "decisions": meeting.decisions,
        "attendance": meeting.attendance,
        "next_on": meeting.next_on,
        "themes": [str(THEMES[theme]) for theme in meeting.themes],
        "is_public": meeting.visibility == Visibility.PUBLIC,
        "is_taken_back": meeting.is_taken_back,
        "can_undo": meeting.before is not None,
    }


def with_coming(calls: QuerySet[HelpCall]) -> QuerySet[HelpCall]:
    """Count with each call how many people come."""
    standing = Q(offers__taken_back_at=None)
    return calls.annotate(coming=Coalesce(Sum("offers__people", filter=standing), 0))


def public_calls(group: Group, today: date) -> list[dict[str, Any]]:
    """Return the calls that the group made public and that are still to come. One query."""
    rows = HelpCall.objects.filter(
        group=group, is_public=True, state=Call.OPEN, needed_on__gte=today
    )
    return describe_calls(with_coming(rows), today)


def describe_calls(calls: Iterable[Any], today: date) -> list[dict[str, Any]]:
    """Return calls (of `with_coming`) in words."""
    return [describe_call(one, today) for one in calls]


def describe_call(call: Any, today: date) -> dict[str, Any]:
    state = call.state_on(today, call.coming)
    return {
        "pk": call.pk,
        "revision": call.revision,
        "what": call.what,
        "place": call.place,
        "on": call.needed_on,
        "when": when_words(call.needed_on, call.hour),
        "state": str(state),
        "state_words": call_words(state, call.needed, call.coming),
        "count_words": count_words(call.needed, call.coming),
        "is_public": call.is_public,
        "href": reverse("help_call", args=[call.pk]),
        "takes_offers": state in {Call.OPEN, Call.COVERED},
    }
