"""Kiosk mode: a tablet in a waiting room, where whoever comes next finds nothing of who came before.

All that is kept is a cookie of the tablet, signed: what was chosen when the
mode was started. It names nobody and counts nothing.
"""

import secrets
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import override

COOKIE = "kiosk"
SALT = "observatory.kiosk"
# As long as browsers keep a cookie.
COOKIE_AGE = timedelta(days=400)
# Without a script the server ends a sitting that was left alone for so long.
IDLE = timedelta(minutes=10)
# Kinds of questions that are not asked: a waiting room is no place for a camera.
WITHOUT = frozenset({"photo"})


@dataclass(frozen=True)
class Kiosk:
    """What was chosen when this browser was put in kiosk mode."""

    # The language to which the tablet returns.
    language: str
    salt: str
    # Of the four digits that end the mode: a keyed hash.
    code: str
    has_headset: bool = False
    has_printer: bool = False

    @property
    def start(self) -> str:
        """The address of the first screen, in the language of the tablet."""
        with override(self.language):
            return reverse("report_start")

    def opens_with(self, code: str) -> bool:
        """Tell whether these are the digits chosen at the start."""
        return constant_time_compare(self.code, _hash(self.salt, code))


def _hash(salt: str, code: str) -> str:
    return salted_hmac(SALT + salt, code, algorithm="sha256").hexdigest()


def kiosk_of(request: HttpRequest) -> Kiosk | None:
    """Return what this browser was set to, or None outside kiosk mode."""
    value = request.COOKIES.get(COOKIE)
    if not value:
        return None
    try:
        kept: dict[str, Any] = signing.loads(value, salt=SALT)
        return Kiosk(**kept)
    except (signing.BadSignature, TypeError):
        return None


def start_kiosk(
    response: HttpResponse, *, code: str, language: str, has_headset: bool, has_printer: bool
) -> None:
    """Put the browser in kiosk mode."""
    salt = secrets.token_hex(8)
    kiosk = Kiosk(
        language=language,
        salt=salt,
        code=_hash(salt, code),
        has_headset=has_headset,
        has_printer=has_printer,
    )
    response.set_cookie(
        COOKIE,
        signing.dumps(asdict(kiosk), salt=SALT),
        max_age=int(COOKIE_AGE.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=settings.HTTPS,
    )


def end_kiosk(response: HttpResponse) -> None:
    """Take the browser out of kiosk mode."""
    response.delete_cookie(COOKIE, samesite="Lax")
