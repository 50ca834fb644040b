"""Bring the translation catalogues up to date, check them, compile them."""

from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser

from observatory.ops import catalogues


class Command(BaseCommand):
    help = "Collect the messages of the code into observatory/locale; --check, --compile."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="say what is not translated")
        parser.add_argument("--compile", action="store_true", help="write the .mo files")

    def handle(self, *, check: bool, **options: Any) -> None:
        """Do one of the three; without option, collect and say what is left to translate."""
        locale = settings.LOCALE_PATHS[0]
        languages = [code for code, _ in settings.LANGUAGES]
        if options["compile"]:
            for language in languages:
                path = catalogues.catalogue_path(locale, language)
                if path.exists():
                    catalogues.compile_catalogue(path, language)
            return
        template = catalogues.read_sources(settings.BASE_DIR)
        faults: list[str] = []
        for language in languages:
            path = catalogues.catalogue_path(locale, language)
            if check:
                catalog = catalogues.read_catalogue(path, language)
            else:
                catalog = catalogues.update_catalogue(path, language, template)
            faults += catalogues.faults_of_catalogue(catalog, language, template)
        if check:
            for fault in faults:
                self.stdout.write(fault)
            if faults:
                raise CommandError(f"{len(faults)} faults in the translations")
        else:
            self.stdout.write(f"{len(template)} messages, {len(faults)} to translate or correct")
