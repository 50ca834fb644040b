"""What this package adds to others: reference data, and the promises that concern a municipality."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PromisesConfig(AppConfig):
    name = "observatory.promises"

    def ready(self) -> None:
        from observatory.kit.reference import register_loader
        from observatory.ui.navigation import TeamLink, register_team_link
        from observatory.ui.registry import Panel, register_panel

        from .actions import load_promises
        from .panels import promises_panel

        register_loader(50, load_promises)
        register_team_link(
            TeamLink("promise_desk", _("Promesses"), frozenset({"editor"}), order=62)
        )
        register_panel(
            Panel("territory", "after", "promises/panels/promises.html", promises_panel, order=40)
        )
