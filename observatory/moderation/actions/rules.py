"""What every decision obeys: who may, on which revision, with which consent, in which words."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from observatory.journal.actions import record_entry
from observatory.kit.personal_data import CERTAIN, Span, find_personal_data
from observatory.moderation.models import Decision
from observatory.moderation.permissions import can_moderate
from observatory.moderation.queries.contacts import public_contacts
from observatory.people.models import User
from observatory.reports.models import Report
from observatory.reports.queries import consents_in_force
from observatory.reports.states import TRANSITIONS


class NotAllowed(PermissionDenied):
    """This person may not take this decision on this report."""


class Conflict(Exception):
    """Someone else acted first: the report is no longer as it was read."""


class ConsentMissing(Exception):
    """The person did not agree to this. `code` is the consent that is missing."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class SecondLookNeeded(Exception):
    """Health, a minor or a photo: propose it, and someone else must agree."""


class NothingToPublish(Exception):
    """There is no text, so the report can only be counted."""


class WrongProblem(ValueError):
    """The problem is about another service or another place."""


class PersonalDataLeft(Exception):
    """The text still holds what must never be published. `spans` say where."""

    def __init__(self, spans: list[Span]) -> None:
        super().__init__(", ".join(sorted({span.kind for span in spans})))
        self.spans = spans


def require_moderator(by: User, report: Report) -> None:
    """Raise `NotAllowed` for who may not decide on the report."""
    if not can_moderate(by, report):
        raise NotAllowed


def require_consent(report: Report, code: str) -> None:
    """Raise `ConsentMissing` unless the consent is in force. Call it after the compare-and-set."""
    if not consents_in_force(report).get(code, False):
        raise ConsentMissing(code)


def refuse_personal_data(text: str) -> None:
    """Raise `PersonalDataLeft` for an e-mail, phone, account, register or card number.

    Names and addresses are for the moderator to judge: those are only shown.
    """
    left = [
        span for span in find_personal_data(text, public=public_contacts()) if span.kind in CERTAIN
    ]
    if left:
        raise PersonalDataLeft(left)


@contextmanager
def one_transaction(report: Report) -> Iterator[None]:
    """Hold the transaction of a decision; when it is refused, `report` in memory is as before too."""
    fields = [field.attname for field in Report._meta.concrete_fields]
    kept = {name: getattr(report, name) for name in fields}
    try:
        with transaction.atomic():
            yield
    except BaseException:
        for name, value in kept.items():
            setattr(report, name, value)
        raise


def change_report(report: Report, *, revision: int, at: datetime, **values: Any) -> None:
    """Write `values` if the report still stands at `revision`. Raises `Conflict`."""
    changed = Report.objects.filter(pk=report.pk, revision=revision).update(
        revision=revision + 1, changed_at=at, **values
    )
    if not changed:
        raise Conflict
    _take_over(report, revision, at, values)


def move_report(
    report: Report, transition: str, *, revision: int, at: datetime, **values: Any
) -> str:
    """Change the state by the named transition, if nobody was faster; return the state before.

    Raises `Conflict` when the report is at another revision or in a state that
    the transition does not start from.
    """
    rule = TRANSITIONS[transition]
    before = (
        Report.objects.filter(pk=report.pk, revision=revision, state__in=rule.before)
        .values_list("state", flat=True)
        .first()
    )
    moved = before is not None and Report.objects.filter(
        pk=report.pk, revision=revision, state=before
    ).update(state=rule.after, revision=revision + 1, changed_at=at, **values)
    if not moved or before is None:
        raise Conflict
    _take_over(report, revision, at, {"state": rule.after, **values})
    return before


def _take_over(report: Report, revision: int, at: datetime, values: dict[str, Any]) -> None:
    report.revision, report.changed_at = revision + 1, at
    for name, value in values.items():
        setattr(report, name, value)


def note_decision(
    report: Report,
    transition: str,
    *,
    before: str,
    by: User,
    at: datetime,
    reason: str = "",
    **values: Any,
) -> Decision:
    """Store the decision and its journal entry: codes and numbers, never words."""
    decision = Decision.objects.create(
        report=report,
        transition=transition,
        state_before=before,
        state_after=report.state,
        reason=reason,
        decided_by_id=by.pk,
        decided_at=at,
        **values,
    )
    data: dict[str, Any] = {"revision": report.revision}
    if reason:
        data["reason"] = reason
    if decision.problem_id:
        data["problem"] = decision.problem_id
    record_entry(
        by=by,
        at=at,
        action=f"report.{transition}",
        subject=report.subject,
        before=before,
        after=report.state,
        data=data,
    )
    return decision
