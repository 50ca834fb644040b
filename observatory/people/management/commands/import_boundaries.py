"""Bring the outlines of municipalities from a GeoJSON file."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from observatory.people.queries import system_actor
from observatory.places.actions import BadBoundaries, import_boundaries


class Command(BaseCommand):
    help = (
        "Import boundaries from a GeoJSON FeatureCollection (WGS 84, property nis). The map of "
        "municipalities is then drawn from them, and locations whose municipality was asked "
        "about are placed. Safe to run again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--source", default="", help="whose boundaries; otherwise the file's own attribution"
        )
        parser.add_argument(
            "--keep-good", action="store_true", help="leave out what cannot be used"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            collection = json.loads(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}") from error
        except ValueError as error:
            raise CommandError(f"{path} is not JSON: {error}") from error
        if not isinstance(collection, dict):
            raise CommandError(f"{path} is no GeoJSON FeatureCollection")
        source = options["source"] or str(collection.get("attribution", ""))
        if not source:
            raise CommandError("the file does not say whose boundaries these are: give --source")
        try:
            result = import_boundaries(
                collection=collection,
                source=source[:300],
                by=system_actor("importer"),
                at=timezone.now(),
                keep_good=options["keep_good"],
            )
        except BadBoundaries as error:
            raise CommandError(
                f"{path}: nothing was written\n" + "\n".join(f"  {one}" for one in error.reasons)
            ) from error
        for reason in result.left_out:
            self.stderr.write(f"left out: {reason}")
        if options["verbosity"] > 0:
            self.stdout.write(
                f"{result.written} boundaries written, {result.placed} locations placed, "
                f"{result.still_asked} still asked about."
            )
