"""The life of a problem.

"Improved" and "solved" only after someone went and looked; silence and
announcements are states of their own.
"""

from dataclasses import dataclass

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
