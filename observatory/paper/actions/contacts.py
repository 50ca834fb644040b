"""The tear-off part: how to reach a person, keyed apart from the story, straight into the vault."""

from datetime import datetime
from typing import Any

from django.db import transaction

from observatory.journal.actions import record_entry
from observatory.paper.models import Batch
from observatory.paper.queries.contacts import report_of_tear_off
from observatory.people.models import User
from observatory.questionnaires.queries import compiled
from observatory.questionnaires.schema import YES
from observatory.questionnaires.validation import validate_answers
from observatory.reports.actions import SubmissionRefused
from observatory.reports.actions.own import CONTACT_KEPT
from observatory.reports.models import Report
from observatory.reports.queries import consents_in_force
from observatory.vault.actions import seal_contact
from observatory.vault.queries import has_contact

from .holding import require_work


class NoSuchSheet(Exception):
    """No sheet of this pile has this code, or it is not kept yet."""


class NoConsent(Exception):
    """The person did not agree to be contacted again: nothing of the tear-off part may be kept."""


class KeptAlready(Exception):
    """A contact is held for this sheet: whoever keys it says first that it is to be replaced."""


def keep_contact(
    *,
    batch: Batch,
    code: str,
    values: dict[str, Any],
    replaces: bool = False,
    by: User,
    at: datetime,
) -> Report:
    """Seal how to reach the person behind a sheet of the pile; return the report it is for.

    `code` is the return code (12 digits) or the serial (7 characters) that the part
    bears. Only under a consent to be contacted that the sheet itself gives (D3 or D7).
    Side effects, in one transaction: the contact in the vault, in the place of one that
    was there if it `replaces` it; two journal entries, neither with a word of it.
    Raises `NoSuchSheet`, `NoConsent`, `KeptAlready`, `SubmissionRefused` (messages by
    part), `PermissionDenied`.
    """
    require_work(by, batch)
    with transaction.atomic():
        report = report_of_tear_off(batch, code)
        if report is None:
            raise NoSuchSheet
        held = consents_in_force(report)
        if not (held.get("D3") or held.get("D7")):
            raise NoConsent
        cleaned = _cleaned(report, values)
        if has_contact(report.subject) and not replaces:
            raise KeptAlready
        seal_contact(
            subject=report.subject,
            values=cleaned,
            purge_on=(at + CONTACT_KEPT).date(),
            by=by,
            at=at,
        )
        record_entry(by=by, at=at, action="batch.contact", subject=report.subject)
    return report


def _cleaned(report: Report, values: dict[str, Any]) -> dict[str, str]:
    """Return the parts that were filled in, by the questionnaire's own validation."""
    definition = compiled(report.questionnaire)
    question = next(q for q in definition.questions.values() if q.kind == "contact")
    consents = {definition.consents[code].key: YES for code in question.needs_consent}
    cleaned, errors = validate_answers(
        definition,
        {**consents, question.key: values},
        language=report.language,
        only={question.key},
    )
    parts = cleaned.get(question.key)
    if errors:
        raise SubmissionRefused({place.partition(".")[2]: text for place, text in errors.items()})
    if not isinstance(parts, dict) or not parts:
        raise SubmissionRefused({"": ""})
    return parts
