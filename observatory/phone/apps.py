"""What this package adds to others' pages, to the purge and to the reference data."""

from typing import TYPE_CHECKING, Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from observatory.people.models import User


def line_panel(user: "User") -> dict[str, Any] | None:
    """Return what the line has to do today; None for who does not answer it."""
    from django.utils import timezone

    from .queries.call_backs import due_count
    from .queries.log import open_shift_of

    if not user.holds("line"):
        return None
    now = timezone.now()
    return {"due": due_count(user, now), "shift": open_shift_of(user, now)}


class PhoneConfig(AppConfig):
    name = "observatory.phone"

    def ready(self) -> None:
        from observatory.kit.purging import register_purge
        from observatory.kit.reference import register_loader
        from observatory.reports.registry import register_on_withdrawn
        from observatory.ui.navigation import TeamLink, register_team_link
        from observatory.ui.registry import Panel, register_panel

        from .actions import forget_call_backs, load_urgent_words
        from .jobs import purge

        register_panel(Panel("team", "main", "phone/panels/team.html", line_panel, 12))
        register_team_link(TeamLink("phone_home", _("Ligne"), frozenset({"line"}), 12))
        register_team_link(
            TeamLink("phone_log", _("Journal de la ligne"), frozenset({"line", "coordinator"}), 13)
        )
        register_purge("phone", purge)
        register_on_withdrawn("phone", forget_call_backs)
        register_loader(40, load_urgent_words)
