"""The life of a group session: open while people come, closed with its count, opened again."""

from dataclasses import dataclass

from django.db import models


class SessionState(models.TextChoices):
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True)
class Transition:
    """A named change; `permission` is what permissions.py answers to."""

    name: str
    before: frozenset[str]
    after: str
    permission: str


TRANSITIONS = {
    t.name: t
    for t in (
        Transition(
            "close", frozenset({SessionState.OPEN}), SessionState.CLOSED, "desk.hold_session"
        ),
        Transition(
            "reopen", frozenset({SessionState.CLOSED}), SessionState.OPEN, "desk.hold_session"
        ),
    )
}
