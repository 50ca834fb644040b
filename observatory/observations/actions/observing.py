"""Writing down what was observed, once; setting aside what was a mistake."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import get_language

from observatory.journal.actions import record_entry
from observatory.observations.models import (
    LONGEST_WAIT,
    MOST_ATTEMPTS,
    Attempt,
    Kind,
    Observation,
    Outcome,
    Round,
    Slot,
)
from observatory.observations.permissions import may_coordinate, may_write_for
from observatory.observations.queries.oddities import oddities_of
from observatory.observations.states import OBSERVATION, ObservationState, SlotState
from observatory.people.actions import Conflict, Refused
from observatory.people.models import User
from observatory.places.models import Location
from observatory.questionnaires.models import QuestionnaireVersion
from observatory.questionnaires.queries import compiled
from observatory.questionnaires.validation import validate_answers

from .slots import step_slot


class InvalidAnswers(Exception):
    """Some answers cannot be taken: `errors` by question key, in the active language."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(", ".join(sorted(errors)))
        self.errors = dict(errors)


class Odd(Exception):
    """Something about the moment is odd and was not confirmed: `oddities` are asked about."""

    def __init__(self, oddities: Sequence[str]) -> None:
        super().__init__(", ".join(oddities))
        self.oddities = list(oddities)


@dataclass(frozen=True)
class Try:
    """One attempt of a call, in the order in which they were made."""

    began_at: datetime
    waited_seconds: int
    outcome: str


@dataclass(frozen=True)
class Recorded:
    """The stored observation; `is_new` is false when it was there before."""

    observation: Observation
    is_new: bool = True


def record_observation(
    *,
    uuid: UUID,
    asked: Round,
    location: Location,
    observed_at: datetime,
    answers: Mapping[str, Any],
    intake: str,
    by: User,
    at: datetime,
    observer: User | None = None,
    slot: Slot | None = None,
    attempts: Sequence[Try] = (),
    confirmed: Collection[str] = (),
    version: QuestionnaireVersion | None = None,
    is_demo: bool = False,
) -> Recorded:
    """Store an observation from raw answers; the same `uuid` again gives the same one.

    `answers` holds the scenario and the channel too (questions `scenario` and
    `channel`). `version` is the grid it was made with, the round's unless said;
    `observer` is who observed, `by` unless said. Side effects, in one
    transaction: the observation, its attempts, its slot that is done, the
    journal. Raises, and stores nothing then:

    - `PermissionDenied`: `by` may not write there, or not for that person;
    - `Refused`: "future", "not_open" when the round is not, "other_location"
      for one that is not in the round, "other_scenario" for one that the round
      does not try there, "other_grid" for a version of another questionnaire, "wrong_slot" for a slot of another round, location or
      channel, "same_person" for both looks at one visit by one person,
      "no_attempt", "too_many_attempts", "attempt_too_long",
      "attempt_after_answer", "attempt_order", "attempts_of_no_call";
    - `Conflict` ("slot_done"): someone wrote an observation down for that slot;
    - `InvalidAnswers`;
    - `Odd`: something is odd about the moment and not in `confirmed`.
    """
    observer = observer or by
    if not may_write_for(by, observer, asked):
        raise PermissionDenied
    if (found := _stored(uuid, by)) is not None:
        return Recorded(found, is_new=False)
    version = version or asked.version
    tried = _check_round(asked, location, version, observed_at, at)
    cleaned = _clean(version, answers, at)
    if cleaned["scenario"] != tried:
        raise Refused("other_scenario")
    channel = str(cleaned["channel"])
    if slot is not None:
        _check_slot(slot, asked, location, channel, observer)
    _check_attempts(channel, attempts, at)
    odd = oddities_of(asked=asked, location=location, channel=channel, observed_at=observed_at)
    if not set(odd) <= set(confirmed):
        raise Odd([str(one.value) for one in odd])
    row = Observation(
        uuid=uuid,
        round=asked,
        slot=slot,
        territory_id=asked.territory_id,
        location=location,
        scenario=str(cleaned["scenario"]),
        channel=channel,
        observer=observer,
        observed_at=observed_at,
        received_at=at,
        version=version,
        answers=cleaned,
        intake=intake,
        confirmed=[str(one.value) for one in odd],
        is_demo=is_demo,
    )
    try:
        with transaction.atomic():
            _store(row, attempts, by=by, at=at)
    except IntegrityError:
        # Sent twice at the same moment: the other one is stored.
        if (found := _stored(uuid, by)) is not None:
            return Recorded(found, is_new=False)
        raise Conflict("slot_done") from None
    return Recorded(row)


