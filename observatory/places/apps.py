from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlacesConfig(AppConfig):
    name = "observatory.places"

    def ready(self) -> None:
        from observatory.kit.reference import register_loader
        from observatory.ui.navigation import TeamLink, register_team_link
        from observatory.ui.registry import Panel, register_panel

        from .actions import load_organizations, load_shipped_facts, load_territories
        from .panels import asked_panel, facts_of_service_panel, facts_of_territory_panel

        register_loader(20, load_territories)
        register_loader(21, load_organizations)
        register_loader(22, load_shipped_facts)
        register_team_link(
            TeamLink("location_desk", _("Lieux"), frozenset({"editor", "administrator"}), order=60)
        )
        register_panel(
            Panel("territory", "facts", "places/panels/facts.html", facts_of_territory_panel)
        )
        register_panel(
            Panel("service", "facts", "places/panels/facts.html", facts_of_service_panel)
        )
        register_panel(Panel("team", "main", "places/panels/asked.html", asked_panel, order=60))
