"""An observation sheet becomes an observation: a person adds where, when and who, which no box says."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from observatory.journal.actions import record_entry
from observatory.observations.actions import Try, record_observation
from observatory.observations.models import Intake, Round, RoundLocation, Slot
from observatory.paper.models import Sheet
from observatory.paper.queries.scanned import SCENARIO, ScannedSheet, scanned_sheet
from observatory.paper.scanning.marks import Asked
from observatory.paper.states import SheetState
from observatory.people.actions import Refused
from observatory.people.models import User
from observatory.places.models import Location

from .accepting import NotClear, Outcome, accept_as
from .correcting import ask_again
from .holding import hold_open, require_work


@dataclass(frozen=True)
class Seen:
    """What a person reads on the head of a sheet, or knows: where, when, who, which attempts.

    `confirmed`: what is odd about the moment and right all the same.
    """

    round: Round
    location: Location
    observed_at: datetime
    observer: User
    slot: Slot | None = None
    attempts: Sequence[Try] = ()
    confirmed: Collection[str] = ()


def complete_sheet(*, sheet: Sheet, seen: Seen, by: User, at: datetime) -> Outcome:
    """Make an observation of a sheet that was read, with what a person adds.

    Its identifier is the sheet's: sent twice, it is one. Side effects, in one transaction that
    holds the pile: those of `record_observation`, sheet and pages settled, one journal entry of the
    pile. What the questionnaire refuses comes back to the correction desk. Raises `NotClear`,
    `BatchClosed`, `PermissionDenied`; `Odd`, `Conflict` and `Refused` as `record_observation`
    does, and `Refused` ("other_scenario") where the scenario that is crossed is not the
    one that the round tries at this place. Then nothing is stored.
    """
    return accept_as(sheet=sheet, accept=partial(_record, seen), by=by, at=at)


def _record(
    seen: Seen, *, scanned: ScannedSheet, answers: Mapping[str, Any], by: User, at: datetime
) -> dict[str, Any]:
    assert scanned.printed is not None  # noqa: S101 - for the type checker; a sheet that is read has one
    recorded = record_observation(
        uuid=scanned.sheet.uuid,
        asked=seen.round,
        location=seen.location,
        slot=seen.slot,
        observed_at=seen.observed_at,
        answers=_with_scenario(answers, seen),
        attempts=seen.attempts,
        confirmed=seen.confirmed,
        version=scanned.printed.questionnaire,
        intake=Intake.PAPER,
        observer=seen.observer,
        by=by,
        at=at,
    )
    return {"state": SheetState.OBSERVATION, "observation": recorded.observation}


def _with_scenario(answers: Mapping[str, Any], seen: Seen) -> dict[str, Any]:
    """Return the answers with the one scenario that is tried at the place."""
    points = RoundLocation.objects.filter(round=seen.round, location=seen.location)
    scenario = points.values_list("scenario", flat=True).first()
    if scenario is None:
        raise Refused("other_location")
    if answers.get(SCENARIO, scenario) != scenario:
        raise Refused("other_scenario")
    return {**answers, SCENARIO: scenario}


def ask_answer(*, sheet: Sheet, question: str, by: User, at: datetime) -> None:
    """Send an answer that was read wrongly back to the correction desk; the sheet waits for it.

    Side effects, in one transaction that holds the pile: the question is open, one journal
    entry. Raises `NotClear` for a sheet that has its end or a question that it does not ask,
    `BatchClosed`, `PermissionDenied`.
    """
    batch = sheet.batch
    require_work(by, batch)
    with hold_open(batch):
        scanned = scanned_sheet(sheet)
        is_here = Sheet.objects.filter(pk=sheet.pk, state=SheetState.SCANNED).exists()
        if not is_here or not scanned.pages or question not in scanned.printed_questions():
            raise NotClear
        ask_again(scanned.scan_of(question), [Asked("answer", question, reason="looked_again")])
        record_entry(
            by=by,
            at=at,
            action="batch.ask_answer",
            subject=batch.subject,
            data={"number": sheet.number, "question": question},
        )
