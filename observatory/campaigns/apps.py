"""What campaigns add to others."""

from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "observatory.campaigns"
