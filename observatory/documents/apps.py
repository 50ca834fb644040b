"""Files that the team adds to what it writes."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "observatory.documents"
