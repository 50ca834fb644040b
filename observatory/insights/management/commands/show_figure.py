"""Print what a page shows of "x out of n"."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import override

from observatory.kit.small_numbers import show_proportion
from observatory.ui.proportions import proportion_words


class Command(BaseCommand):
    help = (
        "Print exactly what a page shows of a proportion, under the display rules for small "
        "numbers (kit/small_numbers.py)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("successes", type=int)
        parser.add_argument("total", type=int)
        parser.add_argument("--lang", default="fr", help="language of the words (fr)")

    def handle(self, *args: Any, **options: Any) -> None:
        language = options["lang"]
        known = [code for code, _name in settings.LANGUAGES]
        if language not in known:
            raise CommandError(f"--lang: known are {', '.join(known)}")
        try:
            share = show_proportion(options["successes"], options["total"])
        except ValueError as error:
            raise CommandError(str(error)) from error
        with override(language):
            self.stdout.write(proportion_words(share))
