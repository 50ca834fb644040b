"""What rounds, visits and what is missing are called on the pages."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.formats import time_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from observatory.questionnaires.schema import Option
from observatory.ui.dates import date_format

from .models import Kind, Observation, Part, Round, Slot
from .planning import DOUBLE, ROUTES_SAME_DAY, UNUSUAL_MONTHS, Missing
from .queries.plans import Count, Progress

# Of the right of reply.
REPLY_REFUSALS: dict[str, str | Promise] = {
    "no_body": gettext_lazy("Écrivez le nom de l’autorité."),
    "no_address": gettext_lazy("Pour une lettre, il faut l’adresse postale."),
    "no_email": gettext_lazy("Pour écrire par e-mail, il faut l’adresse e-mail."),
    "sent_on": gettext_lazy("La lettre part aujourd’hui, ou dans les sept jours."),
    "term_over": gettext_lazy(
        "Le délai est passé : pour écrire à nouveau, il recommence. Cochez la case."
    ),
    "no_hearing": gettext_lazy("Écrivez d’abord à l’autorité."),
    "too_early": gettext_lazy(
        "Il est trop tôt pour publier : l’autorité n’a pas encore répondu, et son délai court."
    ),
    "no_text": gettext_lazy("Écrivez la réponse."),
    "no_function": gettext_lazy("Dites qui répond : un service, une fonction."),
    "came_on": gettext_lazy("Ce jour est avant l’envoi, ou il n’est pas encore là."),
    "replied": gettext_lazy(
        "Une autre réponse est arrivée pendant ce temps. Lisez-la : la vôtre, plus bas, la remplacera."
    ),
    "published": gettext_lazy("C’est publié : la réponse ne change plus."),
}

REFUSALS: dict[str, str | Promise] = {
    "period": gettext_lazy("La fin est avant le début."),
    "too_long": gettext_lazy("Une campagne dure un an au plus."),
    "no_location": gettext_lazy("Choisissez au moins un lieu."),
    "other_territory": gettext_lazy("Un de ces lieux n’est pas dans cette commune."),
    "no_scenario": gettext_lazy("Choisissez un scénario pour chaque lieu."),
    "exists": gettext_lazy("Une campagne commence déjà ce jour-là dans cette commune."),
    "in_use": gettext_lazy(
        "Un lieu où quelque chose est prévu ou déjà relevé reste dans la campagne,"
        " avec son scénario."
    ),
    "missing": gettext_lazy(
        "Il manque des relevés. Cochez la case pour terminer quand même :"
        " ce qui manque sera publié avec les chiffres."
    ),
    "changed": gettext_lazy(
        "Quelqu’un a changé cette page pendant ce temps. Relisez-la, puis recommencez."
    ),
    "taken": gettext_lazy("La même chose est déjà prévue à ce moment-là."),
    "nobody": gettext_lazy("Choisissez au moins une personne."),
    "not_observer": gettext_lazy("Cette personne ne peut pas faire de relevés dans cette commune."),
    "same_person": gettext_lazy(
        "Cette visite est observée par deux personnes : ce ne peut pas être deux fois la même."
    ),
    "holiday": gettext_lazy("C’est un jour férié : choisissez un autre jour."),
    "outside_period": gettext_lazy("Ce jour n’est pas dans la période de la campagne."),
    "not_open": gettext_lazy("Cette campagne ne prend pas de relevés en ce moment."),
    "future": gettext_lazy("Ce moment n’est pas encore là. Vérifiez la date et l’heure."),
    "other_location": gettext_lazy("Ce lieu n’est pas dans la campagne."),
    "other_scenario": gettext_lazy(
        "La campagne essaie une autre démarche à cet endroit."
        " Les relevés d’un lieu portent tous sur la même."
    ),
    "other_grid": gettext_lazy("Cette grille n’est pas celle de la campagne."),
    "wrong_slot": gettext_lazy(
        "Ce qui était prévu est un autre lieu, ou une autre façon de faire."
    ),
    "slot_done": gettext_lazy(
        "Un relevé est déjà enregistré pour ce qui était prévu."
        " Si le vôtre en est un autre, enregistrez à nouveau : il sera gardé à part."
    ),
    "no_attempt": gettext_lazy("Notez au moins un essai d’appel."),
    "too_many_attempts": gettext_lazy("Un appel, c’est trois essais au plus."),
    "attempt_too_long": gettext_lazy("Un essai dure 5 minutes au plus : écrivez 5 et 0."),
    "attempt_after_answer": gettext_lazy(
        "Quand une personne a répondu, il n’y a plus d’essai après."
    ),
    "attempt_order": gettext_lazy("Notez les essais dans l’ordre où vous les avez faits."),
    "attempts_of_no_call": gettext_lazy("Les essais sont pour un appel."),
    **REPLY_REFUSALS,
    # What ODK Collect sends: nobody is there to correct it, so it says whom to ask.
    "unreadable": gettext_lazy("Le relevé n’est pas arrivé en entier. Envoyez-le encore une fois."),
    "other_form": gettext_lazy("Ce formulaire n’est pas un de nos relevés."),
    "gone_form": gettext_lazy(
        "Cette version du formulaire n’existe pas ou plus. Gardez le relevé sur le téléphone"
        " et demandez à qui coordonne."
    ),
    "no_identifier": gettext_lazy("Ce relevé n’a pas d’identifiant : il ne peut pas être gardé."),
    "corrected": gettext_lazy(
        "Un relevé déjà envoyé ne se corrige pas ici. Dites-le à qui coordonne."
    ),
    "no_round": gettext_lazy("Ce lieu ou cette campagne n’existe pas. Demandez à qui coordonne."),
    "no_moment": gettext_lazy("Il manque le jour ou l’heure du relevé."),
    "attempt_incomplete": gettext_lazy(
        "Il manque l’heure, l’attente ou la fin d’un essai d’appel."
    ),
    # What the desk without network brings.
    "other_person": gettext_lazy(
        "Ce relevé est d’une autre personne : il part quand elle se connecte sur cet appareil."
    ),
    "attachment": gettext_lazy(
        "Ce formulaire ne demande pas de photo ni de fichier : rien n’a été gardé."
    ),
}

IMPOSSIBLE = {
    "no_day": gettext_lazy("il n’y a plus de jour pour cela dans la période"),
    "closed": gettext_lazy("les heures affichées ne le permettent pas"),
}


def amount_of(kind: str, count: int) -> str:
    """Return so many visits, calls and so on, in words: "2 visites"."""
    if kind == Kind.VISIT:
        return ngettext("%(n)d visite", "%(n)d visites", count) % {"n": count}
    if kind == Kind.CALL:
        return ngettext("%(n)d appel", "%(n)d appels", count) % {"n": count}
    if kind == Kind.LETTER:
        return ngettext("%(n)d lettre", "%(n)d lettres", count) % {"n": count}
    if kind == DOUBLE:
        return ngettext(
            "%(n)d visite à observer par une deuxième personne",
            "%(n)d visites à observer par une deuxième personne",
            count,
        ) % {"n": count}
    if kind == ROUTES_SAME_DAY:
        return _(
            "le premier rendez-vous demandé le même jour au guichet, par téléphone et en ligne"
        )
    return _("la lecture du site")


def missing_lines(found: Iterable[Missing], names: Mapping[int, str]) -> list[dict[str, str]]:
    """Return what is missing, a line for each location and reason: `{"place", "what", "why"}`.

    The place is "" for what the round lacks as a whole.
    """
    lines: dict[tuple[str, str], list[str]] = {}
    for one in found:
        place = names[one.point] if one.point is not None else ""
        why = str(IMPOSSIBLE.get(one.reason, ""))
        lines.setdefault((place, why), []).append(amount_of(one.kind, one.count))
    return [
        {"place": place, "what": ", ".join(amounts), "why": why}
        for (place, why), amounts in lines.items()
    ]


def caveat_lines(
    caveat: Iterable[Mapping[str, Any]], names: Mapping[str, str]
) -> list[dict[str, str]]:
    """Return the caveat of a closed round in words, a line for each location: `{"place", "what"}`.

    `names` are those of the locations by code. For whoever publishes the round.
    """
    lines: dict[str, list[str]] = {}
    for one in caveat:
        place = names.get(one["location"], one["location"]) if one["location"] else ""
        lines.setdefault(place, []).append(amount_of(one["kind"], one["count"]))
    return [{"place": place, "what": ", ".join(amounts)} for place, amounts in lines.items()]


def count_words(count: Count) -> str:
    """Return how far one kind is: "2 sur 3, 1 prévu"."""
    said = [_("%(done)d sur %(asked)d") % {"done": count.done, "asked": count.asked}]
    if count.planned:
        said.append(planned_words(count.planned))
    if count.missing:
        said.append(_("%(n)d à prévoir") % {"n": count.missing})
    return ", ".join(said)


def made_rows(
    progress: Iterable[Progress], options: Mapping[str, Option], language: str
) -> list[list[str]]:
    """Return what was made at each location, for who did not plan it: a row of cells."""
    rows = []
    for one in progress:
        made = {count.kind: str(count.done) for count in one.counts}
        code = one.row.scenario
        rows.append(
            [
                one.row.location.name,
                options[code].label(language) if code in options else code,
                *(
                    made.get(kind, "–")
                    for kind in (Kind.VISIT, Kind.CALL, Kind.READING, Kind.LETTER)
                ),
            ]
        )
    return rows


def planned_words(count: int) -> str:
    """Return how many are planned, in words: "3 prévus"."""
    return ngettext("%(n)d prévu", "%(n)d prévus", count) % {"n": count}


def moment_words(slot: Slot) -> str:
    """Return when a visit is to be made: "mardi 2 mars 2027, à l’ouverture (9:00)"."""
    said = date_format(slot.due_on, "l j F Y")
    if slot.part:
        said = f"{said}, {Part(slot.part).label}"
    if slot.starts_at is not None:
        said = f"{said} ({time_format(slot.starts_at, 'H:i')})"
    return said


def round_words(asked: Round) -> str:
    """Return which round it is: "Schaerbeek, dès le 1er mars 2027"."""
    return _("%(place)s, dès le %(day)s") % {
        "place": asked.territory.name,
        "day": date_format(asked.starts_on, "j F Y"),
    }


def is_unusual(slot: Slot) -> bool:
    """Tell whether it falls in a month in which what one sees is not usual."""
    return slot.due_on.month in UNUSUAL_MONTHS


def task_lines(slot: Slot) -> list[str]:
    """Return what there is to do, in order."""
    found = {
        Kind.VISIT: [
            _(
                "Allez au guichet comme n’importe qui. Essayez le scénario, notez ce que vous voyez."
            ),
        ],
        Kind.CALL: [
            _(
                "Appelez, sans dire que c’est un relevé. Trois essais au plus, 5 minutes d’attente chacun."
            ),
        ],
        Kind.LETTER: [
            _(
                "Envoyez la lettre-test par la poste. Notez la réponse, ou son absence après 30 jours ouvrables."
            ),
        ],
        Kind.READING: [
            _(
                "Lisez le site à la main, sans vous connecter : quel est le premier rendez-vous proposé ?"
            ),
        ],
    }[Kind(slot.kind)]
    if slot.reads_appointment:
        found.append(
            {
                Kind.VISIT: _(
                    "Demandez au guichet dans combien de jours est le premier rendez-vous."
                ),
                Kind.CALL: _(
                    "Demandez au téléphone dans combien de jours est le premier rendez-vous."
                ),
            }.get(Kind(slot.kind), _("Notez dans combien de jours est le premier rendez-vous."))
        )
        found.append(_("Le même jour, on le demande au guichet, par téléphone et en ligne."))
    if slot.is_double:
        found.append(
            _(
                "Une autre personne observe la même visite. N’en parlez pas ensemble avant d’avoir noté."
            )
        )
    return found


def observed_words(one: Observation) -> str:
    """Return what an observation is of: "Visite"."""
    return str(Kind(one.channel).label)
