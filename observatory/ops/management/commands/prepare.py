"""Make the database ready: what `script/server` runs before it opens."""

from typing import Any

from django.core.management import BaseCommand, CommandParser, call_command, get_commands


class Command(BaseCommand):
    help = "Migrate, load the reference data and, unless --empty, the demo content."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--empty", action="store_true", help="leave out the demo content")

    def handle(self, *, empty: bool, **options: Any) -> None:
        """Run each step; all of them may run again and lose nothing."""
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        call_command("load_reference_data", verbosity=0)
        if not empty and "demo" in get_commands():
            call_command("demo", "load", verbosity=0)
