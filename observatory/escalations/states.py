"""The life of a dossier: its states and one table of named transitions."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(models.TextChoices):
    PREPARED = "prepared", pgettext_lazy("dossier", "En préparation")
    SENT = "sent", pgettext_lazy("dossier", "Envoyé")
    ACKNOWLEDGED = "acknowledged", pgettext_lazy("dossier", "Bien reçu")
    MORE_ASKED = "more_asked", pgettext_lazy("dossier", "Plus d’informations demandées")
    ADMISSIBLE = "admissible", pgettext_lazy("dossier", "Accepté pour examen")
    INADMISSIBLE = "inadmissible", pgettext_lazy("dossier", "Refusé sans examen")
    ANSWERED = "answered", pgettext_lazy("dossier", "Une réponse est arrivée")
    ENDED = "ended", pgettext_lazy("dossier", "Terminé")
    ABANDONED = "abandoned", pgettext_lazy("dossier", "Pas envoyé")


class Outcome(models.TextChoices):
    OBTAINED = "obtained", pgettext_lazy("dossier", "Obtenu")
    PARTLY = "partly", pgettext_lazy("dossier", "Obtenu en partie")
    REFUSED = "refused", pgettext_lazy("dossier", "Refusé")
    NO_ANSWER = "no_answer", pgettext_lazy("dossier", "Pas de réponse")


class How(models.TextChoices):
    REGISTERED = "registered", _("Lettre recommandée")
    LETTER = "letter", _("Lettre simple")
    EMAIL = "email", _("E-mail")
    FORM = "form", _("Formulaire sur le site de l’instance")
    HAND = "hand", _("Remis en main propre")


# What everyone sees: what left.
PUBLIC = frozenset(set(State) - {State.PREPARED, State.ABANDONED})
# Something is still to come from the body.
WAITING = frozenset({State.SENT, State.ACKNOWLEDGED, State.MORE_ASKED, State.ADMISSIBLE})
# What someone of the team still has to do something about.
OPEN = WAITING | {State.PREPARED, State.INADMISSIBLE, State.ANSWERED}


@dataclass(frozen=True)
class Transition:
    name: str
    before: frozenset[str]
    after: str
    permission: str = "escalations.prepare"


_HEARD = frozenset({State.SENT, State.ACKNOWLEDGED, State.MORE_ASKED})

TRANSITIONS = {
    t.name: t
    for t in (
        Transition("send", frozenset({State.PREPARED}), State.SENT),
        Transition("abandon", frozenset({State.PREPARED}), State.ABANDONED),
        Transition("acknowledge", frozenset({State.SENT}), State.ACKNOWLEDGED),
        Transition(
            "ask_more",
            frozenset({State.SENT, State.ACKNOWLEDGED, State.ADMISSIBLE}),
            State.MORE_ASKED,
        ),
        Transition("give_more", frozenset({State.MORE_ASKED}), State.ACKNOWLEDGED),
        Transition("admit", _HEARD, State.ADMISSIBLE),
        Transition("refuse", _HEARD, State.INADMISSIBLE),
        Transition("answer", _HEARD | {State.ADMISSIBLE, State.INADMISSIBLE}, State.ANSWERED),
        Transition("end", WAITING | {State.INADMISSIBLE, State.ANSWERED}, State.ENDED),
    )
}
# What left cannot be called back: it is no step that one undoes.
NOT_UNDONE = frozenset({"send"})
