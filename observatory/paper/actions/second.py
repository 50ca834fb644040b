"""Keying a drawn sheet a second time, blind; where the two differ, the paper decides."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from observatory.journal.actions import record_entry
from observatory.paper.models import SecondKeying, Sheet
from observatory.paper.permissions import may_key_again, may_work_on
from observatory.paper.queries.agreement import (
    Comparison,
    answered_by_machine,
    compare_keyings,
)
from observatory.paper.queries.progress import waits_for_second
from observatory.paper.states import SheetState
from observatory.people.models import User
from observatory.people.queries import system_actor
from observatory.questionnaires.queries import compiled
from observatory.questionnaires.schema import NO, Answer
from observatory.reports.actions import AlreadyChanged, correct_report, withdraw_report
from observatory.reports.models import Report


class NotDrawn(Exception):
    """This sheet is not one to key a second time, or no longer."""


def record_second_keying(
    *, sheet: Sheet, answers: Mapping[str, Answer], by: User, at: datetime
) -> Comparison:
    """Compare a second keying with the first and keep how many fields there were and which differed.

    `answers` are cleaned ones. They are kept nowhere: what differs is settled
    with `settle_sheet`. The first comparison counts; keying the sheet again
    compares again and changes nothing of the rate. Side effects: the row
    (settled at once when nothing differs), one journal entry with question
    keys. Raises `NotDrawn` (not drawn, withdrawn meanwhile), `PermissionDenied`
    (who keyed it first too, unless alone and on another day).
    """
    batch = sheet.batch
    if not may_key_again(by, sheet, batch, at):
        raise PermissionDenied
    with transaction.atomic():
        report = Report.objects.filter(sheet=sheet).select_related("story").first()
        if report is None:
            raise NotDrawn
        comparison = compare_keyings(report, answers)
        if SecondKeying.objects.filter(sheet=sheet).exists():
            return comparison
        if not waits_for_second(sheet, batch):
            raise NotDrawn
        _store(sheet, comparison, by, at)
    return comparison


def _store(sheet: Sheet, comparison: Comparison, by: User, at: datetime) -> None:
    settled = not comparison.differing
    machine = answered_by_machine(sheet, comparison.compared)
    try:
        with transaction.atomic():
            SecondKeying.objects.create(
                sheet=sheet,
                keyed_by_id=by.pk,
                keyed_at=at,
                compared=len(comparison.compared),
                differed=comparison.differing,
                compared_machine=len(machine),
                differed_machine=[key for key in comparison.differing if key in machine],
                settled_by_id=by.pk if settled else None,
                settled_at=at if settled else None,
            )
    except IntegrityError as error:
        # Two people keyed the same sheet again at the same moment: the first counts.
        raise NotDrawn from error
    record_entry(
        by=by,
        at=at,
        action="batch.second",
        subject=sheet.batch.subject,
        data={
            "number": sheet.number,
            "compared": len(comparison.compared),
            "differed": comparison.differing,
        },
    )


def settle_sheet(
    *,
    sheet: Sheet,
    answers: Mapping[str, Any] | None,
    revision: int,
    by: User,
    at: datetime,
) -> list[str]:
    """Let the paper decide between two keyings; return the keys that were corrected.

    `answers` are the right answers to every question, None when the first
    keying was right. When the paper says no to being counted, the report is
    withdrawn and the sheet counts as refused. Side effects, in one transaction:
    the correction of the report (`correct_report`) or its withdrawal, the sheet
    settled, one journal entry with question keys. Raises `SubmissionRefused`,
    `AlreadyChanged` (somebody decided on the report, or settled the sheet, meanwhile),
    `PermissionDenied`.
    """
    batch = sheet.batch
    if not may_work_on(by, batch):
        raise PermissionDenied
    with transaction.atomic():
        waiting = SecondKeying.objects.filter(sheet=sheet, settled_at=None)
        if not waiting.update(settled_by_id=by.pk, settled_at=at):
            raise AlreadyChanged
        report = Report.objects.filter(sheet=sheet).first()
        if report is None:
            raise AlreadyChanged
        changed: list[str] = []
        if answers is not None:
            changed = _correct(sheet, report, answers, revision=revision, by=by, at=at)
        record_entry(
            by=by,
            at=at,
            action="batch.settle",
            subject=batch.subject,
            data={"number": sheet.number, "corrected": changed},
        )
    return changed


def _correct(
    sheet: Sheet,
    report: Report,
    answers: Mapping[str, Any],
    *,
    revision: int,
    by: User,
    at: datetime,
) -> list[str]:
    counts = compiled(report.questionnaire).consents["D1"].key
    if answers.get(counts) != NO:
        return correct_report(report=report, answers=answers, revision=revision, by=by, at=at)
    if report.revision != revision:
        raise AlreadyChanged
    # It should never have been stored: a machine takes it back in the person's name,
    # since not everyone who may key a pile may act for her. The journal of the batch says who.
    withdraw_report(report=report, by=system_actor("worker"), at=at)
    Sheet.objects.filter(pk=sheet.pk).update(state=SheetState.REFUSED)
    return [counts]
