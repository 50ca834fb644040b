"""What this package adds to others' pages."""

from django.apps import AppConfig


class AssociationsConfig(AppConfig):
    name = "observatory.associations"
