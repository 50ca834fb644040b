"""What the worker does about promises."""

from datetime import datetime

from observatory.people.queries import system_actor

from .actions import purge_proposals, tell_due


def tell_overdue(at: datetime) -> int:
    """Tell who watches a promise that its day has gone by; return how many messages."""
    return tell_due(by=system_actor("worker"), at=at)


def purge(*, at: datetime, dry_run: bool) -> dict[str, int]:
    """Erase proposals of the public that are due."""
    return {"promise proposal": purge_proposals(by=system_actor("worker"), at=at, dry_run=dry_run)}
