"""The life of the question that is asked once, six weeks after a report."""

from dataclasses import dataclass

from django.db import models


class State(models.TextChoices):
    DUE = "due"  # a letter is to be printed
    ASKED = "asked"
    ANSWERED = "answered"
    EXPIRED = "expired"
    UNREACHABLE = "unreachable"  # no way to ask; her code still lets the person answer


# Nobody has answered, and somebody still can.
OPEN = frozenset({State.DUE, State.ASKED, State.UNREACHABLE})


@dataclass(frozen=True)
class Transition:
    name: str
    before: frozenset[str]
    after: str
    permission: str


TRANSITIONS = {
    t.name: t
    for t in (
        Transition("ask", frozenset({State.DUE}), State.ASKED, "returns.ask"),
        Transition("find_no_way", frozenset({State.DUE}), State.UNREACHABLE, "returns.ask"),
        Transition("answer", OPEN, State.ANSWERED, "returns.answer"),
        Transition("close", OPEN, State.EXPIRED, "returns.ask"),
    )
}
