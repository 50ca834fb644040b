"""What this package adds to others' pages."""

from django.apps import AppConfig


class PhoneConfig(AppConfig):
    name = "observatory.phone"
