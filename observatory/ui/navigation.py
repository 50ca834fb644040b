"""What the navigation offers: the public pages, and what packages above add for their people."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# The short main navigation: name of the address, words.
MAIN = (
    ("report_start", _("Raconter mon problème")),
    ("municipalities", _("Communes")),
    ("problems", _("Problèmes")),
    ("campaigns", _("Luttes")),
    ("method", _("Méthode")),
    ("help", _("Aide")),
)
# Which entry of the main navigation a page belongs to, by the name of its address.
SECTIONS = {
    "report_start": "report_start",
    "report_screen": "report_start",
    "report_done": "report_start",
    "municipalities": "municipalities",
    "municipality": "municipalities",
    "problems": "problems",
    "problem": "problems",
    "campaigns": "campaigns",
    "campaign": "campaigns",
    "events": "campaigns",
    "events_past": "campaigns",
    "event": "campaigns",
    "method": "method",
    "help": "help",
}
FOOTER = (
    ("follow_up", _("Suivre mon signalement")),
    ("services", _("Services")),
    ("promises", _("Promesses")),
    ("groups", _("Groupes locaux")),
    ("escalations", _("Envoyé aux médiateurs")),
    ("events", _("Agenda")),
    ("search", _("Chercher")),
    ("helping_associations", _("Associations qui aident")),
    ("paper_form", _("Le formulaire sur papier")),
    ("phone_line", _("Notre ligne téléphonique")),
    ("method", _("Méthode")),
    ("privacy", _("Vie privée")),
    ("accessibility", _("Accessibilité")),
    ("legal", _("Qui sommes-nous")),
    ("sitemap", _("Plan du site")),
    ("team", _("Espace de l’équipe")),
)


@dataclass(frozen=True)
class TeamLink:
    """A page for signed-in people: shown to who holds one of the roles (none: to all)."""

    url_name: str
    label: str | Promise
    roles: frozenset[str] = frozenset()
    order: int = 50


_team_links: dict[str, TeamLink] = {}


def register_team_link(link: TeamLink) -> None:
    """Add a page to the team's navigation; one with the same address name replaces the former."""
    _team_links[link.url_name] = link


def team_links(user: Any) -> list[TeamLink]:
    """Return the pages that `user` may open, in order; none for who is not signed in."""
    if not getattr(user, "is_authenticated", False):
        return []
    links = sorted(_team_links.values(), key=lambda link: (link.order, link.url_name))
    return [
        link for link in links if not link.roles or any(user.holds(role) for role in link.roles)
    ]
