"""Whose ODK Collect an address is of, and which forms it reads."""

from observatory.observations.models import CollectAddress
from observatory.observations.permissions import may_be_asked
from observatory.people.addresses import SecretAddress
from observatory.people.models import User
from observatory.questionnaires.models import QuestionnaireVersion
from observatory.questionnaires.queries import published_versions

from .rounds import QUESTIONNAIRE, open_rounds_of

COLLECT = SecretAddress(CollectAddress, "odk", "collect_address", may_be_asked)
hash_collect_token, collect_owner = COLLECT.hash, COLLECT.owner


def collect_versions(person: User) -> list[QuestionnaireVersion]:
    """Return the grids of the open rounds in which the person observes, the newest first."""
    asked = {one.version_id for one in open_rounds_of(person)}
    return [one for one in published_versions(QUESTIONNAIRE) if one.pk in asked]


def version_numbered(number: int) -> QuestionnaireVersion | None:
    """Return the published version of the observation grid with that number."""
    found = (one for one in published_versions(QUESTIONNAIRE) if one.number == number)
    return next(found, None)
