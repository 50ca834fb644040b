"""The life of a visit of the tour: planned, then done or called off, and back when that was a mistake."""

from dataclasses import dataclass

from django.db import models


class State(models.TextChoices):
    PLANNED = "planned"
    DONE = "done"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Transition:
    name: str
    before: frozenset[str]
    after: str
    permission: str


TRANSITIONS = {
    t.name: t
    for t in (
        Transition("record", frozenset({State.PLANNED}), State.DONE, "associations.plan"),
        Transition("cancel", frozenset({State.PLANNED}), State.CANCELLED, "associations.plan"),
        Transition(
            "reopen",
            frozenset({State.DONE, State.CANCELLED}),
            State.PLANNED,
            "associations.plan",
        ),
    )
}
