"""The lives of a round, of what is planned in it, and of an observation: one table of named transitions each."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class RoundState(models.TextChoices):
    PLANNED = "planned", _("en préparation")
    OPEN = "open", _("en cours")
    CLOSED = "closed", _("terminée")
    WITH_AUTHORITY = "with_authority", _("chez l’autorité")
    PUBLISHED = "published", _("publiée")


class SlotState(models.TextChoices):
    PLANNED = "planned", _("prévu")
    DONE = "done", _("fait")
    DROPPED = "dropped", _("annulé")


class ObservationState(models.TextChoices):
    KEPT = "kept", _("compté")
    SET_ASIDE = "set_aside", _("mis de côté")


@dataclass(frozen=True)
class Transition:
    name: str
    before: frozenset[str]
    after: str
    permission: str


COORDINATE, OBSERVE = "observations.coordinate", "observations.observe"

ROUND = {
    t.name: t
    for t in (
        Transition("open", frozenset({RoundState.PLANNED}), RoundState.OPEN, COORDINATE),
        Transition("close", frozenset({RoundState.OPEN}), RoundState.CLOSED, COORDINATE),
        # What was closed too early goes on, until the authority has it.
        Transition("reopen", frozenset({RoundState.CLOSED}), RoundState.OPEN, COORDINATE),
        # The right of reply begins (actions/hearings.py); a package above publishes.
        Transition(
            "send_to_authority",
            frozenset({RoundState.CLOSED}),
            RoundState.WITH_AUTHORITY,
            COORDINATE,
        ),
        Transition(
            "publish", frozenset({RoundState.WITH_AUTHORITY}), RoundState.PUBLISHED, COORDINATE
        ),
    )
}

SLOT = {
    t.name: t
    for t in (
        Transition("record", frozenset({SlotState.PLANNED}), SlotState.DONE, OBSERVE),
        Transition("drop", frozenset({SlotState.PLANNED}), SlotState.DROPPED, COORDINATE),
        Transition("restore", frozenset({SlotState.DROPPED}), SlotState.PLANNED, COORDINATE),
        # Its observation was set aside: the visit is to be made again.
        Transition("redo", frozenset({SlotState.DONE}), SlotState.PLANNED, COORDINATE),
    )
}

OBSERVATION = {
    t.name: t
    for t in (
        Transition(
            "set_aside",
            frozenset({ObservationState.KEPT}),
            ObservationState.SET_ASIDE,
            COORDINATE,
        ),
        Transition(
            "keep", frozenset({ObservationState.SET_ASIDE}), ObservationState.KEPT, COORDINATE
        ),
    )
}
