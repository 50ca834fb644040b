from django.apps import AppConfig
from django.conf import settings


class VocabulariesConfig(AppConfig):
    name = "observatory.vocabularies"

    def ready(self) -> None:
        from observatory.kit.reference import register_loader
        from observatory.kit.remembered import memory

        from .actions import load_vocabularies

        memory.keep_in(settings.DATA_DIR / "reference-version")
        register_loader(10, load_vocabularies)
