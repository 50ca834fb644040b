"""Lists of problems, newest change first, a page at a time without counting."""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.timezone import localdate
from django.utils.translation import get_language

from observatory.kit.actors import Actor
from observatory.kit.prepared import Rows
from observatory.kit.remembered import memory
from observatory.kit.small_numbers import show_count
from observatory.places.models import Territory
from observatory.problems.models import Problem
from observatory.problems.permissions import may_follow
from observatory.problems.wording import (
    count_words,
    month_words,
    obstacle_name,
    place_name,
    service_name,
    state_name,
)
from observatory.ui.symbols import ICONS, sprite_address
from observatory.vocabularies.models import Term
from observatory.vocabularies.queries import terms_by_id

ON_A_PAGE = 20
# On the home page.
NEWEST = 3
# One problem for each place and channel: this is all of them for nineteen places.
MOST_OF_SERVICE = 200
# Looked up together by a search.
MOST_BY_KEY = 10
KEY = re.compile(r"(\d{1,17})-(\d{1,18})")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Row(NamedTuple):
    """What a list needs to know of a problem."""

    pk: int
    obstacle_id: int | None
    channel: str
    service_id: int
    territory_id: int | None
    state: str
    report_count: int
    changed_at: datetime


class ProblemList(list[dict[str, Any]]):
    """Problems as lists show them: `href`, `title`, `service`, `icon`, `place`, `state`... of each."""

    @property
    def items(self) -> SafeString:
        """The items of the list as HTML."""
        return SafeString("".join([row["item"] for row in self]))


class WrongKey(ValueError):
    """The place in the list that was asked for cannot be read."""


def page_key(row: Row) -> str:
    """Return the place of a problem in the list, for an address: microseconds and primary key."""
    return f"{(row.changed_at - EPOCH) // timedelta(microseconds=1)}-{row.pk}"


def after_key(rows: QuerySet[Problem], key: str) -> QuerySet[Problem]:
    """Return what comes after that place. Raises `WrongKey`."""
    found = KEY.fullmatch(key)
    if not found:
        raise WrongKey(key)
    try:
        changed_at = EPOCH + timedelta(microseconds=int(found[1]))
    except OverflowError as error:
        raise WrongKey(key) from error
    return rows.filter(
        Q(changed_at__lt=changed_at) | Q(changed_at=changed_at, pk__lt=int(found[2]))
    )


def _in_order(rows: QuerySet[Problem]) -> QuerySet[Any]:
    return rows.order_by("-changed_at", "-pk").values_list(*Row._fields)


# The first page of each list; further pages are rare.
_first_pages = {
    (False, False): Rows(lambda: _in_order(Problem.objects.public())[: ON_A_PAGE + 1]),
    (True, False): Rows(
        lambda place: _in_order(Problem.objects.public().filter(territory=place))[: ON_A_PAGE + 1],
        int,
    ),
    (False, True): Rows(
        lambda service: _in_order(Problem.objects.public().filter(service=service))[
            : ON_A_PAGE + 1
        ],
        int,
    ),
    (True, True): Rows(
        lambda place, service: _in_order(
            Problem.objects.public().filter(territory=place, service=service)
        )[: ON_A_PAGE + 1],
        int,
        int,
    ),
}
_any_list = _first_pages[False, False]


def list_problems(
    *, territory: Territory | None = None, service: Term | None = None, before: str = ""
) -> tuple[ProblemList, str]:
    """Return one page of public problems as `describe_rows` gives them, and the next key or "".

    One query, whatever is asked. Raises `WrongKey`.
    """
    if before:
        rows: QuerySet[Problem] = Problem.objects.public()
        if territory is not None:
            rows = rows.filter(territory=territory)
        if service is not None:
            rows = rows.filter(service=service)
        found = list(_in_order(after_key(rows, before))[: ON_A_PAGE + 1])
        shown, last = ProblemList(_describe(Row(*row)) for row in found[:ON_A_PAGE]), found[-2:-1]
    else:
        wanted = [one.pk for one in (territory, service) if one is not None]
        found = _first_pages[territory is not None, service is not None].raw(*wanted)
        shown, last = describe_rows(found[:ON_A_PAGE]), _any_list.convert(found[-2:-1])
    return shown, page_key(Row(*last[0])) if len(found) > ON_A_PAGE else ""


