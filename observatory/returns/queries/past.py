"""What a report was at a past moment, read from the journal."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from observatory.journal.models import Entry
from observatory.reports.models import Report
from observatory.reports.states import COUNTED, State

BATCH = 500


class Step(NamedTuple):
    """One entry of the journal about a report, as far as it moves it."""

    subject: str
    at: datetime
    action: str
    state_after: str
    data: dict[str, Any]


@dataclass(frozen=True)
class Standing:
    """Where a report stood: its state, the problem it counted in, the code of a refusal."""

    state: str
    problem_id: int | None = None
    rejection: str = ""


def steps_of(reports: Iterable[Report]) -> dict[str, list[Step]]:
    """Return the steps of each report by its name in the journal, oldest first."""
    subjects = [report.subject for report in reports]
    found: dict[str, list[Step]] = {subject: [] for subject in subjects}
    for start in range(0, len(subjects), BATCH):
        rows = (
            Entry.objects.filter(
                subject__in=subjects[start : start + BATCH], action__startswith="report."
            )
            .exclude(state_after="")
            .order_by("pk")
            .values_list(*Step._fields)
        )
        for row in rows:
            found[row[0]].append(Step(*row))
    return found


def standing_at(steps: Iterable[Step], moment: datetime) -> Standing:
    """Return where a report stood just before `moment`, given its steps."""
    state, problem_id, rejection = str(State.RECEIVED), None, ""
    for step in steps:
        if step.at >= moment:
            continue
        state = step.state_after
        # What takes a text back leaves the problem as it was, and names none.
        problem_id = step.data.get("problem", problem_id) if state in COUNTED else None
        rejection = step.data.get("reason", "") if state == State.REJECTED else ""
    return Standing(state, problem_id, rejection)


def standing_now(report: Report) -> Standing:
    """Return where a report stands."""
    counted = report.state in COUNTED
    return Standing(
        report.state,
        report.problem_id if counted else None,
        report.rejection.code if report.rejection else "",
    )
