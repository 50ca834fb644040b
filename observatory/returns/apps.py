"""What this package adds to others' pages."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReturnsConfig(AppConfig):
    name = "observatory.returns"

    def ready(self) -> None:
        from observatory.people.models import Role
        from observatory.reports.queries.life import register_event
        from observatory.ui.navigation import TeamLink, register_team_link
        from observatory.ui.registry import Panel, register_panel

        from .panels import (
            question_to_answer,
            question_to_say,
            ready_sheets,
            waiting_questions,
        )

        register_panel(Panel("team", "main", "returns/panels/sheets.html", ready_sheets, order=30))
        register_panel(
            Panel("team", "main", "returns/panels/waiting.html", waiting_questions, order=31)
        )
        register_panel(
            Panel("report", "follow_up", "returns/panels/question.html", question_to_answer)
        )
        register_panel(Panel("call_back", "main", "returns/panels/call.html", question_to_say))
        register_team_link(
            TeamLink(
                "return_sheets",
                _("Feuille de retour"),
                frozenset({Role.RELAY, Role.COORDINATOR}),
                order=30,
            )
        )
        register_team_link(
            TeamLink(
                "six_weeks_team",
                _("Six semaines après"),
                frozenset({Role.MODERATOR, Role.COORDINATOR, Role.LINE}),
                order=31,
            )
        )
        register_event("six_weeks.ask", _("Nous vous avons demandé si c’est réglé"))
        register_event("six_weeks.answer", _("Vous nous avez dit où en est votre problème"))
        register_event("six_weeks.change", _("Vous avez changé votre réponse"))
