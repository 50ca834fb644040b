"""From answers to a report: the same code for the web, the desk, the phone and paper."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from observatory.associations.models import Association
from observatory.journal.actions import record_entry
from observatory.kit.pictures import CleanPicture
from observatory.kit.prepared import Insert
from observatory.kit.return_codes import hash_code, make_code
from observatory.people.models import User
from observatory.places.queries import territory_by_nis
from observatory.questionnaires.facts import CoreFacts, core_facts
from observatory.questionnaires.models import QuestionnaireVersion
from observatory.questionnaires.queries import compiled
from observatory.questionnaires.schema import Definition
from observatory.questionnaires.validation import validate_answers
from observatory.reports.models import Consent, Photo, Report, ReportTerm, Story, Tombstone
from observatory.reports.permissions import may_submit
from observatory.reports.queries import CODE_ATTEMPTS, code_key, code_of
from observatory.vault.actions import seal_contact, store_blob
from observatory.vocabularies.models import Term
from observatory.vocabularies.queries import term

from .own import CONTACT_KEPT


class SubmissionRefused(Exception):
    """The answers make no report. `errors` holds messages by question key."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__(", ".join(sorted(errors)))
        self.errors = errors


class ReportWithdrawn(SubmissionRefused):
    """The person has withdrawn this very report since: what is sent once more does not bring it back.

    The message stands beside the consent without which nothing is kept.
    """

    def __init__(self, definition: Definition) -> None:
        needed = next((q.key for q in definition.questions.values() if q.is_needed), "")
        super().__init__({needed: _("Ce signalement a été effacé depuis. Rien n’a été gardé.")})


class CodesExhausted(Exception):
    """Every code that was tried belongs to another report: the keys are not what they should be."""


@dataclass(frozen=True)
class SubmittedReport:
    """The stored report and its return code (12 digits), which is stored nowhere."""

    report: Report
    code: str
    is_new: bool = True


MINOR = ("profile", "A0")
# The rows of a report, written by statements that are worked out once.
_insert_report = Insert(
    Report,
    "uuid",
    "code_hash",
    "state",
    "revision",
    "territory",
    "whereabouts",
    "service",
    "intake",
    "association",
    "language",
    "questionnaire",
    "answers",
    "received_at",
    "changed_at",
    "is_urgent",
    "needs_second_look",
    "is_demo",
)
_insert_terms = Insert(ReportTerm, "report", "term")
_insert_story = Insert(Story, "report", "language", "original", "public_text")
_insert_consents = Insert(
    Consent,
    "report",
    "code",
    "granted",
    "wording",
    "language",
    "version",
    "intake",
    "given_at",
)


def needs_second_look(facts: CoreFacts, terms: list[Term], *, has_photos: bool) -> bool:
    """Health, a minor or a photo: two people must agree before anything is public."""
    return (
        has_photos
        or "health" in facts.sensitive
        or MINOR in facts.terms
        or any(
            one.attributes.get("gdpr") == "art9" or one.attributes.get("sensitive") == "yes"
            for one in terms
        )
    )


