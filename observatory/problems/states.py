"""The life of a problem.

"Improved" and "solved" only after someone went and looked; silence and
announcements are states of their own.
"""

from dataclasses import dataclass
from datetime import date

from django.db import models


class State(models.TextChoices):
    OPEN = "open"
    ANSWERED = "answered"
    ANNOUNCED = "announced"
    IMPROVED = "improved"
    SOLVED = "solved"
    BACK = "back"


class Channel(models.TextChoices):
    """The leg of the guarantee the problem bears on; ANY when none of the three works."""

    COUNTER = "counter"
    PHONE = "phone"
    POST = "post"
    ANY = "any"
    NONE = "none"


@dataclass(frozen=True)
class Transition:
    name: str
    before: frozenset[str]
    after: str
    permission: str
    needs_visit: bool = False


_LIVE = frozenset({State.OPEN, State.BACK})

TRANSITIONS = {
    t.name: t
    for t in (
        Transition("record_answer", _LIVE, State.ANSWERED, "problems.follow"),
        Transition(
            "record_announcement", _LIVE | {State.ANSWERED}, State.ANNOUNCED, "problems.follow"
        ),
        Transition(
            "record_improvement",
            _LIVE | {State.ANSWERED, State.ANNOUNCED},
            State.IMPROVED,
            "problems.follow",
            needs_visit=True,
        ),
        Transition(
            "record_solution",
            _LIVE | {State.ANSWERED, State.ANNOUNCED, State.IMPROVED},
            State.SOLVED,
            "problems.follow",
            needs_visit=True,
        ),
        Transition(
            "record_return",
            frozenset({State.ANSWERED, State.ANNOUNCED, State.IMPROVED, State.SOLVED}),
            State.BACK,
            "problems.follow",
        ),
    )
}

# Steps after which an older visit proves nothing.
NOT_SEEN_BEFORE = frozenset({"record_announcement", "record_return"})


def date_mistakes(
    transition: Transition,
    *,
    happened_on: date,
    visited_on: date | None,
    not_before: date | None,
    today: date,
) -> dict[str, str]:
    """Return what is wrong with the dates of a step: field to reason, empty when all is well.

    `not_before` is the day of the last announcement or return: a visit before
    it, or on that very day, says nothing about what came of it. Reasons: "future", "missing",
    "too_early".
    """
    mistakes = {}
    if happened_on > today:
        mistakes["happened_on"] = "future"
    if visited_on is None:
        if transition.needs_visit:
            mistakes["visited_on"] = "missing"
    elif visited_on > today:
        mistakes["visited_on"] = "future"
    elif transition.needs_visit and not_before is not None and visited_on <= not_before:
        mistakes["visited_on"] = "too_early"
    return mistakes
