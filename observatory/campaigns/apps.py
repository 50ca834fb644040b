"""What campaigns add to others."""

from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "observatory.campaigns"

    def ready(self) -> None:
        from observatory.kit.reference import register_loader
        from observatory.ui.registry import Panel, register_panel

        from .actions import load_campaigns
        from .panels import problem_panel, territory_panel

        register_loader(50, load_campaigns)
        register_panel(
            Panel("problem", "after", "campaigns/panels/problem.html", problem_panel, 20)
        )
        register_panel(
            Panel("territory", "after", "campaigns/panels/territory.html", territory_panel, 20)
        )
