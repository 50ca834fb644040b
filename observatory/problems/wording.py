"""How a problem is named and counted in words, in the active language or another."""

from datetime import date

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
from .states import Channel

# What a problem is called while no obstacle was named.
UNNAMED: dict[str, str | Promise] = {
    Channel.COUNTER: _("Une difficulté au guichet"),
    Channel.PHONE: _("Une difficulté au téléphone"),
    Channel.POST: _("Une difficulté par courrier"),
    Channel.ANY: _("Une difficulté sans internet"),
    Channel.NONE: _("Une difficulté d’accès"),
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
    """Return a state as the vocabulary names it, in the active language."""
    return in_language(term("problem_state", state).names)


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
    return format_date(month, "F Y")


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
