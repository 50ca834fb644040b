"""Lists of problems, newest change first, a page at a time without counting."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.timezone import localdate

from observatory.kit.actors import Actor
from observatory.kit.small_numbers import show_count
from observatory.places.models import Territory
from observatory.problems.models import Problem
from observatory.problems.permissions import may_follow
from observatory.problems.states import State
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
KEY = re.compile(r"(\d{1,17})-(\d{1,18})")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class WrongKey(ValueError):
    """The place in the list that was asked for cannot be read."""


def page_key(problem: Problem) -> str:
    """Return the place of a problem in the list, for an address: microseconds and primary key."""
    return f"{(problem.changed_at - EPOCH) // timedelta(microseconds=1)}-{problem.pk}"


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


def list_problems(
    *, territory: Territory | None = None, service: Term | None = None, before: str = ""
) -> tuple[list[dict[str, Any]], str]:
    """Return one page of public problems as `describe_problems` gives them, and the next key or "".

    One query, whatever is asked. Raises `WrongKey`.
    """
    rows: QuerySet[Problem] = Problem.objects.public().order_by("-changed_at", "-pk")
    if territory is not None:
        rows = rows.filter(territory=territory)
    if service is not None:
        rows = rows.filter(service=service)
    if before:
        rows = after_key(rows, before)
    found = list(rows[: ON_A_PAGE + 1])
    older = page_key(found[ON_A_PAGE - 1]) if len(found) > ON_A_PAGE else ""
    return describe_problems(found[:ON_A_PAGE]), older


def icon_address(name: str) -> str:
    """Return the address of an icon in the sprite: a list of many needs no component for each."""
    return f"{sprite_address()}#{name if name in ICONS else 'other'}"


def describe_problems(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """Return each problem as a list shows it, in the active language. No query."""
    base = reverse("problems")
    terms = terms_by_id()
    states = {state: state_name(state) for state in State.values}
    return [
        {
            "href": f"{base}{problem.pk}/",
            "title": obstacle_name(problem),
            "service": service_name(problem),
            "icon": icon_address(terms[problem.service_id].attributes.get("icon", "other")),
            "place": place_name(problem),
            "state": problem.state,
            "state_name": states[problem.state],
            "count": count_words(show_count(problem.report_count)),
            "changed": month_words(localdate(problem.changed_at)),
        }
        for problem in problems
    ]


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
                return found[:ON_A_PAGE], page_key(found[ON_A_PAGE - 1])
    return found, ""
