"""What this package must not keep (docs/privacy.md); safe to run twice."""

from datetime import datetime

from observatory.people.queries import system_actor

from .actions import erase_registrations


def purge(*, at: datetime, dry_run: bool) -> dict[str, int]:
    """Erase who registered for events that ended 30 days ago; return the number of rows by kind."""
    erased = erase_registrations(by=system_actor("worker"), at=at, dry_run=dry_run)
    return {"registration for an event": erased}
