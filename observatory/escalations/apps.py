"""What this package adds to others: the bodies, loaded as reference data."""

from django.apps import AppConfig


class EscalationsConfig(AppConfig):
    name = "observatory.escalations"

    def ready(self) -> None:
        from observatory.kit.reference import register_loader

        from .actions import load_bodies

        register_loader(40, load_bodies)
