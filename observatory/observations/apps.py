from django.apps import AppConfig


class ObservationsConfig(AppConfig):
    name = "observatory.observations"
