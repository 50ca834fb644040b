"""An observation sheet before it is completed: where it may be of, and what was read of it."""

from dataclasses import dataclass

from django.db.models import Q

from observatory.observations.models import Round, RoundLocation, Slot
from observatory.observations.permissions import (
    coordinated_by,
    may_coordinate,
    may_observe,
    observed_by,
)
from observatory.observations.queries.rounds import slots_of
from observatory.observations.states import RoundState, SlotState
from observatory.people.models import User
from observatory.places.models import Location

from .answers import answer_words
from .scanned import CHANNEL, SCENARIO, ScannedSheet


@dataclass(frozen=True)
class Where:
    """Where an observation was made, in which scenario; `slot`: what was planned, when that is known."""

    round: Round
    location: Location
    scenario: str
    slot: Slot | None = None


def planned_slot(scanned: ScannedSheet) -> Slot | None:
    """Return what the sheet was printed for, with its round and place; None when nothing says. One query."""
    return (
        Slot.objects.select_related(
            "round__territory", "round__version", "location__organization", "assigned_to"
        )
        .filter(pk=scanned.sheet.slot_id or 0)
        .first()
    )


def may_complete(by: User, slot: Slot) -> bool:
    """Write down what was planned: who is asked to make it, and who coordinates; any observer
    of the territory when nobody is asked."""
    if may_coordinate(by, slot.round.territory_id):
        return True
    if slot.assigned_to_id is None:
        return may_observe(by, slot.round.territory)
    return slot.assigned_to_id == by.pk and may_observe(by, slot.round.territory)


def points_for(by: User, scanned: ScannedSheet) -> list[RoundLocation]:
    """Return the places of the open rounds for which the person may write observations of the
    grid of this sheet, by round and name. Two queries, besides what the person may."""
    if scanned.printed is None:
        return []
    mine = Q(territory__in=observed_by(by).values("pk")) | Q(
        territory__in=coordinated_by(by).values("pk")
    )
    rounds = Round.objects.filter(
        mine,
        state=RoundState.OPEN,
        version__questionnaire_id=scanned.printed.questionnaire.questionnaire_id,
    )
    points = RoundLocation.objects.filter(round__in=rounds.values("pk")).select_related(
        "round__territory", "round__version", "location__organization"
    )
    return sorted(
        points, key=lambda one: (one.round.territory.name, one.round_id, one.location.name, one.pk)
    )


def slots_at(point: RoundLocation, channel: str) -> list[Slot]:
    """Return what is still planned at a place by this way, by date. One query."""
    return list(
        slots_of(point.round).filter(
            location_id=point.location_id, kind=channel, state=SlotState.PLANNED
        )
    )


def read_lines(scanned: ScannedSheet, language: str) -> list[tuple[str, str, str]]:
    """Return (key, question, answer) in words of what was read and decided, in the order of the grid."""
    definition, answers = scanned.definition, scanned.answers()
    if definition is None:
        return []
    return [
        (
            key,
            question.words(language).short or question.words(language).label,
            answer_words(question, answers[key], language),
        )
        for key, question in definition.questions.items()
        if key in answers and key not in {SCENARIO, CHANNEL}
    ]
