"""Lists of promises, the latest said first, a page at a time."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from observatory.kit.remembered import RememberedBy
from observatory.places.models import Territory
from observatory.places.queries import territories_by_id
from observatory.promises.models import Promise, PromiseQuerySet
from observatory.promises.wording import OVERDUE, status_class, status_words
from observatory.ui.dates import partial_date_words
from observatory.vocabularies.models import Term, in_language

ON_A_PAGE = 20
# On the page of a municipality.
ON_A_PANEL = 3
KEY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})-([0-9]{1,18})")


class WrongKey(ValueError):
    """The place in the list that was asked for cannot be read."""


@dataclass(frozen=True)
class Filters:
    """What a list is asked to show; of a place also what was promised for the whole it is part of."""

    place: Territory | None = None
    level: Term | None = None
    # A state, or "overdue".
    state: str = ""


def list_promises(
    filters: Filters, *, today: date, before: str = ""
) -> tuple[list[dict[str, Any]], str]:
    """Return one page of promises as lists show them, and the next key or "". One query. Raises `WrongKey`."""
    rows: PromiseQuerySet = Promise.objects.all()
    if filters.place is not None:
        rows = rows.filter(territory_id__in=_with_above(filters.place))
    if filters.level is not None:
        rows = rows.filter(level=filters.level)
    if filters.state == OVERDUE:
        rows = rows.overdue(today)
    elif filters.state:
        rows = rows.filter(state=filters.state)
    if before:
        rows = rows.filter(after_key(before))
    found = list(rows.order_by("-said_on", "-pk")[: ON_A_PAGE + 1])
    shown = found[:ON_A_PAGE]
    key = page_key(shown[-1]) if len(found) > ON_A_PAGE else ""
    return [describe(one, today) for one in shown], key


def page_key(promise: Promise) -> str:
    """Return the place of a promise in the list, for an address."""
    return f"{promise.said_on.isoformat()}-{promise.pk}"


def promises_of(place: Territory, *, today: date) -> tuple[list[dict[str, Any]], bool]:
    """Return the few latest promises that concern a place, and whether there are more.

    One query, none when the process knows them.
    """
    found = _of_place.get(place.pk)
    return [describe(one, today) for one in found[:ON_A_PANEL]], len(found) > ON_A_PANEL


def promises_by_codes(codes: Sequence[str], today: date) -> list[dict[str, Any]]:
    """Return the promises with these codes, in their order, as lists show them. One query."""
    found = {one.code: one for one in Promise.objects.filter(code__in=codes)}
    return [describe(found[code], today) for code in codes if code in found]


def _read_place(pk: int) -> Sequence[Promise]:
    above = _with_above(territories_by_id()[pk])
    rows = Promise.objects.filter(territory_id__in=above).order_by("-said_on", "-pk")
    return list(rows[: ON_A_PANEL + 1])


_of_place = RememberedBy(_read_place)


def describe(promise: Promise, today: date) -> dict[str, Any]:
    """Return a promise as a list shows it. No query."""
    return {
        "href": promise.get_absolute_url(),
        "quote": promise.quote,
        "quote_language": promise.quote_language,
        "author": promise.author,
        "role": promise.role_words,
        "said": partial_date_words(promise.said),
        "place": in_language(territories_by_id()[promise.territory_id].names),
        "status": status_words(promise, today),
        "status_class": status_class(promise, today),
        # Shown to editors only.
        "waits": False,
    }


def _with_above(place: Territory) -> list[int]:
    """Return the keys of the place and of every territory it is part of."""
    keys, here = [place.pk], place
    while here.parent_id:
        here = territories_by_id()[here.parent_id]
        keys.append(here.pk)
    return keys


def after_key(key: str) -> Q:
    """Return what comes after that place in the list. Raises `WrongKey`."""
    found = KEY.fullmatch(key)
    try:
        day = date.fromisoformat(found[1]) if found else None
    except ValueError as error:
        raise WrongKey(key) from error
    if found is None or day is None:
        raise WrongKey(key)
    return Q(said_on__lt=day) | Q(said_on=day, pk__lt=int(found[2]))
