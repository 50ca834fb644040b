"""What waited on a device without network becomes a report or an observation, once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from observatory.associations.models import Association
from observatory.associations.permissions import may_speak_for
from observatory.associations.queries import associations_of
from observatory.desk.deliveries import Delivery, Observed
from observatory.desk.models import GroupSession
from observatory.desk.queries.groups import sessions_of
from observatory.journal.actions import record_entry
from observatory.journal.models import Entry
from observatory.observations.actions import (
    Brought,
    Collected,
    Try,
    bring_observation,
    grid_numbered,
)
from observatory.observations.models import Intake
from observatory.people.actions import Refused
from observatory.people.models import User
from observatory.questionnaires.models import QuestionnaireVersion
from observatory.reports.actions import ReportWithdrawn, SubmissionRefused, SubmittedReport

from .entering import enter_report
from .groups import enter_group_report


@dataclass(frozen=True)
class Receipt:
    """What the device is told: the entry with this identifier is on disk here.

    `code` is "" when whoever delivers did not bring the report in and does not
    show its code: then someone else delivered it before.
    """

    uuid: UUID
    code: str
    is_new: bool
    is_withdrawn: bool = False


def deliver_entry(*, delivery: Delivery, by: User, at: datetime) -> Receipt:
    """Make one report of an entry that waited on a device, however often it comes.

    A report that was withdrawn meanwhile does not come back: its receipt says
    so. Side effects: those of `enter_group_report` or `enter_report`; for a new
    one, a journal entry with the moment that the device's clock said.
    Raises `SubmissionRefused` (messages by question key, "association" or
    "session"), `PermissionDenied`.
    """
    version = _version(delivery)
    entry: dict[str, Any] = {
        "uuid": delivery.uuid,
        "version": version,
        "answers": delivery.answers,
        "language": delivery.language,
        "by": by,
        "at": at,
    }
    try:
        with transaction.atomic():
            if delivery.session is None:
                submitted = enter_report(
                    **entry, intake="assisted", association=_association(delivery, by)
                )
            else:
                submitted = enter_group_report(
                    **entry, session=_session(delivery.session, by), is_late=True
                )
            if submitted.is_new:
                made_at = delivery.made_at.isoformat() if delivery.made_at else ""
                record_entry(
                    by=by,
                    at=at,
                    action="desk.deliver",
                    subject=submitted.report.subject,
                    data={"made_at": made_at, "session": delivery.session},
                )
    except ReportWithdrawn:
        return Receipt(delivery.uuid, "", is_new=False, is_withdrawn=True)
    knows = submitted.is_new or delivery.code == submitted.code or _brought(submitted, by)
    return Receipt(delivery.uuid, submitted.code if knows else "", submitted.is_new)


def deliver_observation(
    *, delivery: Observed, observed_at: datetime, attempts: Sequence[Try], by: User, at: datetime
) -> Collected:
    """Make one observation of what waited on a device, however often it comes.

    Side effects: those of `bring_observation`. Raises `Refused` ("other_person"
    when it is not of who brings it, "gone_form") and what `bring_observation`
    raises.
    """
    if delivery.by != by.pk:
        raise Refused("other_person")
    brought = Brought(
        uuid=delivery.uuid,
        version=grid_numbered(delivery.version),
        intake=Intake.STREET,
        observed_at=observed_at,
        answers=delivery.answers,
        slot=delivery.slot or 0,
        round=delivery.round or 0,
        place=delivery.place or 0,
        attempts=attempts,
        is_sure=delivery.is_sure,
    )
    return bring_observation(brought=brought, by=by, at=at)


def _version(delivery: Delivery) -> QuestionnaireVersion:
    found = QuestionnaireVersion.objects.filter(
        questionnaire__key="report", number=delivery.version, published_at__isnull=False
    )
    version = found.select_related("questionnaire").first()
    if version is None:
        raise SubmissionRefused(
            {
                "version": _(
                    "Nous ne connaissons pas cette version des questions. Ouvrez la saisie avec le réseau, puis reprenez ce signalement."
                )
            }
        )
    return version


def _association(delivery: Delivery, by: User) -> Association | None:
    """Return the association that was chosen; the only one of `by` when none could be."""
    if delivery.association is None:
        mine = associations_of(by)
        if len(mine) > 1:
            raise SubmissionRefused(
                {"association": _("Vous êtes de plusieurs associations. Choisissez laquelle.")}
            )
        return mine[0] if mine else None
    chosen = Association.objects.active().filter(pk=delivery.association).first()
    if chosen is None or not may_speak_for(by, chosen):
        raise SubmissionRefused(
            {
                "association": _(
                    "Votre compte n’est pas de cette association. Choisissez-en une autre, ou connectez-vous avec un autre compte."
                )
            }
        )
    return chosen


def _session(pk: int, by: User) -> GroupSession:
    session = sessions_of(by).filter(pk=pk).first()
    if session is None:
        raise SubmissionRefused(
            {
                "session": _(
                    "Cette séance n’est pas de votre association. Choisissez-en une autre, ou connectez-vous avec un autre compte."
                )
            }
        )
    return session


def _brought(submitted: SubmittedReport, by: User) -> bool:
    """Tell whether it was `by` who brought the report in: only they are told its code again."""
    return Entry.objects.filter(
        subject=submitted.report.subject, action="report.submit", actor_id=by.pk
    ).exists()
