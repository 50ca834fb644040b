"""Bring the reference data to what the project's data files say."""

import time
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from observatory.kit.reference import loaders
from observatory.kit.remembered import memory
from observatory.people.queries import system_actor


class Command(BaseCommand):
    help = (
        "Load vocabularies, territories, organizations, facts, questionnaires and bodies "
        "(safe to run again)."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        by, at = system_actor("importer"), timezone.now()
        started = time.perf_counter()
        touched = 0
        for loader in loaders():
            rows = loader.load(by=by, at=at)
            touched += rows
            if rows and options["verbosity"] > 0:
                self.stdout.write(f"{loader.name.removeprefix('observatory.')}: {rows} rows")
        memory.warm()
        if options["verbosity"] > 0:
            took = time.perf_counter() - started
            what = f"{touched} rows changed" if touched else "nothing changed"
            self.stdout.write(f"Reference data: {what} ({took:.1f} s).")
