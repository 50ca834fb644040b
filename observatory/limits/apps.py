from datetime import datetime

from django.apps import AppConfig

from observatory.kit.purging import register_purge


class LimitsConfig(AppConfig):
    name = "observatory.limits"

    def ready(self) -> None:
        register_purge("limits", _purge)


def _purge(*, at: datetime, dry_run: bool) -> dict[str, int]:
    from .actions import purge_tallies

    return {"tally": purge_tallies(at=at, dry_run=dry_run)}
