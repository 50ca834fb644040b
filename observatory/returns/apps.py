"""What this package adds to others' pages."""

from django.apps import AppConfig


class ReturnsConfig(AppConfig):
    name = "observatory.returns"
