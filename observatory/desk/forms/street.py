"""The grid of observations as a device keeps it: one form for each version and channel, the same for everyone."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from observatory.observations.models import Kind
from observatory.observations.queries.collecting import versions_in_use
from observatory.people.models import User
from observatory.questionnaires.narrowing import CannotBeGiven, narrow_definition
from observatory.questionnaires.queries import compiled

from .dense import DenseForm
from .observing import ObservedForm


@dataclass(frozen=True)
class StreetForm:
    """What is asked on one channel with one version of the grid. Place and scenario come later."""

    number: int
    channel: str
    form: DenseForm
    observed: ObservedForm

    @property
    def is_call(self) -> bool:
        """Tell whether it is made in attempts."""
        return self.channel == Kind.CALL


def street_forms(*, language: str, today: date) -> list[StreetForm]:
    """Return the empty forms of the versions that open rounds are made with, by version and channel."""
    found = []
    for version in versions_in_use():
        for channel in Kind.values:
            with suppress(CannotBeGiven):
                definition = narrow_definition(compiled(version), {"channel": channel})
                form = DenseForm(
                    definition,
                    language=language,
                    today=today,
                    without=frozenset({"photo", "contact"}),
                    explains=True,
                )
                observed = ObservedForm(channel=channel, by=User(), people=[])
                found.append(StreetForm(version.number, channel, form, observed))
    return found
