"""What this package adds to others: reference data, and the promises that concern a municipality."""

from django.apps import AppConfig


class PromisesConfig(AppConfig):
    name = "observatory.promises"

    def ready(self) -> None:
        from observatory.kit.reference import register_loader
        from observatory.ui.registry import Panel, register_panel

        from .actions import load_promises
        from .panels import promises_panel

        register_loader(50, load_promises)
        register_panel(
            Panel("territory", "after", "promises/panels/promises.html", promises_panel, order=40)
        )
