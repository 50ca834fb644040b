"""What the installation does for itself."""

from django.apps import AppConfig

from observatory.kit.purging import register_purge


class OpsConfig(AppConfig):
    name = "observatory.ops"

    def ready(self) -> None:
        from observatory.ui.context import register_banner

        from .actions import purge_tasks
        from .demo import banner

        register_purge("ops", purge_tasks)
        register_banner(banner)
