"""The life of a report, in words for the person it belongs to."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from observatory.journal.models import Entry
from observatory.reports.models import Report
from observatory.reports.states import State
from observatory.vault.models import Contact
from observatory.vocabularies.queries import term

from . import consents_in_force

STATE_WORDS: dict[str, tuple[Promise, Promise]] = {
    State.RECEIVED: (
        _("Nous l’avons reçu"),
        _("Une personne va le lire, en général dans la semaine."),
    ),
    State.TO_COMPLETE: (
        _("Il manque une information"),
        _("Nous vous avons posé une question. Lisez-la plus bas et répondez si vous voulez."),
    ),
    State.PROPOSED: (
        _("Nous l’avons lu"),
        _("Une deuxième personne le relit, pour être sûrs de bien vous protéger."),
    ),
    State.CHECKED: (_("Il compte"), _("Votre cas est compté. Aucun texte n’est publié.")),
    State.PUBLISHED: (
        _("Il est publié"),
        _("Votre histoire, réécrite et sans votre nom, est sur la page du problème."),
    ),
    State.FORWARDED: (_("Il est transmis"), _("Nous l’avons envoyé, avec votre accord.")),
    State.MERGED: (_("Il est réuni à un autre"), _("C’est le même cas qu’un autre signalement.")),
    State.REJECTED: (
        _("Nous ne l’avons pas repris"),
        _("Il n’est ni compté ni publié. La raison est écrite plus bas."),
    ),
    State.WITHDRAWN: (_("Il est effacé"), _("Vous l’avez retiré.")),
}

EVENT_WORDS: dict[str, Promise] = {
    "report.submit": _("Reçu"),
    "report.add": _("Vous avez ajouté quelque chose"),
    "report.consent": _("Vous avez changé un accord"),
    "report.contact": _("Vous avez changé comment vous joindre"),
    "report.correct": _("Corrigé d’après votre feuille de papier"),
    "report.publish": _("Publié"),
    "report.propose": _("Lu par une première personne"),
    "report.agree": _("Relu par une deuxième personne, et publié"),
    "report.agree_count": _("Relu par une deuxième personne, et compté"),
    "report.send_back": _("À relire encore"),
    "report.count": _("Lu et compté"),
    "report.ask": _("Nous vous avons posé une question"),
    "report.reject": _("Lu, et pas repris"),
    "report.undo": _("Décision annulée : à relire"),
    "report.mark_urgent": _("Marqué comme urgent"),
}


def register_event(action: str, words: Promise) -> None:
    """Show the journal's entries of that action in the life of a report, in these words.

    Packages above do so from their `AppConfig.ready()`.
    """
    EVENT_WORDS[action] = words


@dataclass(frozen=True)
class Words:
    """A state in words: a short title and one sentence."""

    title: Promise
    text: Promise
    reason: str = ""


def state_words(report: Report) -> Words:
    """Return the state of the report in words, with the reason when it was not taken up."""
    title, text = STATE_WORDS[report.state]
    reason = report.rejection.name if report.rejection else ""
    return Words(title=title, text=text, reason=reason)


@dataclass(frozen=True)
class Event:
    """One dated step, as the timeline shows it."""

    on: datetime
    title: Promise
    text: str = ""
    href: str = ""


def life_of(report: Report) -> list[Event]:
    """Return the steps of a report that mean something to the person, oldest first."""
    return [
        Event(on=entry.at, title=EVENT_WORDS[entry.action])
        for entry in Entry.objects.about(report.subject)
        if entry.action in EVENT_WORDS
    ]


@dataclass(frozen=True)
class ConsentLine:
    """One consent as it stands, and which way it may go."""

    code: str
    wording: str
    granted: bool
    may_give: bool
    may_withdraw: bool

    def may_change(self, granted: bool) -> bool:
        return (self.may_give if granted else self.may_withdraw) and granted != self.granted


def consent_lines(report: Report) -> list[ConsentLine]:
    """Return the six consents that can change alone (D1 goes with the report).

    A consent can be given later only when there is something it can bear on:
    a way to be reached (D3, D7), a photo (D6). The one about health (D5) can
    only be taken back: what was not kept cannot be consented to. The one to
    send the case (D4) is asked for each body, when the day comes.
    """
    held = consents_in_force(report)
    reachable = Contact.objects.filter(subject=report.subject).exists()
    has_photo = report.photos.exists()
    may_give = {"D2": True, "D3": reachable, "D6": has_photo, "D7": reachable}
    return [
        ConsentLine(
            code=code,
            wording=term("consent", code).name,
            granted=held.get(code, False),
            may_give=may_give.get(code, False),
            may_withdraw=True,
        )
        for code in ("D2", "D3", "D4", "D5", "D6", "D7")
        if held.get(code) or may_give.get(code)
    ]
