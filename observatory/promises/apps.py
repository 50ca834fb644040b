"""What this package adds to others: reference data, panels, what must not be kept."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PromisesConfig(AppConfig):
    name = "observatory.promises"

    def ready(self) -> None:
        from observatory.documents.registry import register_subject
        from observatory.kit.purging import register_purge
        from observatory.kit.reference import register_loader
        from observatory.ui.navigation import TeamLink, register_team_link
        from observatory.ui.registry import Panel, register_panel

        from .actions import load_promises
        from .jobs import purge
        from .panels import (
            campaign_panel,
            problem_panel,
            promises_panel,
            proposals_panel,
            watched_panel,
        )

        register_purge("promises", purge)
        # Copies of sources. What an author sent is for the team.
        register_subject("source", lambda pk: True)
        register_loader(50, load_promises)
        register_team_link(
            TeamLink("promise_desk", _("Promesses"), frozenset({"editor"}), order=62)
        )
        register_team_link(
            TeamLink("promises_watched", _("Promesses suivies"), frozenset({"relay"}), order=63)
        )
        register_panel(Panel("team", "main", "promises/panels/proposals.html", proposals_panel, 40))
        register_panel(Panel("team", "main", "promises/panels/watched.html", watched_panel, 41))
        for kind, panel in (("campaign", campaign_panel), ("problem", problem_panel)):
            register_panel(Panel(kind, "after", "promises/panels/answers.html", panel, 30))
        register_panel(
            Panel("territory", "after", "promises/panels/promises.html", promises_panel, order=40)
        )
