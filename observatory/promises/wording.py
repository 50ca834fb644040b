"""How promises and their dates are put in words, in the active language."""

from datetime import date

from django.utils.functional import Promise as Lazy
from django.utils.translation import get_language, get_language_info, gettext
from django.utils.translation import gettext_lazy as _

from observatory.ui.dates import date_format
from observatory.vocabularies.models import in_language
from observatory.vocabularies.queries import term

from .models import Promise
from .states import Kind, State

# Not a state: asked for in lists beside the states.
OVERDUE = "overdue"
KIND_WORDS: dict[str, str | Lazy] = {
    Kind.COMMITMENT: _("Engagement"),
    Kind.STATEMENT: _("Déclaration"),
    Kind.ACT: _("Texte voté"),
    Kind.DEMAND: _("Demande"),
    Kind.LEGAL_STEP: _("Étape en justice"),
}
PART_WORDS: dict[str, str | Lazy] = {
    "quote": _("Les mots exacts"),
    "author": _("Qui l’a dit"),
    "role": _("Sa fonction"),
    "said_at_place": _("Où"),
    "condition": _("La condition à vérifier"),
}


def due_words(promise: Promise) -> str:
    """Return by when it was to be kept: the last possible day in words; "" for no due date."""
    return date_format(promise.due_on, "j F Y") if promise.due_on else ""


def state_words(state: str) -> str:
    """Return the state as lists of states name it."""
    if state == OVERDUE:
        return gettext("Échéance passée, pas encore vérifiée")
    return in_language(term("promise_status", state).names)


def status_words(promise: Promise, today: date) -> str:
    """Return where the promise stands today."""
    if promise.is_overdue(today):
        return state_words(OVERDUE)
    if promise.state == State.OPEN and promise.due_on is None:
        return gettext("À suivre, sans échéance")
    return state_words(promise.state)


def status_class(promise: Promise, today: date) -> str:
    return OVERDUE if promise.is_overdue(today) else promise.state


def language_words(code: str) -> str:
    """Return the name of a language in the active one, the code itself if nobody knows it."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


def own_language(words: dict[str, object]) -> str:
    """Return the language in which our own words can be shown: the active one, else French."""
    language = (get_language() or "fr").split("-")[0]
    return language if language in words else "fr"
