"""The life of a call-back: it waits until somebody reached the person, or no longer tries."""

from dataclasses import dataclass

from django.db import models


class State(models.TextChoices):
    WAITING = "waiting"
    DONE = "done"
    GIVEN_UP = "given_up"  # three attempts without an answer, or nothing left to call


CLOSED = frozenset({State.DONE, State.GIVEN_UP})


@dataclass(frozen=True)
class Transition:
    name: str
    before: frozenset[str]
    after: str
    permission: str


_WAITING = frozenset({State.WAITING})

TRANSITIONS = {
    t.name: t
    for t in (
        Transition("finish", _WAITING, State.DONE, "phone.answer"),
        Transition("give_up", _WAITING, State.GIVEN_UP, "phone.answer"),
    )
}
