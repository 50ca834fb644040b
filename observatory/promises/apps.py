"""What this package adds to others."""

from django.apps import AppConfig


class PromisesConfig(AppConfig):
    name = "observatory.promises"
