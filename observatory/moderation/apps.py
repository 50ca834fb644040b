"""What moderation adds to the team's pages and to the purge."""

from typing import TYPE_CHECKING, Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from observatory.people.models import User


def waiting_panel(user: "User") -> dict[str, Any] | None:
    """Return what waits for this moderator; None for who is not one."""
    from .queries.queue import COUNTED_UP_TO, oldest_waiting, queue_sizes

    if not user.holds("moderator"):
        return None
    sizes = queue_sizes(user)
    return {
        "to_read": min(sizes["read"], COUNTED_UP_TO),
        "is_more": sizes["read"] > COUNTED_UP_TO,
        "second": min(sizes["second"], COUNTED_UP_TO),
        "oldest": oldest_waiting(user),
    }


class ModerationConfig(AppConfig):
    name = "observatory.moderation"

    def ready(self) -> None:
        from observatory.kit.purging import register_purge
        from observatory.ui.navigation import TeamLink, register_team_link
        from observatory.ui.registry import Panel, register_panel

        from .jobs import purge

        register_panel(Panel("team", "main", "moderation/panels/team.html", waiting_panel, 10))
        register_team_link(
            TeamLink("moderation_queue", _("Relecture"), frozenset({"moderator"}), 10)
        )
        register_purge("moderation", purge)
