"""What this package adds to others' pages, to the purge and to a withdrawal."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from observatory.people.models import User
    from observatory.reports.models import Report


def waiting_letters(user: "User") -> dict[str, Any] | None:
    """Return how much waits, for who deals with letters; None for the others."""
    from django.utils.timezone import localdate

    from .permissions import may_handle_letters
    from .queries.inbox import COUNTED_UP_TO, list_sizes, mailbox_state, oldest_due

    if not may_handle_letters(user):
        return None
    sizes = list_sizes()
    late, due_on = oldest_due(localdate())
    return {
        "waiting": min(sizes["waiting"], COUNTED_UP_TO),
        "is_more": sizes["waiting"] > COUNTED_UP_TO,
        "taken": min(sizes["taken"], COUNTED_UP_TO),
        "late": min(late, COUNTED_UP_TO),
        "due_on": due_on,
        "failing_since_at": (mailbox_state() or {}).get("failing_since_at"),
    }


def erase_letter(*, report: "Report", by: "User", at: datetime) -> None:
    """Erase the letter that a withdrawn report was made from."""
    from .actions import erase_with_report

    erase_with_report(report=report, by=by, at=at)


class LettersConfig(AppConfig):
    name = "observatory.letters"

    def ready(self) -> None:
        from observatory.kit.purging import register_purge
        from observatory.reports.registry import register_on_withdrawn
        from observatory.ui.navigation import TeamLink, register_team_link
        from observatory.ui.registry import Panel, register_panel

        from .jobs import purge

        register_panel(Panel("team", "main", "letters/panels/team.html", waiting_letters, 25))
        register_team_link(
            TeamLink("letters_inbox", _("Courrier"), frozenset({"line", "coordinator"}), 25)
        )
        register_purge("letters", purge)
        register_on_withdrawn("letters", erase_letter)
