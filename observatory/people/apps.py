from datetime import datetime

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from observatory.kit.purging import register_purge


class PeopleConfig(AppConfig):
    name = "observatory.people"

    def ready(self) -> None:
        from observatory.ui.access import register_role_guard
        from observatory.ui.navigation import TeamLink, register_team_link
        from observatory.ui.registry import Panel, register_panel

        from .access import requires_role
        from .models import Role
        from .panels import waiting_invitations

        register_role_guard(requires_role)
        register_purge("people", _purge)
        register_team_link(TeamLink("team", _("Ce qui m’attend"), order=0))
        register_team_link(
            TeamLink(
                "people",
                _("Personnes"),
                frozenset({Role.ADMINISTRATOR, Role.COORDINATOR}),
                order=80,
            )
        )
        register_team_link(TeamLink("my_account", _("Mon compte"), order=90))
        register_panel(
            Panel("team", "main", "people/panels/invitations.html", waiting_invitations, order=80)
        )


def _purge(*, at: datetime, dry_run: bool) -> dict[str, int]:
    from observatory.vault.actions import purge_contacts

    from .actions import purge_invitations, purge_sessions
    from .queries import system_actor

    return {
        # The vault does not know who the worker is; here we do.
        "contact": purge_contacts(by=system_actor("worker"), at=at, dry_run=dry_run),
        "invitation": purge_invitations(at=at, dry_run=dry_run),
        "session": purge_sessions(at=at, dry_run=dry_run),
    }
