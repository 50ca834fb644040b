"""One item as its page shows it: what was left out, what happened, what may be done."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from observatory.journal.models import Entry
from observatory.letters.models import IncomingItem
from observatory.letters.states import TRANSITIONS, State
from observatory.people.models import User

MEGABYTE = 1024 * 1024

STATE_WORDS: dict[str, Promise] = {
    State.WAITING: _("À prendre"),
    State.TAKEN: _("En cours"),
    State.ANSWERED: _("Répondu"),
    State.REPORTED: _("Devenu un signalement"),
    State.SET_ASIDE: _("Mis de côté"),
}

KIND_WORDS: dict[str, Promise] = {
    "picture": _("une image"),
    "pdf": _("un PDF"),
    "archive": _("une archive (zip)"),
    "document": _("un document Word ou Office"),
    "program": _("un programme"),
    "text": _("un fichier de texte"),
    "other": _("un fichier"),
}

# {kind} is one of the words above; each is a whole sentence.
LEFT_OUT_WORDS: dict[str, Promise] = {
    "kind": _("Une pièce jointe n’a pas été prise : %(kind)s, %(size)s."),
    "format": _("Une image n’a pas été prise : cette sorte ne peut pas être lue."),
    "animated": _("Une image qui bouge n’a pas été prise."),
    "too_large": _("Une pièce jointe n’a pas été prise, trop grande pour être lue : %(kind)s."),
    "broken": _("Une pièce jointe n’a pas été prise, elle est abîmée : %(kind)s."),
    "locked": _("Un PDF n’a pas été pris : il demande un mot de passe."),
    "empty": _("Une pièce jointe était vide."),
    "too_many_files": _("Il y avait trop de pièces jointes : les dernières n’ont pas été prises."),
    "too_many_pages": _("Il y avait trop de pages : les dernières n’ont pas été prises."),
    "parts": _("Le message est fait de trop de morceaux : tout n’a pas été lu."),
    "text_too_long": _("Le texte est très long : la fin n’a pas été prise."),
    "mail_too_large": _("Le message pèse %(size)s : il n’a pas été pris. Seul le début est ici."),
}
UNREADABLE = _("Le message est abîmé : tout n’a pas pu être lu.")

EVENT_WORDS: dict[str, Promise] = {
    "letter.receive": _("Arrivé"),
    "letter.add_pages": _("Pages ajoutées"),
    "letter.take": _("Pris en main"),
    "letter.give_back": _("Remis dans la liste"),
    "letter.answer": _("Répondu"),
    "letter.answered_too": _("Répondu, avec le code"),
    "letter.report": _("Devenu un signalement"),
    "letter.call_back": _("Rappel demandé"),
    "letter.set_aside": _("Mis de côté"),
    "letter.bring_back": _("Remis dans la liste"),
    "letter.erase": _("Contenu effacé"),
}


@dataclass(frozen=True)
class Event:
    """One dated step: what, when, by whom ("" for a machine)."""

    at: datetime
    words: Promise
    who: str


def left_out_lines(item: IncomingItem) -> list[str]:
    """Return what was not taken and why, one sentence each, the same ones once."""
    lines: list[str] = []
    for note in item.left_out:
        line = left_out_line(note)
        if line not in lines:
            lines.append(line)
    return lines


def left_out_line(note: dict[str, Any]) -> str:
    """Return one note in words."""
    why, kind, size = note.get("why", ""), note.get("kind", ""), int(note.get("size") or 0)
    if why == "pages_left":
        return ngettext(
            "Un PDF a %(n)d page de plus, qui n’a pas été prise.",
            "Un PDF a %(n)d pages de plus, qui n’ont pas été prises.",
            size,
        ) % {"n": size}
    if why == "broken" and not kind:
        return str(UNREADABLE)
    sentence = LEFT_OUT_WORDS.get(why, UNREADABLE)
    return str(sentence) % {
        "kind": KIND_WORDS.get(kind, KIND_WORDS["other"]),
        "size": weight(size),
    }


def weight(size: int) -> str:
    """Return a number of bytes in words: "40 Mo", "12 ko"."""
    if size >= MEGABYTE:
        return _("%(n)d Mo") % {"n": round(size / MEGABYTE)}
    return _("%(n)d ko") % {"n": max(1, round(size / 1024))}


def history(item: IncomingItem) -> list[Event]:
    """Return what happened to the item, oldest first."""
    entries = (
        Entry.objects.about(item.subject)
        .filter(action__in=EVENT_WORDS)
        .values_list("at", "action", "actor__name", "actor__kind")
    )
    return [
        Event(at, EVENT_WORDS[action], name if kind == User.Kind.PERSON else "")
        for at, action, name, kind in entries
    ]


def open_transitions(item: IncomingItem, by: User) -> set[str]:
    """Return the names of the transitions that `by` may choose now."""
    may = {name for name, rule in TRANSITIONS.items() if item.state in rule.before}
    if item.state == State.TAKEN and item.taken_by_id != by.pk:
        # A colleague has it in hand; who is away is helped by giving it back first.
        may &= {"give_back"}
    if item.erased_at is not None:
        may -= {"bring_back"}
    return may
