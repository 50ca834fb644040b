"""What this package adds to the team's pages, to the purge and to a withdrawal."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from observatory.observations.models import Round
    from observatory.people.models import User
    from observatory.reports.models import Report

# The team's first page names so many open piles.
PILES_SHOWN = 3


def open_piles_panel(user: "User") -> dict[str, Any] | None:
    """Return the open piles of this person; None when there is none."""
    from .queries.batches import open_batches

    found = open_batches(user, PILES_SHOWN + 1)
    if not found:
        return None
    return {"batches": found[:PILES_SHOWN], "more": len(found) > PILES_SHOWN}


def round_sheets_panel(asked: "Round") -> dict[str, Any] | None:
    """Return how the sheets of a round are printed; None where nothing can be planned any more."""
    from .queries.slots import sheet_languages

    if not asked.is_planned_for:
        return None
    return {"round": asked, "languages": sheet_languages(asked)}


def destroy_scans_of(*, report: "Report", by: "User", at: datetime) -> None:
    """Destroy the pages that a withdrawn report was made from."""
    from .actions import destroy_with_report

    destroy_with_report(report=report, by=by, at=at)


def destroy_scans_with_consent(*, report: "Report", code: str, by: "User", at: datetime) -> None:
    """Destroy the pages of a report that loses the consent about health: the crosses are on them.

    What rests on the other consents is not on these pages, or goes with the report.
    """
    from .actions import destroy_with_report

    if code == "D5":
        destroy_with_report(report=report, why="consent", by=by, at=at)


class PaperConfig(AppConfig):
    name = "observatory.paper"

    def ready(self) -> None:
        from observatory.kit.purging import register_purge
        from observatory.reports.permissions import ENTERS
        from observatory.reports.registry import (
            register_on_consent_withdrawn,
            register_on_withdrawn,
        )
        from observatory.ui.navigation import TeamLink, register_team_link
        from observatory.ui.registry import Panel, register_panel

        from .actions import accept_report, count_card
        from .jobs import purge
        from .registry import CARD, OBSERVATION, REPORT, Target, register_target

        register_panel(Panel("team", "main", "paper/panels/team.html", open_piles_panel, 30))
        register_panel(
            Panel("round", "sheets", "paper/panels/round_sheets.html", round_sheets_panel)
        )
        enters = frozenset(str(role) for role in ENTERS)
        register_team_link(TeamLink("batches", _("Piles de papier"), enters, 30))
        register_purge("paper", purge)
        register_on_withdrawn("paper", destroy_scans_of)
        register_on_consent_withdrawn("paper", destroy_scans_with_consent)
        register_target(Target(REPORT, accept_report))
        # A person says where and when: `actions.complete_sheet`.
        register_target(Target(OBSERVATION, None))
        register_target(Target(CARD, count_card, is_validated=False))
