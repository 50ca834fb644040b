"""How events are named in words, in the active language."""

from datetime import datetime

from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from observatory.associations.queries.public import language_name
from observatory.places.queries import territories_by_id
from observatory.ui.dates import date_format
from observatory.vocabularies.models import in_language

from .models import Event
from .states import Frequency, Intake, Kind, Known, Place, State

STATES: dict[str, Promise] = {
    State.DRAFT: pgettext_lazy("event", "Brouillon"),
    State.PUBLISHED: pgettext_lazy("event", "Publié"),
    State.CANCELLED: pgettext_lazy("event", "Annulé"),
    State.HELD: pgettext_lazy("event", "A eu lieu"),
}
KINDS: dict[str, Promise] = {
    Kind.ASSEMBLY: pgettext_lazy("event", "Assemblée"),
    Kind.ACTION: pgettext_lazy("event", "Action"),
    Kind.DEBATE: pgettext_lazy("event", "Débat avec des candidats"),
    Kind.TALK: pgettext_lazy("event", "Conférence ou discussion"),
    Kind.THEATRE: pgettext_lazy("event", "Théâtre"),
    Kind.WORKSHOP: pgettext_lazy("event", "Atelier"),
    Kind.OTHER: pgettext_lazy("event", "Autre rendez-vous"),
}
KNOWN: dict[str, Promise] = {
    Known.YES: _("Oui"),
    Known.NO: _("Non"),
    Known.UNKNOWN: _("Pas encore connu"),
}
FREQUENCIES: dict[str, Promise] = {
    Frequency.WEEKLY: _("Toutes les semaines, ou toutes les deux, trois… semaines"),
    Frequency.MONTHLY: _("Chaque mois, le même jour : le deuxième mardi, par exemple"),
    Frequency.MONTHLY_LAST: _("Chaque mois, le dernier : le dernier mardi, par exemple"),
}
PLACES: dict[str, Promise] = {
    Place.COMING: pgettext_lazy("registration", "A une place"),
    Place.WAITING: pgettext_lazy("registration", "Attend une place"),
    Place.GIVEN_UP: pgettext_lazy("registration", "Ne vient plus"),
}
INTAKES: dict[str, Promise] = {
    Intake.WEB: pgettext_lazy("registration", "Par le site"),
    Intake.PHONE: pgettext_lazy("registration", "Par téléphone ou au guichet"),
}
# The day of the week belongs to it: people plan by it.
DAY = "l j F Y"
HOUR = "H:i"


def when_words(starts_at: datetime, ends_at: datetime) -> str:
    """Return when it is: "jeudi 3 décembre 2026, de 19:00 à 21:00"."""
    begins, ends = localtime(starts_at), localtime(ends_at)
    words = {
        "day": date_format(begins, DAY),
        "start": date_format(begins, HOUR),
        "last_day": date_format(ends, DAY),
        "end": date_format(ends, HOUR),
    }
    if begins.date() == ends.date():
        return gettext("%(day)s, de %(start)s à %(end)s") % words
    return gettext("du %(day)s à %(start)s au %(last_day)s à %(end)s") % words


def where_words(event: Event) -> str:
    """Return where it is: the place, its address, and the town where the address does not say it."""
    town = territories_by_id()[event.territory_id]
    parts = [part for part in (event.place, event.address) if part]
    if not any(name in event.address for name in town.names.values()):
        parts.append(town.name)
    return ", ".join(parts)


def languages_words(codes: list[str]) -> str:
    return ", ".join(language_name(code) for code in codes)


def wheelchair_words(event: Event) -> str:
    """Return whether one comes in with a wheelchair, and how."""
    words = {
        Known.YES: gettext("Accessible en fauteuil roulant."),
        Known.NO: gettext("Pas accessible en fauteuil roulant."),
        Known.UNKNOWN: gettext("Accès en fauteuil roulant : nous ne savons pas encore."),
    }[Known(event.wheelchair)]
    return f"{words} {in_language(event.access)}".strip()


def interpretation_words(event: Event) -> str:
    """Return into which languages someone interprets."""
    if event.interpretation == Known.YES:
        named = {"languages": languages_words(event.interpreted)}
        return gettext("Avec des interprètes : %(languages)s.") % named
    if event.interpretation == Known.NO:
        return gettext("Sans interprète.")
    return gettext("Interprètes : nous ne savons pas encore.")


def childcare_words(event: Event) -> str:
    """Return whether someone looks after children meanwhile."""
    words = {
        Known.YES: gettext("Les enfants sont gardés sur place."),
        Known.NO: gettext("Pas de garde d’enfants."),
        Known.UNKNOWN: gettext("Garde d’enfants : nous ne savons pas encore."),
    }[Known(event.childcare)]
    return f"{words} {in_language(event.childcare_words)}".strip()


def access_lines(event: Event) -> list[str]:
    """Return for whom the place is ready: wheelchair, languages, children."""
    spoken = {"languages": languages_words(event.languages)}
    said = [gettext("On y parle : %(languages)s.") % spoken] if event.languages else []
    return [wheelchair_words(event), *said, interpretation_words(event), childcare_words(event)]


def phone_words(event: Event) -> str:
    """Return whom one calls: "Téléphone : 02 000 00 01 (la Maison de quartier, le matin)"; "" for nobody."""
    if not event.phone:
        return ""
    said = {"number": event.phone, "whom": in_language(event.phone_whom)}
    if said["whom"]:
        return gettext("Téléphone : %(number)s (%(whom)s)") % said
    return gettext("Téléphone : %(number)s") % said


def organiser_words(event: Event) -> str:
    """Return who organises: the association, and the others in words."""
    named = [event.association.name] if event.association else []
    said = [*named, in_language(event.organisers)]
    who = ", ".join(one for one in said if one)
    return gettext("Organisé par : %(who)s") % {"who": who} if who else ""


def dialled(number: str) -> str:
    """Return a number as a telephone dials it."""
    return "".join(sign for sign in number if sign in "+0123456789")
