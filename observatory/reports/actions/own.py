"""What the person does with her own report, after typing its code."""

from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction

from observatory.journal.actions import advance_edition, record_entry
from observatory.people.models import User
from observatory.people.queries import system_actor
from observatory.reports.models import (
    Consent,
    Exchange,
    Photo,
    Report,
    ReportTerm,
    Story,
    Tombstone,
)
from observatory.reports.permissions import may_act_as_person
from observatory.reports.queries import consents_in_force
from observatory.reports.registry import erase_elsewhere, let_go_elsewhere
from observatory.reports.states import TRANSITIONS, State
from observatory.search.actions import remove_document
from observatory.vault.actions import erase_blobs, erase_contact, seal_contact

from .tally import count_report_in_problem, first_of_month, uncount_report

# A contact is never kept longer than this, decided or not (docs/privacy.md).
CONTACT_KEPT = timedelta(days=365)
# What a person answered about health: kept only under consent D5.
HEALTH_PROFILE = frozenset({"art9"})


class AlreadyChanged(Exception):
    """Someone else changed the report since it was read: read it again, then decide."""


def _require_person(by: User) -> None:
    if not may_act_as_person(by):
        raise PermissionDenied


def _move(report: Report, transition: str, at: datetime) -> None:
    """Change the state by the named transition, if nobody was faster.

    Raises `AlreadyChanged`.
    """
    rule = TRANSITIONS[transition]
    moved = Report.objects.filter(
        pk=report.pk, state__in=rule.before, revision=report.revision
    ).update(state=rule.after, revision=report.revision + 1, changed_at=at)
    if not moved:
        raise AlreadyChanged
    report.state, report.revision = rule.after, report.revision + 1


def _touch(report: Report, at: datetime) -> None:
    """Let whoever acts on the report as it was read have a conflict.

    Raises `AlreadyChanged` when someone else was faster.
    """
    touched = Report.objects.filter(pk=report.pk, revision=report.revision).update(
        revision=report.revision + 1, changed_at=at
    )
    if not touched:
        raise AlreadyChanged
    report.revision += 1


def add_to_report(*, report: Report, text: str, by: User, at: datetime) -> None:
    """Add what the person has to say, in answer to a question or by herself.

    Side effects, in order: an awaited report goes back to the queue, the message
    is stored, one journal entry. Raises `AlreadyChanged` (withdrawn meanwhile
    too), `PermissionDenied`.
    """
    _require_person(by)
    with transaction.atomic():
        before = report.state
        if report.state == State.TO_COMPLETE:
            _move(report, "complete", at)
        else:
            _require_there(report)
        Exchange.objects.create(
            report=report, author=Exchange.Author.PERSON, text=text, written_at=at
        )
        record_entry(
            by=by,
            at=at,
            action="report.add",
            subject=report.subject,
            before=before,
            after=report.state,
        )


def _require_there(report: Report) -> None:
    """Hold the report; raise `AlreadyChanged` when it was withdrawn since it was read."""
    if not Report.objects.select_for_update().filter(pk=report.pk).exists():
        raise AlreadyChanged


def change_contact(*, report: Report, values: dict[str, str], by: User, at: datetime) -> None:
    """Replace how the person can be reached; empty values erase it.

    Side effects: the sealed contact, one journal entry. Raises `AlreadyChanged`
    when it was withdrawn meanwhile, `PermissionDenied`.
    """
    _require_person(by)
    with transaction.atomic():
        _require_there(report)
        if any(values.values()):
            seal_contact(
                subject=report.subject,
                values=values,
                purge_on=(at + CONTACT_KEPT).date(),
                by=by,
                at=at,
            )
        else:
            erase_contact(subject=report.subject, by=by, at=at)
        record_entry(by=by, at=at, action="report.contact", subject=report.subject)


