"""What people answered six weeks later, by territory, under the rules for small numbers."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Max, Min, Q
from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext

from observatory.kit.small_numbers import Form, show_proportion
from observatory.places.queries import territories_by_id
from observatory.problems.wording import period_words
from observatory.returns.models import Answer, FollowUpQuestion
from observatory.returns.states import State
from observatory.ui.proportions import proportion_words


@dataclass(frozen=True)
class Share:
    """One answer of a territory: in words as far as it may be shown."""

    label: Promise | str
    words: str


@dataclass
class Place:
    """The answers about one municipality. `shares` is empty below three answers."""

    name: str
    # How many answered of those who were asked, in words.
    response: str
    period: str = ""
    shares: list[Share] = field(default_factory=list)


def answers_by_place(territories: set[int] | None) -> list[Place]:
    """Return the answers of each municipality in which somebody was asked, by name. Two queries.

    `territories`: which of them; None for all, those without a municipality too.
    """
    asked = FollowUpQuestion.objects.filter(asked_on__isnull=False)
    if territories is not None:
        asked = asked.filter(report__territory__in=territories)
    # By place: how many were asked and answered, and when.
    totals = asked.values_list("report__territory").annotate(
        asked=Count("pk"),
        answered=Count("pk", filter=Q(state=State.ANSWERED)),
        first=Min("answered_at"),
        last=Max("answered_at"),
    )
    given: dict[Any, dict[str, int]] = defaultdict(dict)
    for territory, answer, number in (
        asked.filter(state=State.ANSWERED)
        .values_list("report__territory", "answer")
        .annotate(number=Count("pk"))
    ):
        given[territory][answer] = number
    places = [
        _place(
            _name(territory),
            asked=n,
            answered=answered,
            given=given[territory],
            days=(localdate(first), localdate(last)) if first and last else None,
        )
        for territory, n, answered, first, last in totals
    ]
    return sorted(places, key=lambda place: place.name)


def _name(territory: int | None) -> str:
    found = territories_by_id().get(territory or 0)
    return found.name if found else gettext("Commune non précisée")


def _place(
    name: str, *, asked: int, answered: int, given: dict[str, int], days: tuple[date, date] | None
) -> Place:
    """Return what may be shown of one place: nothing by answer below three of them."""
    place = Place(name=name, response=proportion_words(show_proportion(answered, asked)))
    if show_proportion(0, answered).form in {Form.NONE, Form.FEW} or days is None:
        return place
    place.period = period_words(days[0].replace(day=1), days[1].replace(day=1))
    place.shares = [
        Share(one.label, proportion_words(show_proportion(given.get(one, 0), answered)))
        for one in Answer
    ]
    return place
