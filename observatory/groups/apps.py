"""What groups add to others."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GroupsConfig(AppConfig):
    name = "observatory.groups"

    def ready(self) -> None:
        from observatory.documents.registry import register_subject
        from observatory.kit.purging import register_purge
        from observatory.kit.reference import register_loader
        from observatory.people.joining import register_closed
        from observatory.ui.navigation import TeamLink, register_team_link
        from observatory.ui.registry import Panel, register_panel

        from .actions import leave_everything, load_groups, purge_groups
        from .panels import team_panel, territory_panel
        from .queries.public import group_is_shown, meeting_is_shown

        register_team_link(TeamLink("team_groups", _("Groupes"), order=47))
        register_loader(45, load_groups)
        register_purge("groups", purge_groups)
        register_subject("group", group_is_shown)
        register_subject("meeting", meeting_is_shown)
        register_closed("groups", leave_everything)
        register_panel(
            Panel("territory", "after", "groups/panels/territory.html", territory_panel, 15)
        )
        register_panel(Panel("team", "main", "groups/panels/team.html", team_panel, 40))
