"""Say to which bodies a case may go. Nothing of the case is stored."""

import json
import sys
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import override

from observatory.escalations.cases import FIELDS, BadCase, Known, read_case
from observatory.escalations.queries import known, records
from observatory.escalations.records import Record
from observatory.escalations.routing import route_case

LONGEST = 100_000


class Command(BaseCommand):
    help = (
        "Read a case as JSON from standard input and print, as JSON, the competent bodies in "
        "order, what is missing, why the others are not competent and what to ask. "
        f"Fields, any of which may be absent: {', '.join(FIELDS)}. Stores nothing. "
        "What cannot be read ends with one sentence and exit code 2."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--lang", default="fr", help="language of the sentences (fr)")

    def handle(self, *args: Any, **options: Any) -> None:
        languages = [code for code, _name in settings.LANGUAGES]
        if options["lang"] not in languages:
            raise CommandError(f"--lang: known are {', '.join(languages)}", returncode=2)
        with override(options["lang"]):
            try:
                data = _read_json()
                bodies, reference = _read_reference()
                case = read_case(data, reference, today=localdate())
            except BadCase as error:
                raise CommandError(str(error), returncode=2) from error
            route = route_case(case, bodies, country=settings.COUNTRY)
            self.stdout.write(json.dumps(route.as_data(), ensure_ascii=False, indent=1))
            if route.unchecked:
                self.stderr.write(
                    _("Fiches non vérifiées depuis un an, à vérifier : %(bodies)s.")
                    % {"bodies": ", ".join(route.unchecked)}
                )


def _read_reference() -> tuple[Mapping[str, Record], Known]:
    """Return the records and what cases are read with, which an installation must have loaded."""
    try:
        found = records(), known()
    except DatabaseError as error:
        raise CommandError("No database yet: run manage.py prepare --empty") from error
    if not found[0]:
        raise CommandError("No records yet: run manage.py load_reference_data")
    return found


def _read_json() -> Any:
    """Return what stands in standard input. Raises `BadCase` for what is no JSON in UTF-8."""
    # None where standard input is closed.
    stream = getattr(sys.stdin, "buffer", sys.stdin)
    try:
        raw = stream.read(LONGEST + 1) if stream else ""
        if len(raw) > LONGEST:
            raise BadCase(_("Le cas est trop long."))
        return json.loads(raw.decode("utf-8-sig") if isinstance(raw, bytes) else raw)
    except (ValueError, RecursionError) as error:
        if isinstance(error, BadCase):
            raise
        raise BadCase(_("Ce n’est pas du JSON.")) from error
