"""How campaigns are named in words, in the active language."""

from datetime import date

from django.utils.dateformat import format as format_date
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from observatory.ui.dates import partial_date_words

from .states import Kind, Level, Outcome, Precision, Stage, State

STATES: dict[str, Promise] = {
    State.DRAFT: pgettext_lazy("campaign", "Brouillon"),
    State.RUNNING: pgettext_lazy("campaign", "En cours"),
    State.ENDED: pgettext_lazy("campaign", "Terminée"),
}
LEVELS: dict[str, Promise] = {
    Level.MUNICIPALITY: _("La commune"),
    Level.REGION: _("La Région"),
    Level.FEDERAL: _("Le niveau fédéral"),
    Level.EUROPE: _("L’Europe"),
    Level.COMPANY: _("Une entreprise"),
}
KINDS: dict[str, Promise] = {
    Kind.ACTION: _("Action devant un service"),
    Kind.LETTER: _("Lettre ou pétition"),
    Kind.COUNCIL: _("Question au conseil"),
    Kind.MEETING: _("Rencontre"),
    Kind.DEMONSTRATION: _("Manifestation"),
    Kind.LEGAL: _("Action en justice"),
    Kind.DECISION: _("Décision d’une autorité"),
    Kind.PRESS: _("Dans la presse"),
    Kind.VICTORY: _("Victoire"),
    Kind.SETBACK: _("Recul"),
}
STAGES: dict[str, Promise] = {
    Stage.FILED: _("le recours est introduit"),
    Stage.JOINED: _("d’autres se joignent au recours"),
    Stage.HEARING: _("l’audience"),
    Stage.RULING: _("l’arrêt ou le jugement"),
}
OUTCOMES: dict[str, Promise] = {
    Outcome.OPEN: _("Résultat pas encore vérifié"),
    Outcome.OBTAINED: _("Obtenu"),
    Outcome.PARTLY: _("Obtenu en partie"),
    Outcome.REFUSED: _("Refusé"),
    Outcome.NO_ANSWER: _("Sans réponse"),
    Outcome.WITHDRAWN: _("Revendication retirée"),
}
# What a machine reads: as exact as what is known.
WRITTEN = {Precision.DAY: "Y-m-d", Precision.MONTH: "Y-m", Precision.YEAR: "Y"}


def date_words(day: date, precision: str) -> str:
    """Return a day, a month or a year as it is written: "1er mars 2024", "mars 2024", "2024"."""
    return partial_date_words(date_code(day, precision))


def date_code(day: date, precision: str) -> str:
    """Return the same for the attribute `datetime`: "2024-03-07", "2024-03", "2024"."""
    return format_date(day, WRITTEN[Precision(precision)])


def kind_words(kind: str, stage: str = "") -> str:
    """Return the kind of a step, and where a legal action stands: "Action en justice : l’audience"."""
    if not stage:
        return str(KINDS[kind])
    words = {"kind": str(KINDS[kind]), "stage": str(STAGES[stage])}
    return gettext("%(kind)s : %(stage)s") % words


def outcome_words(outcome: str) -> str:
    return str(OUTCOMES[outcome])
