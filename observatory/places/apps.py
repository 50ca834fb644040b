from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "observatory.places"

    def ready(self) -> None:
        from observatory.kit.reference import register_loader

        from .actions import load_organizations, load_shipped_facts, load_territories

        register_loader(20, load_territories)
        register_loader(21, load_organizations)
        register_loader(22, load_shipped_facts)
