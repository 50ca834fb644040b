"""Asking for consent D4, which names one body, and keeping the answer."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import get_language

from observatory.escalations.models import Body, BodyConsent, Proposal
from observatory.escalations.permissions import may_answer_for_body, may_prepare
from observatory.escalations.queries.consents import VERSION, consent_wording
from observatory.journal.actions import record_entry
from observatory.people.models import User
from observatory.reports.models import Report
from observatory.reports.states import COUNTED

from .conflict import Conflict
from .withdrawing import drop_of_body


def propose_body(*, report: Report, body: Body, by: User, at: datetime) -> None:
    """Ask the person whether her case may go to this body; she answers with her code. Nothing is sent.

    Side effects: the proposal, once, and a journal entry, which her page shows.
    Raises `PermissionDenied`, `Conflict` for a report that is not counted.
    """
    if not may_prepare(by, report.territory_id):
        raise PermissionDenied
    with transaction.atomic():
        if not Report.objects.filter(pk=report.pk, state__in=COUNTED).exists():
            raise Conflict
        _row, is_new = Proposal.objects.get_or_create(
            report=report, body=body, defaults={"proposed_by_id": by.pk, "proposed_at": at}
        )
        if is_new:
            record_entry(
                by=by,
                at=at,
                action="escalations.propose",
                subject=report.subject,
                data={"body": body.code},
            )


def answer_for_body(
    *, report: Report, body: Body, granted: bool, intake: str, by: User, at: datetime
) -> None:
    """Keep what the person answers about one body, with the words she read in the active language.

    The caller opened the report with its code. Side effects, in order: the
    consent; when it is a no, the report leaves every dossier for that body
    (`drop_of_body`); a journal entry. Raises `PermissionDenied`, `Conflict`
    when the report was withdrawn meanwhile, or was never asked about this body.
    """
    if not may_answer_for_body(by):
        raise PermissionDenied
    with transaction.atomic():
        if not Report.objects.select_for_update().filter(pk=report.pk).exists():
            raise Conflict
        asked = Proposal.objects.filter(report=report, body=body).exists()
        if not (asked or BodyConsent.objects.filter(report=report, body=body).exists()):
            raise Conflict
        BodyConsent.objects.create(
            report=report,
            body=body,
            granted=granted,
            wording=consent_wording(body)[:500],
            language=(get_language() or "fr").split("-")[0],
            version=VERSION,
            intake=intake,
            given_at=at,
        )
        if not granted:
            drop_of_body(report=report, body=body, by=by, at=at)
        record_entry(
            by=by,
            at=at,
            action="escalations.consent",
            subject=report.subject,
            data={"body": body.code, "granted": granted},
        )
