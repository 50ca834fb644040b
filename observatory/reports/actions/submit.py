"""From answers to a report: the same code for the web, the desk, the phone and paper."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from observatory.journal.actions import record_entry
from observatory.kit.pictures import CleanPicture
from observatory.kit.return_codes import hash_code, make_code
from observatory.people.models import User
from observatory.places.queries import territory_by_nis
from observatory.questionnaires.models import QuestionnaireVersion
from observatory.questionnaires.queries import compiled
from observatory.questionnaires.schema import Definition
from observatory.questionnaires.validation import validate_answers
from observatory.reports.models import Consent, Photo, Report, ReportTerm, Story
from observatory.reports.permissions import may_submit
from observatory.reports.queries import CODE_ATTEMPTS, code_key, code_of
from observatory.vault.actions import seal_contact, store_blob
from observatory.vocabularies.models import Term
from observatory.vocabularies.queries import term

from .own import CONTACT_KEPT


class SubmissionRefused(Exception):
    """The answers make no report. `errors` holds messages by question key."""

    def __init__(self, errors: dict[str, list[str]]) -> None:
        super().__init__(", ".join(sorted(errors)))
        self.errors = errors


@dataclass(frozen=True)
class SubmittedReport:
    """The stored report and its return code (12 digits), which is stored nowhere."""

    report: Report
    code: str
    is_new: bool = True
