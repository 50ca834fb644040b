"""Numbers and durations: reading what a person typed, and saying it again in words.

Each has one spelling in which it is kept, so that two answers are the same when
their texts are: a number "22.5" (a point, no zero that says nothing), a
duration "3:20" (minutes, two digits of seconds). Reading that spelling gives it
back unchanged. `number_of` and `seconds_of` give the value to count with.
"""

import re
import unicodedata
from decimal import Decimal
from math import ceil

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .schema import Question

_SPACES = re.compile(r"[\s\u00a0\u202f€]+")
_NUMBER = re.compile(r"-?[0-9]{1,9}(?:[.,]([0-9]{1,9}))?")
# 3:20, 3 min 20, 3 min 20 s, 3'20, 3 min; and 45 s. A bare number may be either: it is refused.
_SECONDS_NAMED = r"\s*(?:s|sec|seconde?s?|seconden?|\"|”|″)?\.?"
_DURATION = re.compile(
    rf"([0-9]{{1,4}})\s*(?::|'|’|′|min(?:utes?|uut|uten)?\.?|m)\s*(?:([0-9]{{1,2}}){_SECONDS_NAMED})?",
    re.IGNORECASE,
)
_SECONDS = re.compile(r"([0-9]{1,5})\s*(?:s|sec|seconde?s?|seconden?|\"|”|″)\.?", re.IGNORECASE)
MINUTE = 60


class AmountRefused(ValueError):
    """The amount cannot be taken; the message says why, in the language in use."""


def number_of(answer: str) -> Decimal:
    """Return the value of a number that was kept, in the unit of its question."""
    return Decimal(answer)


def seconds_of(answer: str) -> int:
    """Return the value of a duration that was kept, in seconds."""
    minutes, seconds = answer.split(":")
    return int(minutes) * MINUTE + int(seconds)


def written_duration(seconds: int) -> str:
    """Return so many seconds as a duration is kept: "3:20"."""
    return f"{seconds // MINUTE}:{seconds % MINUTE:02d}"


def clean_number(question: Question, value: str | int) -> str:
    """Return the number as it is kept, "" for nothing typed.

    A decimal comma and a decimal point are the same; spaces and a euro sign are
    left out. Raises `AmountRefused` for what is no number, has more decimals
    than the question takes, or lies outside its bounds.
    """
    text = _SPACES.sub("", _western(str(value)))
    if not text:
        return ""
    match = _NUMBER.fullmatch(text)
    if not match:
        raise AmountRefused(_no_number(question))
    number = Decimal(text.replace(",", "."))
    if len((match[1] or "").rstrip("0")) > question.decimals:
        raise AmountRefused(_too_exact(question))
    if question.least is not None and number < question.least:
        raise AmountRefused(
            _("C’est trop petit : %(least)s au moins.") % {"least": _written(question.least)}
        )
    if question.most is not None and number > question.most:
        raise AmountRefused(
            _("C’est trop grand : %(most)s au plus.") % {"most": _written(question.most)}
        )
    # Minus zero is zero.
    return f"{number.normalize() + 0:f}"


def clean_duration(question: Question, value: str | int) -> str:
    """Return the duration as it is kept, "" for nothing typed. An int is in seconds.

    Minutes and seconds are typed as 3:20; "3 min 20", "3 min" and "45 s" say the
    same as clearly. A bare number does not: 3 may be minutes or seconds. Raises
    `AmountRefused` for that, for what is no duration, and out of the bounds.
    """
    seconds = value if isinstance(value, int) else _read_duration(_western(value))
    if seconds is None:
        return ""
    if seconds < (question.least or 0):
        raise AmountRefused(
            _("C’est trop court : %(least)s au moins.")
            % {"least": written_duration(ceil(question.least or 0))}
        )
    if question.most is not None and seconds > question.most:
        raise AmountRefused(
            _("C’est trop long : %(most)s au plus.")
            % {"most": written_duration(int(question.most))}
        )
    return written_duration(seconds)


def _read_duration(text: str) -> int | None:
    text = text.strip()
    if not text:
        return None
    if match := _SECONDS.fullmatch(text):
        return int(match[1])
    match = _DURATION.fullmatch(text)
    if not match or (match[2] is None and text.endswith((":", "'", "’", "′"))):
        raise AmountRefused(
            _("Écrivez les minutes et les secondes, séparées par deux points, par exemple 3:20.")
        )
    seconds = int(match[2] or 0)
    if seconds >= MINUTE:
        raise AmountRefused(_("Les secondes vont de 0 à 59. Par exemple 3:20."))
    return int(match[1]) * MINUTE + seconds


def _western(text: str) -> str:
    """Return the text with the digits that Belgium writes."""
    return "".join(str(unicodedata.decimal(c, c)) for c in text)


def _no_number(question: Question) -> str:
    if question.decimals:
        return _("Ce n’est pas un nombre. Écrivez des chiffres, par exemple 12 ou 7,5.")
    return _("Ce n’est pas un nombre. Écrivez des chiffres, par exemple 12.")


def _too_exact(question: Question) -> str:
    if not question.decimals:
        return _("Écrivez un nombre entier, sans virgule.")
    return ngettext(
        "Au plus %(n)d chiffre après la virgule.",
        "Au plus %(n)d chiffres après la virgule.",
        question.decimals,
    ) % {"n": question.decimals}


def _written(number: Decimal) -> str:
    """Return a number as the active language writes it."""
    return number_format(f"{number:f}", force_grouping=True)


def how_to_write(question: Question) -> str:
    """Return in which unit an amount is typed, as a sentence; "" where the label says it all."""
    if question.kind == "duration":
        return _("En minutes et secondes, par exemple 3:20.")
    return {
        "days": _("En jours."),
        "minutes": _("En minutes."),
        "hours_week": _("En heures par semaine, par exemple 22,5."),
        "euro": _("En euros."),
    }.get(question.unit, "")


def as_typed(question: Question, answer: str) -> str:
    """Return an amount that was kept as a person of the active language types it: "22,5", "3:20"."""
    if question.kind == "duration":
        return answer
    return number_format(answer, use_l10n=True, force_grouping=False)


def amount_words(question: Question, answer: str) -> str:
    """Return an amount that was kept in words of the active language: "12 jours", "3 min 20 s"."""
    if question.kind == "duration":
        minutes, seconds = answer.split(":")
        return f"{minutes}\u202fmin\u202f{seconds}\u202fs"
    number = number_of(answer)
    # What is not whole goes with the plural.
    n = int(number) if number == int(number) else 2
    words = {
        "days": ngettext("%(n)s jour", "%(n)s jours", n),
        "minutes": ngettext("%(n)s minute", "%(n)s minutes", n),
        "hours_week": ngettext("%(n)s heure par semaine", "%(n)s heures par semaine", n),
        "euro": ngettext("%(n)s euro", "%(n)s euros", n),
        "times": ngettext("%(n)s fois", "%(n)s fois", n),
    }.get(question.unit, "%(n)s")
    return words % {"n": _written(number)}
