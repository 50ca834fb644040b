"""How a problem is named and counted in words, in the active language or another."""

from datetime import date
from functools import lru_cache

from django.utils.dateformat import format as format_date
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, ngettext, override
from django.utils.translation import gettext_lazy as _

from observatory.kit.small_numbers import Count, Form
from observatory.places.queries import territories_by_id
from observatory.vocabularies.models import in_language
from observatory.vocabularies.queries import term, terms_by_id

from .models import Problem
from .states import Channel, State

# What a problem is called while no obstacle was named.
UNNAMED: dict[str, str | Promise] = {
    Channel.COUNTER: _("Une difficulté au guichet"),
    Channel.PHONE: _("Une difficulté au téléphone"),
    Channel.POST: _("Une difficulté par courrier"),
    Channel.ANY: _("Une difficulté sans internet"),
    Channel.NONE: _("Une difficulté d’accès"),
}
# The vocabulary's own words, "ouvert" and "de retour", beside "guichet supprimé",
# read as if the counter were open again.
PLAIN_STATES: dict[str, Promise] = {
    State.OPEN: _("Pas encore réglé"),
    State.BACK: _("Le problème est revenu"),
}
CHANNEL_ICONS = {
    Channel.COUNTER: "counter",
    Channel.PHONE: "phone",
    Channel.POST: "letter",
    Channel.ANY: "online",
    Channel.NONE: "other",
}


def obstacle_name(problem: Problem) -> str:
    """Return the obstacle most reported, or what the channel lets one say."""
    if problem.obstacle_id is None:
        return str(UNNAMED[Channel(problem.channel)])
    return in_language(terms_by_id()[problem.obstacle_id].names)


def service_name(problem: Problem) -> str:
    return in_language(terms_by_id()[problem.service_id].names)


def place_name(problem: Problem) -> str:
    """Return the municipality, or say that it is not known."""
    if problem.territory_id is None:
        return gettext("commune non précisée")
    return in_language(territories_by_id()[problem.territory_id].names)


def state_name(state: str) -> str:
    """Return a state as people read it, in the active language."""
    plain = PLAIN_STATES.get(state)
    return str(plain) if plain else in_language(term("problem_state", state).names)


def title_of(problem: Problem, language: str | None = None) -> str:
    """Return obstacle, service and place in one line, in the language asked for."""
    with override(language or get_language()):
        return gettext("%(obstacle)s – %(service)s, %(place)s") % {
            "obstacle": obstacle_name(problem),
            "service": service_name(problem),
            "place": place_name(problem),
        }


def count_words(count: Count) -> str:
    """Return a number of reports in words, never a number below 3."""
    return _count_words(get_language(), count)


# The same few words stand many times on a page: they are worked out once a language.
@lru_cache(maxsize=4096)
def _count_words(language: str | None, count: Count) -> str:
    del language  # The active language: it only tells the copies apart.
    if count.value is None:
        if count.form == Form.NONE:
            return gettext("Aucun signalement")
        return gettext("Moins de 3 signalements")
    words = {"n": number_format(count.value, force_grouping=True)}
    if count.form == Form.AT_LEAST:
        return gettext("Au moins %(n)s signalements") % words
    return ngettext("%(n)s signalement", "%(n)s signalements", count.value) % words


def month_words(month: date) -> str:
    """Return a month as it is written: "mars 2026"."""
    return _month_words(get_language(), month.year, month.month)


@lru_cache(maxsize=4096)
def _month_words(language: str | None, year: int, month: int) -> str:
    del language
    return format_date(date(year, month, 1), "F Y")


def period_words(first: date, last: date) -> str:
    """Return the months from first to last in words: "mars 2026" or "mars à mai 2026"."""
    if first == last:
        return month_words(first)
    if first.year == last.year:
        return gettext("%(first)s à %(last)s") % {
            "first": format_date(first, "F"),
            "last": month_words(last),
        }
    return gettext("%(first)s à %(last)s") % {
        "first": month_words(first),
        "last": month_words(last),
    }
