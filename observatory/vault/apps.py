from datetime import datetime

from django.apps import AppConfig

from observatory.kit.purging import register_purge


class VaultConfig(AppConfig):
    name = "observatory.vault"

    def ready(self) -> None:
        # Contacts are purged in someone's name: `people`, which knows the worker, registers that.
        register_purge("vault", _purge)


def _purge(*, at: datetime, dry_run: bool) -> dict[str, int]:
    from .actions import purge_drafts, purge_lost_files

    return {
        "draft": purge_drafts(at=at, dry_run=dry_run),
        "lost file": purge_lost_files(at=at, dry_run=dry_run),
    }
