"""Opening hours in words, in the reader's language; what is too complex is shown as it is."""

import re
from functools import lru_cache

from django.utils.dates import WEEKDAYS
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from .hours import DAYS, canonical_hours

TIMES = re.compile(r"^\d\d:\d\d-\d\d:\d\d(,\d\d:\d\d-\d\d:\d\d)*$")
DAY_LIST = re.compile(r"^(Mo|Tu|We|Th|Fr|Sa|Su)([-,](Mo|Tu|We|Th|Fr|Sa|Su))*$")
CLOSED = {"off", "closed"}


def hours_in_words(hours: str) -> str:
    """Return the hours as one sentence part: "lundi au vendredi, de 6 h 15 à 20 h".

    "" gives "aucune heure indiquée"; syntax this cannot say gives the text itself.
    """
    sentence, *others = hours_in_lines(hours)
    for line in others:
        sentence = _("%(before)s ; %(after)s") % {"before": sentence, "after": line}
    return sentence


def hours_in_lines(hours: str) -> list[str]:
    """Return one line for each group of days; see `hours_in_words`."""
    return list(_lines(hours, get_language() or "fr"))


def minutes_in_words(minutes: int) -> str:
    """Return a length of time: "66 h 15", "20 h", "45 min"."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return ngettext("%(count)s min", "%(count)s min", rest) % {"count": rest}
    if not rest:
        return (_("%(hours)s h") % {"hours": hours}).replace(" ", "\u00a0")
    said = _("%(hours)s h %(minutes)s") % {"hours": hours, "minutes": f"{rest:02d}"}
    return said.replace(" ", "\u00a0")


@lru_cache(maxsize=2048)
def _lines(hours: str, _language: str) -> tuple[str, ...]:
    if hours == "":
        return (_("aucune heure indiquée"),)
    canonical = canonical_hours(hours)
    if canonical == "24/7":
        return (_("jour et nuit, tous les jours"),)
    lines = [_rule_in_words(rule.strip()) for rule in canonical.split(";")]
    if any(line is None for line in lines):
        return (hours,)
    return tuple(line for line in lines if line is not None)


def _rule_in_words(rule: str) -> str | None:
    if rule in CLOSED:
        return _("fermé")
    if rule in {f"PH {word}" for word in CLOSED}:
        return _("fermé les jours fériés")
    if TIMES.match(rule):
        rule = f"Mo-Su {rule}"
    days, _space, times = rule.partition(" ")
    if not DAY_LIST.match(days):
        return None
    if times in CLOSED:
        return _("%(days)s, fermé") % {"days": _days_in_words(days)}
    if times == "":
        return _("%(days)s, toute la journée") % {"days": _days_in_words(days)}
    if not TIMES.match(times):
        return None
    spans = [_span_in_words(span) for span in times.split(",")]
    return _("%(days)s, %(times)s") % {"days": _days_in_words(days), "times": _all_of(spans)}


def _days_in_words(days: str) -> str:
    parts = []
    for part in days.split(","):
        first, _dash, last = part.partition("-")
        start = DAYS.index(first)
        end = DAYS.index(last) if last else start
        if (start, end) == (0, 6):
            return _("tous les jours")
        if end - start == 1:
            parts += [_day(start), _day(end)]
        elif end == start:
            parts.append(_day(start))
        else:
            parts.append(_("%(first)s au %(last)s") % {"first": _day(start), "last": _day(end)})
    return _all_of(parts)


def _day(index: int) -> str:
    # Django's own names of the days: in lower case where the language writes them so.
    return str(WEEKDAYS[index])


def _span_in_words(span: str) -> str:
    start, _dash, end = span.partition("-")
    return _("de %(start)s à %(end)s") % {"start": _time(start), "end": _time(end)}


def _time(text: str) -> str:
    hour, minute = (int(part) for part in text.split(":"))
    if minute == 0 and hour in {0, 24}:
        return _("minuit")
    return _clock(hour % 24, minute)


def _clock(hours: int, minutes: int) -> str:
    if minutes == 0:
        # Translators: a time of day, on the hour, as on a notice of opening hours.
        said = pgettext("time of day", "%(hours)s h") % {"hours": hours}
    else:
        # Translators: a time of day, as on a notice of opening hours.
        said = pgettext("time of day", "%(hours)s h %(minutes)s") % {
            "hours": hours,
            "minutes": f"{minutes:02d}",
        }
    return said.replace(" ", "\u00a0")


def _all_of(parts: list[str]) -> str:
    """Return "a", "a et b", "a, b et c"."""
    if len(parts) == 1:
        return parts[0]
    return _("%(before)s et %(last)s") % {"before": ", ".join(parts[:-1]), "last": parts[-1]}
