"""Erase what must not be kept any longer."""

from datetime import datetime
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from observatory.ops.actions import CAP, TooMany, count_due, purge_all, scrub_database


class Command(BaseCommand):
    help = "Erase drafts, contacts, withdrawn reports and the rest, as docs/privacy.md says."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="count, erase nothing")
        parser.add_argument("--at", metavar="ISO", help="the moment that counts as now")
        parser.add_argument(
            "--yes-really", action="store_true", help=f"erase more than {CAP} rows of one kind"
        )

    def handle(self, *, dry_run: bool, at: str | None, yes_really: bool, **options: Any) -> None:
        """Print one line per kind with the number of rows."""
        moment = _read_moment(at)
        if dry_run:
            counts = count_due(at=moment)
        else:
            try:
                counts = purge_all(at=moment, cap=None if yes_really else CAP)
            except TooMany as error:
                raise CommandError(
                    f"Nothing was erased: more than {CAP} rows of one kind are due ({error}). "
                    "Is the clock right? Look with --dry-run, then use --yes-really."
                ) from error
            scrub_database()
        verb = "to erase" if dry_run else "erased"
        for kind, number in sorted(counts.items()):
            self.stdout.write(f"{kind}: {number} {verb}")


def _read_moment(text: str | None) -> datetime:
    """Return the moment, in the installation's time zone when the text names none."""
    if text is None:
        return timezone.now()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(
            f"--at must be a date and time such as 2026-11-23T03:00: {text}"
        ) from error
    return timezone.make_aware(moment) if timezone.is_naive(moment) else moment
