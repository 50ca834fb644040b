"""Print what the bench asks of the server, as JSON."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation

from observatory.ops.bench.sittings import busiest_problem, last_posts


class Command(BaseCommand):
    help = "Make finished sittings and print the requests of the bench (for measuring)"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--posts", type=int, default=300)

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override("fr"):
            found = {"problem": busiest_problem(), "posts": last_posts(options["posts"])}
        self.stdout.write(json.dumps(found))
