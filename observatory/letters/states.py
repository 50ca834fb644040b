"""The life of what comes in by post or e-mail: its states and one table of named transitions."""

from dataclasses import dataclass

from django.db import models


class State(models.TextChoices):
    WAITING = "waiting"
    TAKEN = "taken"  # someone is on it
    ANSWERED = "answered"
    REPORTED = "reported"  # turned into a report
    SET_ASIDE = "set_aside"


# Nobody has to do anything any more.
DEALT_WITH = frozenset({State.ANSWERED, State.REPORTED, State.SET_ASIDE})
OPEN = frozenset({State.WAITING, State.TAKEN})


@dataclass(frozen=True)
class Transition:
    name: str
    before: frozenset[str]
    after: str
    permission: str


TRANSITIONS = {
    t.name: t
    for t in (
        Transition("take", frozenset({State.WAITING}), State.TAKEN, "letters.handle"),
        # By who took it, or by a colleague when that person is away.
        Transition("give_back", frozenset({State.TAKEN}), State.WAITING, "letters.handle"),
        Transition("answer", frozenset({State.TAKEN}), State.ANSWERED, "letters.handle"),
        Transition("report", frozenset({State.TAKEN}), State.REPORTED, "letters.handle"),
        # A machine does it too: bounces, newsletters, answering machines.
        Transition("set_aside", OPEN, State.SET_ASIDE, "letters.handle"),
        # Undo: a report that was made is withdrawn, not undone.
        Transition(
            "bring_back",
            frozenset({State.ANSWERED, State.SET_ASIDE}),
            State.WAITING,
            "letters.handle",
        ),
    )
}
