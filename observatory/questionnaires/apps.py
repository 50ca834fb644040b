from django.apps import AppConfig


class QuestionnairesConfig(AppConfig):
    name = "observatory.questionnaires"

    def ready(self) -> None:
        from observatory.kit.reference import register_loader

        from .actions import load_questionnaires

        register_loader(30, load_questionnaires)
