"""From the serial on a form to its report: by a keyed hash, and by nothing that is stored.

docs/decisions/0013: the serial gives the identifier of the report that is made
of the form, and the identifier gives the return code (decision 0011). The same
form read twice is therefore one report, and without the keys nobody can tell
which code belongs to which form.
"""

import hmac
from functools import cache
from hashlib import sha256
from uuid import UUID

from django.conf import settings

from observatory.kit.keys import keyed_hash, load_key
from observatory.kit.return_codes import make_code
from observatory.paper.scanning.identify import code_key
from observatory.reports.queries import code_key as return_code_key

page_key = code_key


@cache
def _serial_key() -> bytes:
    return load_key(settings.KEYS_DIR, "serials")


def submission_uuid(serial: str) -> UUID:
    """Return the identifier of the report that is made of the form with this serial."""
    digest = hmac.new(_serial_key(), b"submission\0" + serial.encode(), sha256).digest()
    return UUID(bytes=digest[:16], version=4)


def return_code(serial: str) -> str:
    """Return the 12 digits printed on the stub of the form with this serial."""
    return make_code(return_code_key(), submission_uuid(serial))


def hash_serial(serial: str) -> str:
    """Return what is stored of a serial that was printed."""
    return keyed_hash(_serial_key(), "printed", serial)