def _store(row: Observation, attempts: Sequence[Try], *, by: User, at: datetime) -> None:
    row.save(force_insert=True)
    Attempt.objects.bulk_create(
        Attempt(
            observation=row,
            number=number,
            began_at=one.began_at,
            waited_seconds=one.waited_seconds,
            outcome=one.outcome,
        )
        for number, one in enumerate(attempts, start=1)
    )
    if row.slot is not None:
        try:
            step_slot(row.slot, "record", by=by, at=at)
        except Conflict:
            raise Conflict("slot_done") from None
    record_entry(
        by=by,
        at=at,
        action="observation.record",
        subject=row.subject,
        after=row.state,
        data={
            "round": row.round_id,
            "channel": row.channel,
            "intake": row.intake,
            "confirmed": row.confirmed,
        },
    )


def _stored(uuid: UUID, by: User) -> Observation | None:
    """Return the observation of that identifier. Raises `PermissionDenied` when it is someone else's."""
    found = Observation.objects.filter(uuid=uuid).select_related("round").first()
    if found is not None and not (
        found.observer_id == by.pk or may_coordinate(by, found.territory_id)
    ):
        raise PermissionDenied
    return found


def _check_round(
    asked: Round,
    location: Location,
    version: QuestionnaireVersion,
    observed_at: datetime,
    at: datetime,
) -> str:
    """Return the one scenario that the round tries at the location."""
    if observed_at > at:
        raise Refused("future")
    if not asked.is_open:
        raise Refused("not_open")
    tried = asked.points.filter(location=location).values_list("scenario", flat=True).first()
    if tried is None:
        raise Refused("other_location")
    if version.questionnaire_id != asked.version.questionnaire_id:
        raise Refused("other_grid")
    return str(tried)


def _clean(
    version: QuestionnaireVersion, answers: Mapping[str, Any], at: datetime
) -> dict[str, Any]:
    definition = compiled(version)
    cleaned, errors = validate_answers(
        definition, answers, language=get_language() or "fr", today=timezone.localdate(at)
    )
    if errors:
        raise InvalidAnswers(errors)
    return dict(cleaned)


def _check_slot(slot: Slot, asked: Round, location: Location, channel: str, observer: User) -> None:
    if (slot.round_id, slot.location_id, slot.kind) != (asked.pk, location.pk, channel):
        raise Refused("wrong_slot")
    if slot.state != SlotState.PLANNED:
        raise Conflict("slot_done")
    twins = Observation.objects.kept().filter(slot__twin=slot)
    if slot.twin_id is not None:
        twins = twins | Observation.objects.kept().filter(slot_id=slot.twin_id)
    if twins.filter(observer_id=observer.pk).exists():
        raise Refused("same_person")


def _check_attempts(channel: str, attempts: Sequence[Try], at: datetime) -> None:
    """A call is one to three attempts of at most five minutes of waiting (reading/domain.md, 2.2)."""
    if channel != Kind.CALL:
        if attempts:
            raise Refused("attempts_of_no_call")
        return
    if not attempts:
        raise Refused("no_attempt")
    if len(attempts) > MOST_ATTEMPTS:
        raise Refused("too_many_attempts")
    if any(not 0 <= one.waited_seconds <= LONGEST_WAIT for one in attempts):
        raise Refused("attempt_too_long")
    if any(one.outcome == Outcome.ANSWERED for one in attempts[:-1]):
        raise Refused("attempt_after_answer")
    moments = [one.began_at for one in attempts]
    if moments != sorted(moments):
        raise Refused("attempt_order")
    if any(one > at for one in moments):
        raise Refused("future")


def move_observation(*, observation: Observation, transition: str, by: User, at: datetime) -> None:
    """Set an observation aside ("set_aside"), so that it counts nowhere, or keep it again ("keep").

    It is never erased. Its slot, if it had one, is to be made again; an
    observation that is kept again has none. Writes the journal. Raises
    `PermissionDenied`; `Refused` ("not_open") once the round is closed, since
    what is closed is what the authority reads; `Conflict` ("changed").
    """
    if not may_coordinate(by, observation.territory_id):
        raise PermissionDenied
    step = OBSERVATION[transition]
    if not observation.round.is_open:
        raise Refused("not_open")
    if observation.state not in step.before:
        raise Conflict("changed")
    with transaction.atomic():
        columns = {"slot": None} if step.after == ObservationState.SET_ASIDE else {}
        moved = Observation.objects.filter(pk=observation.pk, state=observation.state).update(
            state=step.after, **columns
        )
        if not moved:
            raise Conflict("changed")
        if columns and observation.slot_id is not None:
            step_slot(Slot.objects.get(pk=observation.slot_id), "redo", by=by, at=at)
        record_entry(
            by=by,
            at=at,
            action=f"observation.{step.name}",
            subject=observation.subject,
            before=observation.state,
            after=step.after,
        )
