"""What goes with a report that is withdrawn, in packages that this one does not know.

A package above registers, from its `AppConfig.ready()`, what it must erase: a
letter the report was made from. It is called inside the transaction of the
withdrawal, before the report is deleted.
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


_registered: dict[str, OnWithdrawn] = {}


def register_on_withdrawn(name: str, erase: OnWithdrawn) -> None:
    """Add what a package erases; one of the same name replaces the former."""
    _registered[name] = erase


def erase_elsewhere(*, report: "Report", by: "User", at: datetime) -> None:
    """Call all that is registered, in alphabetical order."""
    for _name, erase in sorted(_registered.items()):
        erase(report=report, by=by, at=at)
