"""The end of a call: the first and only moment at which what was said is stored."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from observatory.desk.actions import enter_report
from observatory.people.models import User
from observatory.questionnaires.models import QuestionnaireVersion
from observatory.reports.actions import SubmittedReport

from .log import count_call

INTAKE = "phone"


def take_call(
    *,
    uuid: UUID,
    version: QuestionnaireVersion,
    answers: dict[str, Any],
    language: str,
    by: User,
    at: datetime,
) -> SubmittedReport:
    """Store the report of a caller who agreed to it, and count the call as answered.

    The same `uuid` again gives the same report and code, and counts once. Side
    effects: those of `enter_report`, then those of `count_call`, in one
    transaction. Raises what they raise.
    """
    with transaction.atomic():
        sent = enter_report(
            uuid=uuid,
            version=version,
            answers=answers,
            language=language,
            intake=INTAKE,
            association=None,
            by=by,
            at=at,
        )
        if sent.is_new:
            count_call(answered=True, by=by, at=at)
    return sent
