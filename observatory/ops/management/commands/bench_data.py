"""Fill an empty installation with synthetic reports, for measuring only."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from observatory.ops.bench.data import fill
from observatory.people.models import User
from observatory.reports.models import Report


class Command(BaseCommand):
    help = "Bring the number of synthetic reports up to N (for measuring, in a folder of its own)"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--reports", type=int, required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        # Left by the first filling: what was sent here since is the bench's own.
        mark = settings.DATA_DIR / "filled-for-measuring"
        people = User.objects.filter(kind=User.Kind.PERSON).exists()
        if people or (Report.objects.exists() and not mark.exists()):
            raise CommandError("There are people or real reports here: nothing was written.")
        mark.touch()
        seconds = fill(options["reports"])
        self.stdout.write(f"{options['reports']} reports in {seconds:.1f} s")
