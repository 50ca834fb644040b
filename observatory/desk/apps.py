"""What this package adds to others' pages."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "observatory.desk"
