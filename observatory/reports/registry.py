"""What goes with a report or a consent that is withdrawn, in packages that this one does not know.

A package above registers, from its `AppConfig.ready()`, what it must erase: a
letter the report was made from, the scan of a form with what rests on a consent.
It is called inside the transaction of the withdrawal, before the report is deleted.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from observatory.people.models import User

    from .models import Report


class OnWithdrawn(Protocol):
    """What a package registers."""

    def __call__(self, *, report: "Report", by: "User", at: datetime) -> None:
        """Erase what came from the report. Never asks whether `by` may: the code was given."""
        ...


class OnConsentWithdrawn(Protocol):
    """What a package registers for one consent ("D5") that no longer holds; the report stays."""

    def __call__(self, *, report: "Report", code: str, by: "User", at: datetime) -> None:
        """Erase what rests on that consent. Never asks whether `by` may: the code was given."""
        ...


_registered: dict[str, OnWithdrawn] = {}
_on_consent: dict[str, OnConsentWithdrawn] = {}


def register_on_withdrawn(name: str, erase: OnWithdrawn) -> None:
    """Add what a package erases; one of the same name replaces the former."""
    _registered[name] = erase


def erase_elsewhere(*, report: "Report", by: "User", at: datetime) -> None:
    """Call all that is registered, in alphabetical order."""
    for _name, erase in sorted(_registered.items()):
        erase(report=report, by=by, at=at)


def register_on_consent_withdrawn(name: str, erase: OnConsentWithdrawn) -> None:
    """Add what a package erases with a consent; one of the same name replaces the former."""
    _on_consent[name] = erase


def let_go_elsewhere(*, report: "Report", code: str, by: "User", at: datetime) -> None:
    """Call all that is registered for consents, in alphabetical order."""
    for _name, erase in sorted(_on_consent.items()):
        erase(report=report, code=code, by=by, at=at)
