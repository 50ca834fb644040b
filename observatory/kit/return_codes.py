"""Return codes: 12 digits in three groups, readable over the phone.

Eleven digits are drawn from HMAC-SHA256 of the submission's identifier under a
secret key, so that sending the same form twice gives the same code without the
code being stored. The twelfth is the Verhoeff check digit (J. Verhoeff, Error
Detecting Decimal Codes, 1969): it catches every wrong digit and every swap of
neighbours, the two mistakes people make when they read a number aloud.
"""

import hashlib
import hmac
import unicodedata
from uuid import UUID

from stdnum import verhoeff
from stdnum.exceptions import ValidationError

from .keys import keyed_hash

DIGITS = 12
GROUP = 4


class WrongCode(ValueError):
    """The text is no return code: `reason` is "length", "letters" or "check"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def make_code(key: bytes, submission: UUID, attempt: int = 0) -> str:
    """Return the 12 digits of a submission; another `attempt` gives another code."""
    digest = hmac.new(key, f"{submission}:{attempt}".encode(), hashlib.sha256).digest()
    body = str(int.from_bytes(digest[:16], "big") % 10 ** (DIGITS - 1)).zfill(DIGITS - 1)
    return body + verhoeff.calc_check_digit(body)


def read_code(text: str) -> str:
    """Return the 12 digits that someone typed, whatever the spaces, dots and dashes.

    Raises `WrongCode`: "letters" when something else than digits and
    separators is there, "length" when there are not 12, "check" when a digit
    must be wrong or two are swapped.
    """
    digits = []
    for character in unicodedata.normalize("NFKC", text):
        if character.isdigit():
            digits.append(str(unicodedata.digit(character)))
        elif not (character.isspace() or unicodedata.category(character)[0] in "PCZ"):
            raise WrongCode("letters")
    if len(digits) != DIGITS:
        raise WrongCode("length")
    code = "".join(digits)
    try:
        verhoeff.validate(code)
    except ValidationError as error:
        raise WrongCode("check") from error
    return code


def group_code(code: str) -> str:
    """Return the code as it is written and read aloud: "1234 5678 9012"."""
    return " ".join(code[start : start + GROUP] for start in range(0, DIGITS, GROUP))


def hash_code(key: bytes, code: str) -> str:
    """Return what is stored of a code: HMAC-SHA256 in hexadecimal."""
    return keyed_hash(key, "return-code", code)