_newest = Rows(lambda: _in_order(Problem.objects.public())[:NEWEST])


def newest_problems() -> ProblemList:
    """Return the few problems that changed last. One query."""
    return describe_rows(_newest.raw())


_of_service = Rows(
    lambda service: _in_order(Problem.objects.public().filter(service=service))[:MOST_OF_SERVICE],
    int,
)


def problems_of_service(service: Term) -> ProblemList:
    """Return the public problems of a service, newest change first, 200 at most. One query."""
    return describe_rows(_of_service.raw(service.pk))


_with_keys = Rows(
    lambda *keys: Problem.objects.public().filter(pk__in=keys).values_list(*Row._fields),
    *[int] * MOST_BY_KEY,
)


def problems_by_keys(keys: Sequence[int]) -> ProblemList:
    """Return the public problems with these primary keys (10 at most), in their order. One query."""
    if not keys:
        return ProblemList()
    asked = [*keys, *[keys[-1]] * (MOST_BY_KEY - len(keys))]
    rows = {row[0]: row for row in _with_keys.raw(*asked)}
    return describe_rows(rows[key] for key in keys if key in rows)


def icon_address(name: str) -> str:
    """Return the address of an icon in the sprite: a list of many needs no component for each."""
    return f"{sprite_address()}#{name if name in ICONS else 'other'}"


def describe_rows(rows: Iterable[tuple[Any, ...]]) -> ProblemList:
    """Return each problem as a list shows it, in the active language. No query.

    `rows` are raw rows of one of the lists above. What a problem looks like
    follows from its row alone, so one that was shown before is not worked out
    again until its row, or a vocabulary, changes.
    """
    version, language = memory.version(), get_language()
    return ProblemList(_kept(version, language, row) for row in rows)


@lru_cache(maxsize=4096)
def _kept(version: int, language: str, row: tuple[Any, ...]) -> dict[str, Any]:
    del version, language  # They only tell the copies apart.
    return _describe(Row(*_any_list.convert([row])[0]))


def describe_problems(problems: Iterable[Problem], *, url_name: str = "problem") -> ProblemList:
    """Return each problem as `describe_rows` does, with an address of that name. No query."""
    return ProblemList(_describe(_row_of(problem), url_name) for problem in problems)


def _row_of(problem: Problem) -> Row:
    return Row(*(getattr(problem, name) for name in Row._fields))


def _describe(row: Row, url_name: str = "problem") -> dict[str, Any]:
    problem = Problem(**row._asdict())
    service = terms_by_id()[row.service_id]
    shown = {
        "href": reverse(url_name, args=[row.pk]),
        "title": obstacle_name(problem),
        "service": service_name(problem),
        "icon": icon_address(service.attributes.get("icon", "other")),
        "place": place_name(problem),
        "is_placed": row.territory_id is not None,
        "state": row.state,
        "state_name": state_name(row.state),
        "count": count_words(show_count(row.report_count)),
        "changed": month_words(localdate(row.changed_at)),
    }
    return {**shown, "item": render_to_string("problems/item.html", {"row": shown})}


def followed_problems(by: Actor, before: str = "") -> tuple[list[Problem], str]:
    """Return one page of the problems that this person may follow, and the next key or "".

    Reads on until the page is full: a person follows a few places, and a place
    has a few dozen problems. Raises `WrongKey`.
    """
    rows: QuerySet[Problem] = Problem.objects.public().order_by("-changed_at", "-pk")
    if before:
        rows = after_key(rows, before)
    found: list[Problem] = []
    for problem in rows.iterator(chunk_size=200):
        if may_follow(by, problem.territory_id):
            found.append(problem)
            if len(found) > ON_A_PAGE:
                return found[:ON_A_PAGE], page_key(_row_of(found[ON_A_PAGE - 1]))
    return found, ""
