"""What this package adds to others' pages."""

from datetime import datetime

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssociationsConfig(AppConfig):
    name = "observatory.associations"

    def ready(self) -> None:
        from observatory.kit.purging import register_purge
        from observatory.people.joining import register_closed, register_joined, register_offer
        from observatory.people.models import Role
        from observatory.ui.navigation import TeamLink, register_team_link
        from observatory.ui.registry import Panel, register_panel

        from .actions import join_invited, leave_everything
        from .panels import coverage_panel, onboarding_panel, tour_panel
        from .permissions import lead_offers

        register_offer("associations", lead_offers)
        register_joined("associations", join_invited)
        register_closed("associations", leave_everything)
        register_purge("associations", _purge)
        plans = frozenset({Role.ADMINISTRATOR, Role.COORDINATOR})
        sees = plans | {Role.MODERATOR, Role.RELAY, Role.LINE}
        register_team_link(TeamLink("associations", _("Associations"), sees, order=30))
        register_team_link(TeamLink("tour", _("Tournée"), plans, order=35))
        register_team_link(TeamLink("onboarding", _("Débuter"), frozenset({Role.RELAY}), order=85))
        register_panel(
            Panel("team", "main", "associations/panels/onboarding.html", onboarding_panel, 5)
        )
        register_panel(Panel("team", "main", "associations/panels/tour.html", tour_panel, 30))
        register_panel(
            Panel("territory", "coverage", "associations/panels/coverage.html", coverage_panel)
        )


def _purge(*, at: datetime, dry_run: bool) -> dict[str, int]:
    from observatory.people.queries import system_actor

    from .actions import purge_agreements, purge_calendars, purge_visits

    return {
        "agreement": purge_agreements(by=system_actor("worker"), at=at, dry_run=dry_run),
        "visit": purge_visits(at=at, dry_run=dry_run),
        "calendar": purge_calendars(dry_run=dry_run),
    }
