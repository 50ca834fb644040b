"""What this package adds to others' pages."""

from datetime import datetime

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ObservationsConfig(AppConfig):
    name = "observatory.observations"

    def ready(self) -> None:
        from observatory.kit.purging import register_purge
        from observatory.people.joining import register_closed
        from observatory.people.models import Role
        from observatory.ui.navigation import TeamLink, register_team_link
        from observatory.ui.registry import Panel, register_panel

        from .actions import free_slots
        from .panels import mine_panel
        from .permissions import OBSERVERS

        register_closed("observations", free_slots)
        register_purge("observations", _purge)
        register_team_link(
            TeamLink("my_observations", _("Mes relevés"), frozenset(OBSERVERS), order=24)
        )
        register_team_link(
            TeamLink(
                "rounds",
                _("Campagnes de relevés"),
                frozenset({Role.COORDINATOR, Role.ADMINISTRATOR}),
                order=36,
            )
        )
        register_panel(Panel("team", "main", "observations/panels/mine.html", mine_panel, 15))


def _purge(*, at: datetime, dry_run: bool) -> dict[str, int]:
    from .actions import purge_collect_addresses, purge_feeds, purge_hearings

    return {
        "observer_feed": purge_feeds(dry_run=dry_run),
        "collect_address": purge_collect_addresses(dry_run=dry_run),
        **purge_hearings(at=at, dry_run=dry_run),
    }
