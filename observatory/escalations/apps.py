"""What this package adds to others: the bodies, what became of a report, what was sent about a place."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EscalationsConfig(AppConfig):
    name = "observatory.escalations"

    def ready(self) -> None:
        from observatory.kit.purging import register_purge
        from observatory.kit.reference import register_loader
        from observatory.people.models import Role
        from observatory.reports.queries.life import register_event
        from observatory.reports.registry import (
            register_on_consent_withdrawn,
            register_on_withdrawn,
        )
        from observatory.ui.navigation import TeamLink, register_team_link
        from observatory.ui.registry import Panel, register_panel

        from . import panels
        from .actions import drop_on_consent, drop_report, load_bodies
        from .jobs import purge

        register_purge("escalations", purge)
        register_loader(40, load_bodies)
        register_on_withdrawn("escalations", drop_report)
        register_on_consent_withdrawn("escalations", drop_on_consent)
        register_event("escalations.propose", _("Nous vous avons proposé d’envoyer votre cas"))
        register_event("escalations.consent", _("Vous avez répondu à une proposition d’envoi"))
        register_event("escalations.sent_report", _("Votre cas a été transmis, avec votre accord"))
        register_event("escalations.ended_report", _("Ce que cela a donné est connu"))
        for kind, query in (
            ("problem", panels.problem_panel),
            ("campaign", panels.campaign_panel),
            ("territory", panels.territory_panel),
        ):
            register_panel(Panel(kind, "after", "escalations/panels/sent.html", query, order=30))
        register_panel(
            Panel(
                "report",
                "follow_up",
                "escalations/panels/follow_up.html",
                panels.follow_up_panel,
                60,
            )
        )
        register_panel(
            Panel("team", "main", "escalations/panels/relays.html", panels.relays_panel, 33)
        )
        register_panel(
            Panel("team", "main", "escalations/panels/overdue.html", panels.officer_panel, 15)
        )
        register_team_link(
            TeamLink("escalations_desk", _("Saisines"), frozenset({Role.ESCALATION_OFFICER}), 43)
        )
        register_team_link(
            TeamLink(
                "bodies",
                _("Instances"),
                frozenset({Role.ESCALATION_OFFICER, Role.EDITOR, Role.ADMINISTRATOR}),
                44,
            )
        )
