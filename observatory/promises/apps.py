"""What this package adds to others: promises and facts, loaded as reference data."""

from django.apps import AppConfig


class PromisesConfig(AppConfig):
    name = "observatory.promises"

    def ready(self) -> None:
        from observatory.kit.reference import register_loader

        from .actions import load_promises

        register_loader(50, load_promises)
