"""What events add to others."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    name = "observatory.events"

    def ready(self) -> None:
        from observatory.documents.registry import register_subject
        from observatory.kit.purging import register_purge
        from observatory.people.models import Role
        from observatory.ui.navigation import TeamLink, register_team_link
        from observatory.ui.registry import Panel, register_panel

        from .jobs import purge
        from .panels import campaign_panel, territory_panel
        from .permissions import REGISTERS
        from .queries.public import event_is_shown

        register_purge("events", purge)
        register_subject("event", event_is_shown)
        register_team_link(
            TeamLink(
                "events_written",
                _("Agenda"),
                frozenset({Role.EDITOR, Role.COORDINATOR, Role.RELAY}),
                order=46,
            )
        )
        register_team_link(
            TeamLink("events_register", _("Inscrire quelqu’un"), frozenset(REGISTERS), order=47)
        )
        register_panel(
            Panel("territory", "after", "events/panels/events.html", territory_panel, 10)
        )
        register_panel(Panel("campaign", "after", "events/panels/events.html", campaign_panel, 10))