def submit_report(
    *,
    uuid: UUID,
    version: QuestionnaireVersion,
    answers: dict[str, Any],
    language: str,
    intake: str,
    photos: list[CleanPicture],
    by: User,
    at: datetime,
    association: Association | None = None,
    is_demo: bool = False,
) -> SubmittedReport:
    """Store a report from raw answers; the same `uuid` again gives the same report and code.

    Side effects, in order, in one transaction: the report, its terms, its
    story, its consents with the words that were read, its photos and its
    contact (both sealed in the vault), one journal entry. What was answered
    about health is kept only under its consent, a contact only under one of
    its own, photos only under theirs: validation drops or refuses the rest.
    `association` is who brought it, when the person did not come alone; that
    `by` may speak for it is for the caller to check.

    Raises `SubmissionRefused` (messages by question key, in the active language:
    they are for who typed) when an answer cannot be taken or the consent to be
    counted is missing; then nothing is stored.
    Raises `ReportWithdrawn`, which is one too, when a report of this `uuid` was
    withdrawn.
    Raises `PermissionDenied`, `CodesExhausted`.
    """
    if not may_submit(by):
        raise PermissionDenied
    definition = compiled(version)
    cleaned, errors = validate_answers(definition, answers, language=get_language() or language)
    if errors:
        raise SubmissionRefused(errors)
    if Tombstone.objects.filter(uuid=uuid).exists():
        raise ReportWithdrawn(definition)
    facts = core_facts(definition, cleaned, language=language)
    if not any(one.code == "D6" and one.granted for one in facts.consents):
        photos = []
    terms = [term(vocabulary, code) for vocabulary, code in facts.terms]
    report = Report(
        uuid=uuid,
        territory=territory_by_nis(facts.territory) if facts.territory else None,
        whereabouts=facts.whereabouts,
        service=term("service", facts.service),
        intake=intake,
        association=association,
        language=language,
        questionnaire=version,
        answers=facts.answers,
        received_at=at,
        changed_at=at,
        needs_second_look=needs_second_look(facts, terms, has_photos=bool(photos)),
        is_demo=is_demo,
    )
    with transaction.atomic(savepoint=False):
        code = _store_report(report)
        if code is None:
            stored = Report.objects.get(uuid=uuid)
            return SubmittedReport(report=stored, code=code_of(uuid) or "", is_new=False)
        _store_answers(report, facts, terms)
        _store_sealed(report, facts, photos, by, at)
        record_entry(
            by=by,
            at=at,
            action="report.submit",
            subject=report.subject,
            after=report.state,
            data={"intake": intake},
        )
    return SubmittedReport(report=report, code=code)


def _store_report(report: Report) -> str | None:
    """Write the row of the report and return its code; None when this submission came before.

    Raises `CodesExhausted`.
    """
    for attempt in range(CODE_ATTEMPTS):
        code = make_code(code_key(), report.uuid, attempt)
        report.code_hash = hash_code(code_key(), code)
        report.pk = _insert_report.one(
            report.uuid,
            report.code_hash,
            report.state,
            report.revision,
            report.territory_id,
            report.whereabouts,
            report.service_id,
            report.intake,
            report.association_id,
            report.language,
            report.questionnaire_id,
            report.answers,
            report.received_at,
            report.changed_at,
            report.is_urgent,
            report.needs_second_look,
            report.is_demo,
        )
        if report.pk is not None:
            report._state.adding = False
            report._state.db = connection.alias
            return code
        # Sent twice; or another report has this code (once in 10^11 pairs).
        if Report.objects.filter(uuid=report.uuid).exists():
            return None
    raise CodesExhausted


def _store_answers(report: Report, facts: CoreFacts, terms: list[Term]) -> None:
    _insert_terms.many([(report.pk, one.pk) for one in terms])
    if facts.story:
        _insert_story.one(report.pk, report.language, facts.story, "")
    version = f"{report.questionnaire.questionnaire.key} v{report.questionnaire.number}"
    _insert_consents.many(
        [
            (
                report.pk,
                consent.code,
                consent.granted,
                consent.wording,
                report.language,
                version,
                report.intake,
                report.received_at,
            )
            for consent in facts.consents
        ]
    )


def _store_sealed(
    report: Report, facts: CoreFacts, photos: list[CleanPicture], by: User, at: datetime
) -> None:
    for picture in photos:
        blob = store_blob(
            subject=report.subject,
            data=picture.data,
            media_type=picture.media_type,
            by=by,
            at=at,
        )
        Photo.objects.create(report=report, blob=blob)
    if facts.contact:
        seal_contact(
            subject=report.subject,
            values=facts.contact,
            purge_on=(at + CONTACT_KEPT).date(),
            by=by,
            at=at,
        )
