"""What the figures add to the pages of others."""

from django.apps import AppConfig


class InsightsConfig(AppConfig):
    name = "observatory.insights"

    def ready(self) -> None:
        from observatory.ui.registry import Panel, register_panel

        from .panels import authority_panel, round_panel, territory_panel

        register_panel(
            Panel("territory", "observations", "insights/panels/latest.html", territory_panel)
        )
        register_panel(Panel("round", "after", "insights/panels/round.html", round_panel))
        # What the authority reads before it answers is what will be published.
        register_panel(
            Panel("round_authority", "figures", "insights/figures.html", authority_panel)
        )
