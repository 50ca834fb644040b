"""Whether a citizens' interpellation of a municipal council can be admitted, by rules that are data.

Sources stand in `data/interpellation.json` with the day they were read. What a
municipality asks and was not read yet is said to be unknown: it blocks nothing.
"""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext, ngettext

from observatory.ui.dates import date_format

DATA = Path(__file__).parent / "data" / "interpellation.json"
MET, FAILED, UNKNOWN = "met", "failed", "unknown"


@dataclass(frozen=True)
class Rules:
    """What one municipality asks; None is not known yet."""

    residents: int
    not_raised_months: int | None
    deadline_days: int | None
    is_clear: bool
    least_age: int | None
    source: str
    as_of: date


@dataclass(frozen=True)
class Asked:
    """What is known of an interpellation: who signs, what it is about, when it is for."""

    residents: int
    is_general: bool
    is_municipal: bool
    raised_on: date | None
    council_on: date
    handed_in_on: date


@dataclass(frozen=True)
class Line:
    """One condition: whether it is met, in words."""

    state: str
    words: str


@cache
def _data() -> dict[str, Any]:
    read: dict[str, Any] = json.loads(DATA.read_text(encoding="utf-8"))
    return read


def rules_of(nis: str) -> Rules:
    """Return what is known of the rules of a municipality, with source and day."""
    data = _data()
    own = data["municipalities"].get(nis, {})
    deadline = own.get("deadline", {})
    return Rules(
        data["law"]["residents"],
        own.get("not_raised_months"),
        deadline.get("days"),
        deadline.get("clear", False),
        own.get("least_age"),
        "; ".join(filter(None, [data["law"]["source"], own.get("source", "")])),
        date.fromisoformat(data["as_of"]),
    )


def last_day(rules: Rules, council_on: date) -> date | None:
    """Return the last day on which it may be handed in; None while the deadline is not known."""
    if rules.deadline_days is None:
        return None
    return council_on - timedelta(days=rules.deadline_days + rules.is_clear)


def check_interpellation(rules: Rules, asked: Asked) -> list[Line]:
    """Return each condition, met, failed or unknown, in words of the active language."""
    return [
        _residents(rules, asked),
        _told(
            asked.is_general,
            gettext(
                "Le sujet est général : ni une personne, ni une demande de chiffres ou de documents."
            ),
        ),
        _told(asked.is_municipal, gettext("Le sujet est de la compétence de la commune.")),
        _raised(rules, asked),
        _deadline(rules, asked),
    ]


def is_admissible(lines: list[Line]) -> bool:
    """Tell whether no condition that is known fails."""
    return all(line.state != FAILED for line in lines)


def _told(is_met: bool, words: str) -> Line:
    return Line(MET if is_met else FAILED, words)


def _residents(rules: Rules, asked: Asked) -> Line:
    age = ""
    if rules.least_age is not None:
        age = " " + gettext("d’au moins %(n)d ans") % {"n": rules.least_age}
    words = gettext("%(needed)d habitants%(age)s signent : il y en a %(n)d.")
    if asked.residents < rules.residents:
        missing = rules.residents - asked.residents
        words = ngettext(
            "%(needed)d habitants%(age)s doivent signer : il en manque %(missing)d.",
            "%(needed)d habitants%(age)s doivent signer : il en manque %(missing)d.",
            missing,
        )
    told = {
        "needed": rules.residents,
        "age": age,
        "n": asked.residents,
        "missing": rules.residents - asked.residents,
    }
    return _told(asked.residents >= rules.residents, words % told)


def _raised(rules: Rules, asked: Asked) -> Line:
    if asked.raised_on is None:
        return Line(MET, gettext("Le sujet n’a pas encore été posé au conseil."))
    day = date_format(asked.raised_on, "j F Y")
    if rules.not_raised_months is None:
        words = gettext(
            "Le sujet a été posé le %(day)s. Combien de temps il faut attendre ici n’est pas encore connu : demandez-le."
        )
        return Line(UNKNOWN, words % {"day": day})
    again_on = _months_later(asked.raised_on, rules.not_raised_months)
    told = {"day": day, "n": rules.not_raised_months, "again": date_format(again_on, "j F Y")}
    if asked.council_on >= again_on:
        return Line(
            MET, gettext("Le sujet a été posé le %(day)s, il y a plus de %(n)d mois.") % told
        )
    return Line(
        FAILED,
        gettext("Le sujet a été posé le %(day)s : il faut attendre %(n)d mois, jusqu’au %(again)s.")
        % told,
    )


def _months_later(day: date, months: int) -> date:
    """Return the same day so many months later, or the first of the next month when there is none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    try:
        return date(year, month + 1, day.day)
    except ValueError:
        year, month = divmod(year * 12 + month + 1, 12)
        return date(year, month + 1, 1)


def _deadline(rules: Rules, asked: Asked) -> Line:
    last = last_day(rules, asked.council_on)
    if last is None:
        return Line(
            UNKNOWN,
            gettext(
                "Le délai de cette commune n’est pas encore connu : demandez-le au secrétariat."
            ),
        )
    told = {
        "last": date_format(last, "j F Y"),
        "n": rules.deadline_days,
        "council": date_format(asked.council_on, "j F Y"),
    }
    words = (
        gettext(
            "À remettre %(n)d jours francs avant le conseil du %(council)s : le %(last)s au plus tard."
        )
        if rules.is_clear
        else gettext(
            "À remettre %(n)d jours avant le conseil du %(council)s : le %(last)s au plus tard."
        )
    )
    return _told(asked.handed_in_on <= last, words % told)
