"""Cleaning what people write: nothing they meant is lost, nothing that hides or breaks stays."""

import re
import unicodedata

from django.utils.translation import ngettext

# Characters that turn the direction of the text that follows them, so that
# what is read is not what is written (Unicode TR 36, "Trojan Source"). The
# marks that right-to-left writing needs (U+200E, U+200F, U+061C) stay.
_TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_TURNING_TABLE = dict.fromkeys(map(ord, _TURNING))
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]")
_MANY_LINES = re.compile(r"\n{4,}")
# Control characters (Cc), unpaired surrogates (Cs), unassigned non-characters.
_DROPPED = frozenset({"Cc", "Cs"})


class TextRefused(ValueError):
    """The text cannot be taken; the message says why, in the language in use."""


def clean_text(text: str, max_length: int = 0) -> str:
    """Return the text as it is kept: NFC, Unix line ends, no control character, trimmed.

    Emoji, right-to-left writing, its marks and joiners stay. Tabs become
    spaces; a character that turns the reading direction is taken out. Raises
    `TextRefused` when more than `max_length` characters remain (0: no limit).
    """
    text = _LINE_ENDS.sub("\n", text).replace("\t", " ").translate(_TURNING_TABLE)
    # Text that can be printed, as nearly all is, holds nothing to drop.
    if not text.replace("\n", "").isprintable():
        text = "".join(c for c in text if c == "\n" or unicodedata.category(c) not in _DROPPED)
    text = unicodedata.normalize("NFC", text)
    text = "\n".join(line.rstrip() for line in text.split("\n")).strip()
    text = _MANY_LINES.sub("\n\n\n", text)
    if max_length and len(text) > max_length:
        raise TextRefused(too_long(len(text), max_length))
    return text


def clean_line(text: str, max_length: int = 0) -> str:
    """Return the text on one line: as `clean_text`, with line ends and runs of spaces as one space."""
    text = " ".join(clean_text(text).split())
    if max_length and len(text) > max_length:
        raise TextRefused(too_long(len(text), max_length))
    return text


def too_long(length: int, limit: int) -> str:
    """Say that a text is too long, by how much, and what the limit is."""
    over = length - limit
    return ngettext(
        "C’est trop long : il y a %(over)d caractère de trop. Le maximum est %(limit)d.",
        "C’est trop long : il y a %(over)d caractères de trop. Le maximum est %(limit)d.",
        over,
    ) % {"over": over, "limit": limit}
