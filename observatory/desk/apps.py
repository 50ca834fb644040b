"""What this package adds to others' pages."""

from typing import TYPE_CHECKING, Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from observatory.people.models import User


def desk_panel(user: "User") -> dict[str, Any] | None:
    """Return what relays and the phone line come to do; None for the others."""
    from observatory.associations.queries import associations_of

    from .queries.own import brought_sizes

    is_relay = user.holds("relay")
    if not is_relay and not user.holds("line"):
        return None
    has_association = is_relay and bool(associations_of(user))
    return {
        "is_relay": is_relay,
        "has_association": has_association,
        "sizes": brought_sizes(user) if has_association else {"all": 0, "asked": 0},
    }


class DeskConfig(AppConfig):
    name = "observatory.desk"

    def ready(self) -> None:
        from observatory.ui.navigation import TeamLink, register_team_link
        from observatory.ui.registry import Panel, register_panel

        register_panel(Panel("team", "main", "desk/panels/team.html", desk_panel, 5))
        for name, label, roles, order in (
            ("desk_entry", _("Saisir"), {"relay", "moderator", "coordinator", "line"}, 20),
            ("desk_follow", _("Suivre un code"), {"relay", "line"}, 21),
            ("desk_reports", _("Nos signalements"), {"relay"}, 22),
            ("group_sessions", _("Séances"), {"relay"}, 23),
        ):
            register_team_link(TeamLink(name, label, frozenset(roles), order))
