from datetime import datetime

from django.apps import AppConfig

from observatory.kit.purging import register_purge


class OutboxConfig(AppConfig):
    name = "observatory.outbox"

    def ready(self) -> None:
        register_purge("outbox", _purge)


def _purge(*, at: datetime, dry_run: bool) -> dict[str, int]:
    from .actions import purge_messages, purge_written_letters

    return {
        "message": purge_messages(at=at, dry_run=dry_run),
        "written letter": purge_written_letters(at=at, dry_run=dry_run),
    }
