"""What the reports package adds to others' pages and to the purge."""

from typing import TYPE_CHECKING, Any

from django.apps import AppConfig

if TYPE_CHECKING:
    from observatory.problems.models import Problem


def approved_texts(problem: "Problem") -> dict[str, Any] | None:
    """Return the newest public texts of a problem for its page; None when there are none."""
    from .presenting import write_texts
    from .queries.texts import texts_page

    if not problem.text_count:
        return None
    page = texts_page(problem)
    return {**page, "texts": write_texts(page["texts"])}


class ReportsConfig(AppConfig):
    name = "observatory.reports"

    def ready(self) -> None:
        from observatory.kit.purging import register_purge
        from observatory.ui.registry import Panel, register_panel

        from .jobs import purge

        register_panel(Panel("problem", "texts", "reports/panels/texts.html", approved_texts))
        register_purge("reports", purge)