def set_consent(
    *,
    report: Report,
    code: str,
    granted: bool,
    wording: str,
    language: str,
    intake: str,
    by: User,
    at: datetime,
) -> None:
    """Give or withdraw one consent; what rested on it goes at once.

    Side effects, in order: the report's revision goes up (whoever decides on it
    at the same moment gets a conflict); the consent is recorded with its words;
    then, when it is withdrawn: D2 takes the text off the public page (the case stays
    counted), D3 and D7 erase the contact once neither holds, D5 erases what
    was said about health, D6 erases the photos, and packages above erase what
    rests on it with them (registry.py); one journal entry. Withdrawing
    D1 is withdrawing the report: use `withdraw_report`.
    Raises `ValueError` for D1, `AlreadyChanged`, `PermissionDenied`.
    """
    _require_person(by)
    if code == "D1":
        raise ValueError("the consent to be counted goes with the report")
    with transaction.atomic():
        before = report.state
        _touch(report, at)
        Consent.objects.create(
            report=report,
            code=code,
            granted=granted,
            wording=wording[:300],
            language=language,
            version=f"{report.questionnaire.questionnaire.key} v{report.questionnaire.number}",
            intake=intake,
            given_at=at,
        )
        if not granted:
            _let_go(report, code, by, at)
        record_entry(
            by=by,
            at=at,
            action="report.consent",
            subject=report.subject,
            before=before,
            after=report.state,
            data={"code": code, "granted": granted},
        )


def _let_go(report: Report, code: str, by: User, at: datetime) -> None:
    if code == "D2":
        _take_back_text(report, by, at)
    elif code in {"D3", "D7"}:
        held = consents_in_force(report)
        if not (held.get("D3") or held.get("D7")):
            erase_contact(subject=report.subject, by=by, at=at)
    elif code == "D5":
        _erase_health(report)
    elif code == "D6":
        _erase_photos(report, by, at)
    let_go_elsewhere(report=report, code=code, by=by, at=at)


def _take_back_text(report: Report, by: User, at: datetime) -> None:
    """Leave the case counted, without its text."""
    problem = report.problem
    if report.state == State.PUBLISHED and problem is not None:
        # The tallies follow by themselves: who acts for the person has no say in them.
        machine = system_actor("public")
        uncount_report(report=report, by=machine, at=at)
        _move(report, "take_back_text", at)
        count_report_in_problem(report=report, problem=problem, with_text=False, by=machine, at=at)
    Story.objects.filter(report=report).update(public_text="")
    Photo.objects.filter(report=report).update(approved_at=None)
    remove_document(ref=report.subject)
    advance_edition()


def _erase_health(report: Report) -> None:
    health = [
        pk
        for pk, vocabulary, attributes in ReportTerm.objects.filter(report=report).values_list(
            "pk", "term__vocabulary", "term__attributes"
        )
        if (vocabulary == "profile" and attributes.get("gdpr") in HEALTH_PROFILE)
        or (vocabulary == "consequence" and attributes.get("sensitive") == "yes")
    ]
    ReportTerm.objects.filter(pk__in=health).delete()


def _erase_photos(report: Report, by: User, at: datetime) -> None:
    Photo.objects.filter(report=report).delete()
    erase_blobs(subject=report.subject, by=by, at=at)
    advance_edition()


def withdraw_report(*, report: Report, by: User, at: datetime) -> Tombstone:
    """Erase a report everywhere; leave a tombstone without content.

    Side effects, in order: the state changes (whoever moderates it now gets a
    conflict), the tallies go down, the text leaves the search index, contact
    and pictures are erased, with what packages above hold of it (registry.py),
    the report with its text, consents, messages and decisions is deleted, a
    tombstone and a journal entry say that and when it happened. Raises `AlreadyChanged`, `PermissionDenied`.
    """
    _require_person(by)
    with transaction.atomic():
        before = report.state
        was_counted = report.counted_month is not None
        _move(report, "withdraw", at)
        # The tallies follow by themselves: who acts for the person has no say in them.
        uncount_report(report=report, by=system_actor("public"), at=at)
        remove_document(ref=report.subject)
        erase_contact(subject=report.subject, by=by, at=at)
        Photo.objects.filter(report=report).delete()
        erase_blobs(subject=report.subject, by=by, at=at)
        erase_elsewhere(report=report, by=by, at=at)
        tombstone = Tombstone.objects.create(
            uuid=report.uuid,
            code_hash=report.code_hash,
            received_month=first_of_month(report.received_at),
            withdrawn_at=at,
            intake=report.intake,
            was_counted=was_counted,
            association_id=report.association_id,
        )
        record_entry(
            by=by,
            at=at,
            action="report.withdraw",
            subject=report.subject,
            before=before,
            after=State.WITHDRAWN,
        )
        Report.objects.filter(pk=report.pk).delete()
        advance_edition()
    return tombstone
