"""What the plain pages show."""

import json
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, ngettext, override
from django.utils.translation import gettext as _

from observatory.insights.queries import tiles
from observatory.problems.queries import newest_problems
from observatory.problems.wording import state_name
from observatory.vocabularies.models import in_language
from observatory.vocabularies.queries import terms

HELP_FILE = Path(__file__).parent / "data" / "help.json"


def ways_in() -> dict[str, Any]:
    """Return how the observatory can be reached without a screen; empty text: not yet."""
    return {
        "phone": settings.PHONE_LINE,
        "phone_hours": settings.PHONE_HOURS,
        "address": settings.POSTAL_ADDRESS,
        "controller": settings.CONTROLLER,
    }


def home() -> dict[str, Any]:
    """Return what the home page shows besides its own words: where we looked, what changed last."""
    map_tiles = tiles(get_language() or settings.LANGUAGE_CODE)
    return {
        "tiles": map_tiles,
        "looked": where_we_looked(map_tiles),
        "recent": newest_problems(),
        "dial": dial(settings.PHONE_LINE),
    }


def where_we_looked(map_tiles: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the legend of the map: each level of looking, in words, with its number of places."""
    words = {
        2: _("Quelqu’un est allé voir"),
        1: _("Des gens ont raconté, ou des heures de guichet sont connues"),
        0: _("Nous n’avons encore rien"),
    }
    levels = [tile["level"] for tile in map_tiles]
    return [
        {
            "level": level,
            "words": text,
            "places": _places(levels.count(level)),
        }
        for level, text in words.items()
    ]


def _places(number: int) -> str:
    if not number:
        return _("Aucune commune")
    return ngettext("%(n)s commune", "%(n)s communes", number) % {"n": number}


def dial(number: str) -> str:
    """Return the number as a telephone dials it: digits, and the plus sign."""
    return "".join(character for character in number if character in "+0123456789")


# Help


@cache
def _help_records() -> list[dict[str, Any]]:
    return json.loads(HELP_FILE.read_text(encoding="utf-8"))["contacts"]


def help_contacts() -> dict[str, Any]:
    """Return where to get help: `now` for emergencies, `contacts` for the rest, in the reader's language.

    Each is a record of data/help.json, whose facts carry their source and date.
    """
    shown = [_show_contact(record) for record in _help_records()]
    return {
        "now": [contact for contact in shown if contact["group"] == "now"],
        "contacts": [contact for contact in shown if contact["group"] != "now"],
        "report_href": reverse("report_start"),
    }


def _show_contact(record: dict[str, Any]) -> dict[str, Any]:
    return {
        "code": record["code"],
        "group": record["group"],
        "name": in_language(record["name"]),
        "when": in_language(record["when"]),
        "phone": record["phone"],
        "dial": dial(record["phone"]),
        "hours": in_language(record["hours"]),
        "before": in_language(record["before"]),
        "address": in_language(record["address"]),
        "web": record["web"],
        "site": record["web"].removeprefix("https://").removeprefix("www."),
        "as_of": date.fromisoformat(record["as_of"]),
    }


# Method and privacy


def display_rules() -> dict[str, Any]:
    """Return the rules for small numbers as the rows of a table (kit/small_numbers.py applies them)."""
    return {
        "rule_headers": [_("Quand n est"), _("Nous montrons")],
        "rules": [
            [_("1 ou 2"), _("Aucun nombre. Nous disons seulement qu’il y en a.")],
            [_("3 à 9"), _("« x sur n », sans pourcentage.")],
            [_("10 à 29"), _("« x sur n », et entre quelles limites la vérité se trouve.")],
            [_("30 ou plus"), _("Le pourcentage, les limites, et n.")],
        ],
    }


def problem_states() -> dict[str, Any]:
    """Return each state of a problem and what it takes to reach it."""
    words = {
        "open": _("Au moins un signalement est compté. Personne n’a encore répondu."),
        "answered": _("Le service a répondu. Sa réponse est sur la page."),
        "announced": _("Le service promet un changement. Personne n’a encore vérifié."),
        "improved": _(
            "Quelqu’un est allé voir : c’est mieux, pas encore bien. La date est écrite."
        ),
        "solved": _("Quelqu’un est allé voir : le problème n’est plus là. La date est écrite."),
        "back": _("Le problème était parti, ou promis réglé. Il est revenu."),
    }
    return {
        "states": [
            {"name": state_name(one.code), "text": words[one.code]}
            for one in terms("problem_state")
            if one.code in words
        ]
    }


def consents() -> dict[str, Any]:
    """Return the separate consents in their order."""
    return {"consents": terms("consent")}


def retention_schedule() -> dict[str, Any]:
    """Return when things are erased, as the rows of a table; docs/privacy.md holds the whole schedule."""
    return {
        "schedule_headers": [_("Quoi"), _("Effacé après")],
        "schedule": [
            [
                _("Un brouillon que vous n’avez pas envoyé"),
                _("48 heures, ou tout de suite avec « Tout effacer »"),
            ],
            [
                _("Vos mots à vous, tels que vous les avez écrits"),
                _("30 jours après la décision de l’équipe"),
            ],
            [
                _("De quoi vous joindre"),
                _("6 mois après la décision, un an au plus, ou 24 heures si vous le retirez"),
            ],
            [
                _("Ce que vous nous avez dit d’une promesse"),
                _("30 jours après la décision, 6 mois au plus"),
            ],
            [_("Un message que nous vous avons envoyé"), _("30 jours")],
            [
                _("Notre copie de ce que nous avons envoyé à une instance, avec votre accord"),
                _("Tout de suite si vous retirez votre accord, sinon un an après la fin"),
            ],
            [
                _("Votre inscription à un rendez-vous"),
                _("30 jours après, ou tout de suite si vous l’annulez"),
            ],
            [_("Le compteur d’essais de codes"), _("1 jour")],
            [_("Un signalement retiré, avec tout ce qui va avec"), _("24 heures")],
            [
                _("Le signalement relu et compté, sans nom"),
                _("Gardé tant que l’observatoire existe, ou jusqu’à ce que vous le retiriez"),
            ],
        ],
    }


# Plan of the site


def site_map() -> dict[str, Any]:
    """Return every page that a visitor may look for, in sections."""
    sections: Iterable[tuple[str, list[tuple[str, str]]]] = (
        (
            _("Raconter"),
            [
                ("report_start", _("Raconter mon problème")),
                ("follow_up", _("Suivre, changer ou retirer mon signalement")),
                ("paper_form", _("Les questions, à imprimer")),
            ],
        ),
        (
            _("Regarder"),
            [
                ("municipalities", _("Les communes")),
                ("services", _("Les services")),
                ("problems", _("Les problèmes")),
                ("campaigns", _("Les luttes")),
                ("groups", _("Les groupes locaux")),
                ("events", _("L’agenda : où venir")),
                ("promises", _("Les promesses")),
                ("escalations", _("Ce que nous avons envoyé aux médiateurs")),
                ("sourced_facts", _("Les faits avec leur source")),
                ("location_changes", _("Les guichets fermés ou réduits")),
                ("search", _("Chercher")),
            ],
        ),
        (
            _("Comprendre"),
            [
                ("help", _("Aide, et où trouver de l’aide aujourd’hui")),
                ("method", _("Notre méthode")),
                ("privacy", _("Votre vie privée")),
                ("accessibility", _("Accessibilité")),
                ("legal", _("Qui sommes-nous")),
            ],
        ),
        (
            _("Pour l’équipe"),
            [
                ("team", _("L’espace de l’équipe")),
                ("kiosk", _("Poser une tablette dans une salle d’attente")),
            ],
        ),
    )
    return {
        "sections": [
            {
                "title": title,
                "links": [{"href": reverse(name), "label": label} for name, label in links],
            }
            for title, links in sections
        ]
    }


def closed_to_robots() -> list[str]:
    """Return the paths that search engines leave alone: forms and the team's pages, in each language."""
    paths = []
    for code, _name in settings.LANGUAGES:
        with override(code):
            paths += [reverse(name) for name in ("report_start", "follow_up", "team")]
    return paths
