from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QuestionnairesConfig(AppConfig):
    name = "observatory.questionnaires"

    def ready(self) -> None:
        from observatory.kit.reference import register_loader
        from observatory.people.models import Role
        from observatory.ui.navigation import TeamLink, register_team_link

        from .actions import load_questionnaires

        register_loader(30, load_questionnaires)
        register_team_link(
            TeamLink(
                "recordings",
                _("Lecture à voix haute"),
                frozenset({Role.EDITOR, Role.ADMINISTRATOR}),
                order=75,
            )
        )
