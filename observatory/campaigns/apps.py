"""What campaigns add to others."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CampaignsConfig(AppConfig):
    name = "observatory.campaigns"

    def ready(self) -> None:
        from observatory.documents.registry import register_subject
        from observatory.kit.reference import register_loader
        from observatory.people.models import Role
        from observatory.ui.navigation import TeamLink, register_team_link
        from observatory.ui.registry import Panel, register_panel

        from .actions import load_campaigns
        from .panels import group_panel, problem_panel, territory_panel
        from .queries.public import campaign_is_shown, step_is_shown

        register_subject("campaign", campaign_is_shown)
        register_subject("step", step_is_shown)
        register_team_link(
            TeamLink(
                "campaigns_written",
                _("Luttes"),
                frozenset({Role.EDITOR, Role.COORDINATOR}),
                order=45,
            )
        )
        register_loader(50, load_campaigns)
        register_panel(
            Panel("problem", "after", "campaigns/panels/problem.html", problem_panel, 20)
        )
        register_panel(Panel("group", "after", "campaigns/panels/group.html", group_panel, 20))
        register_panel(
            Panel("territory", "after", "campaigns/panels/territory.html", territory_panel, 20)
        )
