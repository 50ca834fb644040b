"""How groups are put in words, in the active language."""

from datetime import date, time
from typing import Any

from django.conf import settings
from django.utils.formats import time_format
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from observatory.ui.dates import date_format

from .models import Group
from .states import Activity, Call, Kind, Standing, State

KINDS: dict[str, Promise] = {
    Kind.LOCAL: _("Groupe d’une commune"),
    Kind.WORKING: _("Groupe de travail sur un sujet"),
}
ACTIVITIES: dict[str, Promise] = {
    Activity.ACTIVE: pgettext_lazy("group", "Actif"),
    Activity.ASLEEP: pgettext_lazy("group", "En pause"),
}
STANDINGS: dict[str, Promise] = {
    Standing.MEMBER: pgettext_lazy("group", "Membre"),
    Standing.LEAD: pgettext_lazy("group", "Responsable"),
}
TASKS: dict[str, Promise] = {
    State.OPEN: pgettext_lazy("task", "À prendre"),
    State.TAKEN: pgettext_lazy("task", "Prise"),
    State.DONE: pgettext_lazy("task", "Faite"),
    State.DROPPED: pgettext_lazy("task", "Abandonnée"),
}
TASK_MOVES: dict[str, Promise] = {
    "take": pgettext_lazy("task", "Je m’en charge"),
    "give_back": pgettext_lazy("task", "La rendre"),
    "finish": pgettext_lazy("task", "C’est fait"),
    "drop": pgettext_lazy("task", "Abandonner"),
    "reopen": pgettext_lazy("task", "Ce n’est pas fini"),
    "take_up": pgettext_lazy("task", "La reprendre"),
}
GROUP_MOVES: dict[str, Promise] = {
    "rest": pgettext_lazy("group", "Mettre en pause"),
    "wake": pgettext_lazy("group", "Le groupe reprend"),
}
CALL_MOVES: dict[str, Promise] = {
    "withdraw": pgettext_lazy("help call", "Retirer l’appel"),
    "ask_again": pgettext_lazy("help call", "Relancer l’appel"),
}


def when_words(day: date, hour: time | None) -> str:
    """Return a day with its weekday, and the hour if it is known: "mardi 1er décembre 2026, 18:30"."""
    said = date_format(day, "l j F Y")
    if hour is None:
        return said
    return gettext("%(day)s, à %(hour)s") % {"day": said, "hour": time_format(hour, "H:i")}


def call_words(state: Call, needed: int, coming: int) -> str:
    """Return where a call stands, with the two numbers."""
    if state == Call.WITHDRAWN:
        return gettext("Appel retiré")
    if state == Call.OVER:
        return gettext("C’est passé")
    if state == Call.COVERED:
        return gettext("Assez de monde")
    missing = needed - coming
    words = ngettext("Il manque %(count)d personne", "Il manque %(count)d personnes", missing)
    return words % {"count": missing}


def count_words(needed: int, coming: int) -> str:
    """Return how many were asked for and how many come."""
    asked = ngettext("%(count)d personne demandée", "%(count)d personnes demandées", needed)
    come = ngettext("%(count)d personne vient", "%(count)d personnes viennent", coming)
    words = {"asked": asked % {"count": needed}, "come": come % {"count": coming}}
    if not coming:
        return gettext("%(asked)s, pas encore de réponse") % words
    return gettext("%(asked)s, %(come)s") % words


def people_words(count: int) -> str:
    """Return a number of people in words."""
    return ngettext("%(count)d personne", "%(count)d personnes", count) % {"count": count}


def phone_of(group: Group | Any) -> str:
    """Return the number to call about a group: its own, else the phone line's, else ""."""
    return group.phone or settings.PHONE_LINE
