"""The steps of a problem."""

from datetime import date

from observatory.problems.models import Problem, ProblemEvent
from observatory.problems.states import NOT_SEEN_BEFORE


def last_event(problem: Problem) -> ProblemEvent | None:
    """Return the last step recorded and not undone: the one that made the present state."""
    return ProblemEvent.objects.filter(problem=problem, undone_at=None).order_by("-pk").first()


def not_seen_before(problem: Problem) -> date | None:
    """Return the day of the last announcement or return; a visit before it proves nothing."""
    return (
        ProblemEvent.objects.filter(problem=problem, undone_at=None, transition__in=NOT_SEEN_BEFORE)
        .order_by("-happened_on")
        .values_list("happened_on", flat=True)
        .first()
    )
