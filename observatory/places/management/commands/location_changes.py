"""Say which counters closed or were cut between two dates."""

import json
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from observatory.places.queries.changes import LISTS, Change, NoSnapshot, datasets, find_changes


class Command(BaseCommand):
    help = (
        "List the locations that closed, were reduced, extended, opened or became unknown "
        "between the last readings of a source on or before two dates."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--from", dest="start", required=True, help="2020-12-31")
        parser.add_argument("--to", dest="end", required=True, help="2023-12-31")
        parser.add_argument("--dataset", default="", help="one source; otherwise all of them")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        start, end = _date("--from", options["start"]), _date("--to", options["end"])
        if start > end:
            raise CommandError("--from lies after --to")
        known = datasets()
        if options["dataset"] and options["dataset"] not in known:
            raise CommandError(f"--dataset: known are {', '.join(known) or 'none'}")
        chosen = [options["dataset"]] if options["dataset"] else known
        found: dict[str, list[Change]] = {name: [] for name in LISTS}
        compared = []
        for dataset in chosen:
            try:
                changes = find_changes(start, end, dataset)
            except NoSnapshot as error:
                if len(chosen) == 1:
                    raise CommandError(str(error)) from error
                self.stderr.write(str(error))
                continue
            compared.append(changes)
            for name in LISTS:
                found[name] += getattr(changes, name)
        if not compared:
            raise CommandError("no source has a reading on or before both dates")
        if options["json"]:
            self._print_json(found)
            return
        for changes in compared:
            partial = " (only some of its locations)" if changes.is_partial else ""
            self.stdout.write(
                f"{changes.earlier.dataset}, {changes.earlier.taken_on} to "
                f"{changes.later.taken_on}{partial}: {changes.had_hours} locations had hours"
            )
        for name in LISTS:
            self.stdout.write(f"{name}: {len(found[name])}")
            for change in found[name]:
                self.stdout.write(f"  {change.id} {change.location.source_name}")

    def _print_json(self, found: dict[str, list[Change]]) -> None:
        self.stdout.write(
            json.dumps(
                {
                    name: [
                        {"id": change.id, "name": change.location.source_name} for change in changes
                    ]
                    for name, changes in found.items()
                },
                ensure_ascii=False,
                indent=1,
            )
        )


def _date(option: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"{option} must be a date, written 2023-12-31") from None
