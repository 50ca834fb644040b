"""Bring dated opening hours from a CSV file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from observatory.people.queries import system_actor
from observatory.places.actions import BadLines, Dataset, import_locations, shipped_dataset
from observatory.places.models import Organization
from observatory.places.reading import (
    BELGIAN_STATION,
    BadLine,
    FileError,
    first_id,
    read_locations,
)
from observatory.vocabularies.models import Term

SHOWN = 50


class Command(BaseCommand):
    help = (
        "Import locations and their dated opening hours (OSM syntax) from a CSV file with the "
        "columns snapshot, station_id, name, zip, opening_hours, and if known weekly_minutes, "
        "lon, lat. A file of Belgian railway stations is recognised by its ids; for any other, "
        "say whose it is and where it comes from. Safe to run again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dataset", default="", help="a short code for the source")
        parser.add_argument("--organization", default="", help="who runs these places (its code)")
        parser.add_argument("--service", default="", help="which service (S27)")
        parser.add_argument("--source", default="", help="the source, as readers will see it")
        parser.add_argument("--source-url", default="")
        parser.add_argument("--licence", default="")
        parser.add_argument(
            "--keep-good", action="store_true", help="load the good lines of a file with bad ones"
        )
        parser.add_argument(
            "--partial", action="store_true", help="the file holds only some places of its source"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            dataset = self._dataset(path, options)
            with _open(path) as lines:
                result = import_locations(
                    readings=read_locations(lines, today=timezone.localdate()),
                    dataset=dataset,
                    by=system_actor("importer"),
                    at=timezone.now(),
                    keep_good=options["keep_good"],
                    partial=options["partial"],
                )
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}") from error
        except FileError as error:
            raise CommandError(f"{path}: {error}") from error
        except Organization.DoesNotExist as error:
            raise CommandError("--organization: no organization has this code") from error
        except Term.DoesNotExist as error:
            raise CommandError("--service: no service has this code") from error
        except BadLines as error:
            raise CommandError(
                f"{path}: nothing was written, {_count(len(error.lines), 'bad line')}\n"
                + _list(error.lines)
                + "\nMend the file, or load its good lines with --keep-good."
            ) from error
        if result.bad:
            self.stderr.write(f"{_count(len(result.bad), 'bad line')} left out:")
            self.stderr.write(_list(result.bad))
        if options["verbosity"] > 0:
            self.stdout.write(
                f"{_count(result.read - len(result.bad), 'line')} read: "
                f"{_count(result.locations_made, 'location')} made, "
                f"{result.locations_changed} changed; "
                f"{_count(result.facts_made, 'fact')} made, {result.facts_changed} changed."
                if result.touched
                else f"{_count(result.read - len(result.bad), 'line')} read: nothing changed."
            )

    def _dataset(self, path: Path, options: dict[str, Any]) -> Dataset:
        """Return whose facts these are: from the options, else from what the ids say."""
        shipped = shipped_dataset()
        with _open(path) as lines:
            known = shipped if BELGIAN_STATION.match(first_id(lines)) else None
        given = {
            "code": options["dataset"] or (known.code if known else ""),
            "organization": options["organization"] or (known.organization if known else ""),
            "service": options["service"] or (known.service if known else ""),
            "source": options["source"] or (known.source if known else ""),
        }
        missing = [
            "--dataset" if name == "code" else f"--{name}" for name in given if not given[name]
        ]
        if missing:
            raise CommandError(
                f"{path}: say whose facts these are and where they come from: {', '.join(missing)}"
            )
        return Dataset(
            **given,
            source_url=options["source_url"],
            licence=options["licence"] or (known.licence if known else ""),
        )


def _open(path: Path) -> Any:
    # A line that is not UTF-8 is a bad line, with its number, not the end of the reading.
    return path.open(encoding="utf-8-sig", errors="surrogateescape", newline="")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _list(lines: list[BadLine]) -> str:
    shown = [f"  {line}" for line in lines[:SHOWN]]
    if len(lines) > SHOWN:
        shown.append(f"  and {len(lines) - SHOWN} more")
    return "\n".join(shown)
