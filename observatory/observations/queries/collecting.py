"""Whose ODK Collect an address is of, which forms it reads, and what a telephone takes along."""

from dataclasses import dataclass

from observatory.observations.models import CollectAddress, Round, RoundLocation, Slot
from observatory.observations.permissions import may_be_asked
from observatory.observations.states import RoundState
from observatory.people.addresses import SecretAddress
from observatory.people.models import User
from observatory.questionnaires.models import QuestionnaireVersion
from observatory.questionnaires.queries import published_versions

from .rounds import QUESTIONNAIRE, my_slots, open_rounds_of

COLLECT = SecretAddress(CollectAddress, "odk", "collect_address", may_be_asked)
hash_collect_token, collect_owner = COLLECT.hash, COLLECT.owner


def collect_versions(person: User) -> list[QuestionnaireVersion]:
    """Return the grids of the open rounds in which the person observes, the newest first."""
    asked = {one.version_id for one in open_rounds_of(person)}
    return [one for one in published_versions(QUESTIONNAIRE) if one.pk in asked]


def versions_in_use() -> list[QuestionnaireVersion]:
    """Return the grids that open rounds are made with, the newest first; the newest one if none is open."""
    asked = set(Round.objects.filter(state=RoundState.OPEN).values_list("version_id", flat=True))
    published = published_versions(QUESTIONNAIRE)
    return [one for one in published if one.pk in asked] or published[:1]


def version_numbered(number: int) -> QuestionnaireVersion | None:
    """Return the published version of the observation grid with that number."""
    found = (one for one in published_versions(QUESTIONNAIRE) if one.number == number)
    return next(found, None)


@dataclass(frozen=True)
class Offered:
    """What one person may observe in the open rounds: where, and what is planned for them."""

    rounds: list[Round]
    places: list[RoundLocation]
    slots: list[Slot]


def offered_to(person: User) -> Offered:
    """Return what a telephone takes along for the person. Four queries at most."""
    rounds = open_rounds_of(person)
    places = (
        RoundLocation.objects.filter(round__in=[one.pk for one in rounds])
        .select_related("location")
        .order_by("location__code", "round_id")
    )
    return Offered(rounds, list(places), list(my_slots(person)))
