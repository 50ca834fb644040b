"""What this package adds to the team's pages and to the purge."""

from typing import TYPE_CHECKING, Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from observatory.people.models import User

# The team's first page names so many open piles.
PILES_SHOWN = 3


def open_piles_panel(user: "User") -> dict[str, Any] | None:
    """Return the open piles of this person; None when there is none."""
    from .queries.batches import open_batches

    found = open_batches(user, PILES_SHOWN + 1)
    if not found:
        return None
    return {"batches": found[:PILES_SHOWN], "more": len(found) > PILES_SHOWN}


class PaperConfig(AppConfig):
    name = "observatory.paper"

    def ready(self) -> None:
        from observatory.kit.purging import register_purge
        from observatory.reports.permissions import ENTERS
        from observatory.ui.navigation import TeamLink, register_team_link
        from observatory.ui.registry import Panel, register_panel

        from .jobs import purge

        register_panel(Panel("team", "main", "paper/panels/team.html", open_piles_panel, 30))
        register_team_link(
            TeamLink("batches", _("Piles de papier"), frozenset(str(role) for role in ENTERS), 30)
        )
        register_purge("paper", purge)
