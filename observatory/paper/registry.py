"""What becomes of a sheet that was read: a report, an observation, a card of a count.

The letter in the code of a page says what it is. This package registers what it
can make itself, a package above what it takes: from its `AppConfig.ready()`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from observatory.people.models import User

    from .queries.scanned import ScannedSheet

REPORT, OBSERVATION, CARD, TEAR_OFF = "R", "V", "C", "T"


class Accept(Protocol):
    """Make of a sheet what it is, inside the transaction that settles the sheet.

    `answers` are raw answers by question key, with what people decided. Returns
    what to write on the sheet: its `state`, and its `report` when it is one.
    Raises `SubmissionRefused` with messages by question key: they come back to
    the correction desk as questions.
    """

    def __call__(
        self, *, scanned: "ScannedSheet", answers: Mapping[str, Any], by: "User", at: datetime
    ) -> dict[str, Any]: ...


@dataclass(frozen=True)
class Target:
    """A kind of sheet: `kind` is its letter. `is_validated`: the questionnaire's validation must
    be content before it is accepted; of a card each cross counts by itself. Without `accept`,
    boxes do not say enough: a person completes each sheet."""

    kind: str
    accept: Accept | None
    is_validated: bool = True


_targets: dict[str, Target] = {}


def register_target(target: Target) -> None:
    """Add a kind of sheet; one of the same letter replaces the former."""
    _targets[target.kind] = target


def target_of(kind: str) -> Target | None:
    """Return what takes sheets of this letter; None when nothing here does."""
    return _targets.get(kind)
