"""Print the forms of a questionnaire into a PDF, and write down where every box stands."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from observatory.paper.actions.printing import MOST_COPIES, PrintedForms, TooManyForms, print_forms
from observatory.paper.printing.flow import TooLong
from observatory.paper.printing.targets import TARGETS
from observatory.paper.printing.words import LanguageUnknown, printed_languages
from observatory.paper.queries.designing import NotInLanguage
from observatory.people.queries import system_actor
from observatory.questionnaires.models import Questionnaire, QuestionnaireVersion
from observatory.questionnaires.narrowing import CannotBeGiven
from observatory.questionnaires.queries import current_version


class Command(BaseCommand):
    help = (
        "Print the newest version of a questionnaire as forms to be filled in by hand. Each copy "
        "has a serial and a return code of its own, unless --blank. The layout lists every box "
        "and every rectangle for handwriting of each page, in millimetres from its top left corner."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("questionnaire", help="its key, for example: report")
        parser.add_argument("--lang", default="fr", help="language of the form (fr)")
        parser.add_argument("--copies", type=int, default=1, help=f"1 to {MOST_COPIES} (1)")
        parser.add_argument("--out", type=Path, required=True, help="the PDF to write")
        parser.add_argument("--layout", type=Path, help="the layout to write, as JSON")
        parser.add_argument("--target", choices=TARGETS, default="report")
        parser.add_argument(
            "--given",
            action="append",
            default=[],
            metavar="QUESTION=CODE",
            help="an answer known beforehand, for example channel=visit: what is then never asked is left out",
        )
        parser.add_argument(
            "--blank", action="store_true", help="without serial, to be copied on a photocopier"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        done = self._print(options)
        layout = json.dumps(layout_json(done), ensure_ascii=False, indent=1)
        _write(options["out"], done.printed.pdf)
        if options["layout"] is not None:
            _write(options["layout"], layout.encode())
        if options["verbosity"] > 0:
            self.stdout.write(
                f"{done.run.copies} forms ({done.form.form}, version {done.form.version}) "
                f"on {len(done.printed.pages)} pages: {options['out']}"
            )

    def _print(self, options: dict[str, Any]) -> PrintedForms:
        key, language = options["questionnaire"], options["lang"]
        try:
            version = current_version(key)
        except QuestionnaireVersion.DoesNotExist:
            known = ", ".join(Questionnaire.objects.order_by("key").values_list("key", flat=True))
            raise CommandError(
                f"there is no questionnaire {key}; there is: {known or 'none'}"
            ) from None
        try:
            return print_forms(
                version=version,
                language=language,
                target=options["target"],
                copies=options["copies"],
                is_blank=options["blank"],
                given=_given(options["given"]),
                by=system_actor("worker"),
                at=timezone.now(),
            )
        except TooManyForms:
            if options["blank"]:
                raise CommandError("one blank form is enough: it is copied") from None
            raise CommandError(f"--copies must be between 1 and {MOST_COPIES}") from None
        except CannotBeGiven as error:
            raise CommandError(f"--given: {error}") from error
        except NotInLanguage as error:
            raise CommandError(
                f"{key} is not written in {language}; it is in: {', '.join(error.languages)}"
            ) from error
        except LanguageUnknown as error:
            raise CommandError(
                f"forms cannot be printed in {language} yet, only in: "
                f"{', '.join(printed_languages())}"
            ) from error
        except TooLong as error:
            raise CommandError(
                f"{key} is too long for a {options['target']}: {error.key} fits on no page"
            ) from error


def _given(pairs: list[str]) -> dict[str, str]:
    found = dict(pair.partition("=")[::2] for pair in pairs)
    if not all(found.values()):
        raise CommandError("--given is written as question=code, for example channel=visit")
    return found


def layout_json(done: PrintedForms) -> dict[str, Any]:
    """Return the layout of every page in the order they are printed, and where each lies.

    `places` says for each page on which sheet of the PDF its top left corner is,
    and where: four cards lie on one sheet.
    """
    return {
        "pages": [page.to_json() for page in done.printed.pages],
        "places": [{"sheet": sheet, "x_mm": x, "y_mm": y} for sheet, x, y in done.printed.places],
    }


def _write(path: Path, data: bytes) -> None:
    try:
        path.write_bytes(data)
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}") from error
