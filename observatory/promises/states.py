"""The life of a promise: what dated, sourced updates found of it.

Overdue is no state: it follows from the state, the due date and today.
"""

import re
from dataclasses import dataclass

from django.db import models

TWO_NAMES = re.compile(r"\s(?:et|en|and|&)\s|[;,/]")


class State(models.TextChoices):
    OPEN = "open"
    KEPT = "kept"
    PARTLY = "partly"
    NOT_KEPT = "not_kept"
    UNVERIFIABLE = "unverifiable"


class Kind(models.TextChoices):
    """What a sourced fact is; none of them is a quotation."""

    COMMITMENT = "commitment"
    STATEMENT = "statement"
    ACT = "act"
    DEMAND = "demand"
    LEGAL_STEP = "legal_step"


class ProposalState(models.TextChoices):
    """Where a proposal of the public stands."""

    WAITING = "waiting"
    ACCEPTED = "accepted"  # an editor wrote an update of it
    REFUSED = "refused"


class Refusal(models.TextChoices):
    """Why a proposal is refused."""

    SOURCE = "source"
    KNOWN = "known"
    ELSEWHERE = "elsewhere"
    OPINION = "opinion"
    UNCLEAR = "unclear"


class Way(models.TextChoices):
    """How a proposal or a reply came."""

    WEB = "web"
    PHONE = "phone"
    LETTER = "letter"
    EMAIL = "email"
    DESK = "desk"


class Event(models.TextChoices):
    """What an association that watches a promise is told of."""

    UPDATE = "update"
    CORRECTION = "correction"
    REPLY = "reply"
    DUE = "due"


@dataclass(frozen=True)
class Transition:
    name: str
    before: frozenset[str]
    after: str
    permission: str


_ALL = frozenset(State)

TRANSITIONS = {
    t.name: t
    for t in (
        Transition("find_kept", _ALL - {State.KEPT}, State.KEPT, "promises.edit"),
        Transition("find_partly", _ALL - {State.PARTLY}, State.PARTLY, "promises.edit"),
        Transition("find_not_kept", _ALL - {State.NOT_KEPT}, State.NOT_KEPT, "promises.edit"),
        Transition(
            "find_unverifiable", _ALL - {State.UNVERIFIABLE}, State.UNVERIFIABLE, "promises.edit"
        ),
        # What was found no longer holds: it is to be checked again.
        Transition("reopen", _ALL - {State.OPEN}, State.OPEN, "promises.edit"),
    )
}

PROPOSALS = {
    t.name: t
    for t in (
        Transition(
            "accept", frozenset({ProposalState.WAITING}), ProposalState.ACCEPTED, "promises.edit"
        ),
        Transition(
            "refuse", frozenset({ProposalState.WAITING}), ProposalState.REFUSED, "promises.edit"
        ),
        # Undo: an update that was written of it is taken back, in public.
        Transition(
            "bring_back",
            frozenset({ProposalState.ACCEPTED, ProposalState.REFUSED}),
            ProposalState.WAITING,
            "promises.edit",
        ),
    )
}


def names_two(author: str) -> bool:
    """Tell whether what is written names two people: a promise of two is two promises.

    An organization may have such a name.
    """
    return TWO_NAMES.search(author) is not None
