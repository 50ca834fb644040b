"""What this package adds to others' pages."""

from django.apps import AppConfig


class LettersConfig(AppConfig):
    name = "observatory.letters"
