"""What campaigns add to others."""

from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "observatory.campaigns"

    def ready(self) -> None:
        from observatory.kit.reference import register_loader

        from .actions import load_campaigns

        register_loader(50, load_campaigns)
