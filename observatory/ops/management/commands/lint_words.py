"""Read the words and the markup of every template and every Python file."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser

from observatory.ops.catalogues import source_files
from observatory.ops.markup import check_template
from observatory.ops.typography import Fault, check_words


class Command(BaseCommand):
    help = "Check French typography, words that cannot be translated and inline code."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--fix", action="store_true", help="mend spaces and apostrophes")
        parser.add_argument("paths", nargs="*", type=Path, help="files (default: all)")

    def handle(self, *, fix: bool, paths: list[Path], **options: Any) -> None:
        """Print one line per fault; exit 1 when there is one."""
        faults: list[Fault] = []
        for path in paths or source_files(settings.BASE_DIR):
            faults += check_words(path, fix=fix)
            if path.suffix != ".py":
                faults += check_template(path)
        for fault in faults:
            self.stdout.write(str(fault).removeprefix(f"{settings.BASE_DIR}/"))
        if faults:
            raise CommandError(f"{len(faults)} faults; --fix mends spaces and apostrophes")
