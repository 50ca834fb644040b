"""What this package adds to others' pages."""

from django.apps import AppConfig


class PaperConfig(AppConfig):
    name = "observatory.paper"
