"""How promises and their dates are put in words, in the active language."""

from datetime import date

from django.utils.functional import Promise as Lazy
from django.utils.translation import get_language, get_language_info, gettext
from django.utils.translation import gettext_lazy as _

from observatory.places.queries import territory_by_nis
from observatory.ui.dates import date_format, partial_date_words
from observatory.vocabularies.models import in_language
from observatory.vocabularies.queries import term

from .models import Promise
from .states import Kind, ProposalState, Refusal, State, Way

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
    "said": _("Quand cela a été dit"),
    "due": _("L’échéance"),
    "level": _("Le niveau de pouvoir"),
    "territory": _("Le lieu concerné"),
    "recording_url": _("L’enregistrement"),
    "source": _("La source"),
    "other_sources": _("Les autres sources"),
    "update": _("Ce qui s’est passé"),
    "reply_text": _("La réponse"),
    "reply_signed_by": _("Qui a signé la réponse"),
    "reply_signed_role": _("La fonction de qui a signé la réponse"),
    "fact_text": _("Notre résumé"),
    "fact_who": _("Qui"),
    "fact_happened": _("La date"),
    "fact_source": _("La source"),
}
WAY_WORDS: dict[str, str | Lazy] = {
    Way.WEB: _("Sur le site"),
    Way.PHONE: _("Par téléphone"),
    Way.LETTER: _("Par lettre, ou sur papier"),
    Way.EMAIL: _("Par e-mail"),
    Way.DESK: _("De vive voix, à un guichet d’association ou à une réunion"),
}
REFUSAL_WORDS: dict[str, str | Lazy] = {
    Refusal.SOURCE: _("La source ne dit pas cela, ou on ne peut pas la voir"),
    Refusal.KNOWN: _("C’est déjà noté"),
    Refusal.ELSEWHERE: _("Cela ne parle pas de cette promesse"),
    Refusal.OPINION: _("C’est un avis, pas un fait"),
    Refusal.UNCLEAR: _("On ne comprend pas ce qui s’est passé"),
}
PROPOSAL_WORDS: dict[str, str | Lazy] = {
    ProposalState.WAITING: _("À lire"),
    ProposalState.ACCEPTED: _("Acceptée"),
    ProposalState.REFUSED: _("Refusée"),
}
# What kit.personal_data may find in a text.
FOUND_WORDS: dict[str, str | Lazy] = {
    "email": _("adresse e-mail"),
    "link": _("lien ou pseudo"),
    "payment": _("communication de paiement"),
    "account": _("numéro de compte"),
    "card": _("numéro de carte"),
    "register": _("numéro national"),
    "phone": _("téléphone"),
    "plate": _("plaque"),
    "birth_date": _("date de naissance"),
    "address": _("adresse"),
    "file": _("numéro de dossier"),
    "name": _("nom"),
}


def part_text(part: str, kept: str) -> str:
    """Return what the log keeps of a part as it is read: a date, a place or a level in words."""
    if part in {"said", "due", "fact_happened"}:
        return partial_date_words(kept)
    if part == "level" and kept:
        return in_language(term("level", kept).names)
    if part == "territory" and kept:
        return in_language(territory_by_nis(kept).names)
    return kept


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
