"""Entering a report for someone."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from observatory.associations.models import Association
from observatory.associations.permissions import may_speak_for
from observatory.kit.pictures import CleanPicture
from observatory.people.models import User
from observatory.questionnaires.models import QuestionnaireVersion
from observatory.reports.actions import SubmittedReport, submit_report


def enter_report(
    *,
    uuid: UUID,
    version: QuestionnaireVersion,
    answers: dict[str, Any],
    language: str,
    intake: str,
    association: Association | None,
    by: User,
    at: datetime,
    photos: list[CleanPicture] | None = None,
) -> SubmittedReport:
    """Store a report that someone entered for another person.

    The same `uuid` again gives the same report and code: an entry delivered
    five times is one report. Side effects: those of `submit_report`. Raises
    `PermissionDenied` unless `by` may speak for the association, and what
    `submit_report` raises.
    """
    if not may_speak_for(by, association):
        raise PermissionDenied
    with transaction.atomic():
        return submit_report(
            uuid=uuid,
            version=version,
            answers=answers,
            language=language,
            intake=intake,
            association=association,
            photos=photos or [],
            by=by,
            at=at,
        )
