"""What the problems package adds to others' pages."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProblemsConfig(AppConfig):
    name = "observatory.problems"

    def ready(self) -> None:
        from observatory.ui.navigation import TeamLink, register_team_link

        register_team_link(
            TeamLink(
                "problems_followed",
                _("Problèmes à suivre"),
                frozenset({"coordinator", "moderator", "administrator"}),
                order=30,
            )
        )
