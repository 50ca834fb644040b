"""The report behind a tear-off part, by the code that it bears."""

import re

from observatory.kit.return_codes import WrongCode, read_code
from observatory.paper.models import Batch
from observatory.paper.page_codes import ALPHABET
from observatory.paper.printing.serials import submission_uuid
from observatory.reports.models import Report
from observatory.reports.queries import report_by_code

SERIAL = re.compile(f"[{ALPHABET}]{{7}}")
# What people write for characters that the serials leave out (Crockford's base 32).
_MEANT = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})


def report_of_tear_off(batch: Batch, text: str) -> Report | None:
    """Return the report of a sheet of this pile, by its return code or its serial.

    A code of another pile is answered like one that does not exist. Two queries.
    """
    try:
        found = report_by_code(read_code(text))
    except WrongCode:
        serial = _serial(text)
        found = Report.objects.filter(uuid=submission_uuid(serial)).first() if serial else None
    if not isinstance(found, Report):
        return None
    return Report.objects.filter(pk=found.pk, sheet__batch=batch).first()


def _serial(text: str) -> str:
    """Return the seven characters of a serial that someone typed, or ""."""
    plain = re.sub(r"[\s.\-–]", "", text).upper().translate(_MEANT)
    return plain if SERIAL.fullmatch(plain) else ""
