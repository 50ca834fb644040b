"""Preparing a dossier: the body, the case, what is chosen for it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils.timezone import localdate

from observatory.campaigns.models import Demand
from observatory.campaigns.states import State as CampaignState
from observatory.escalations.cases import BadCase, read_case
from observatory.escalations.models import Body, Escalation, EscalationItem
from observatory.escalations.permissions import may_prepare
from observatory.escalations.queries import known
from observatory.escalations.queries.items import may_be_added, observations_that_may
from observatory.escalations.routing import OF_HEALTH
from observatory.escalations.states import State
from observatory.journal.actions import record_entry
from observatory.people.models import User
from observatory.places.models import Organization, Territory
from observatory.problems.models import Problem
from observatory.vocabularies.models import Term

from .conflict import Conflict, Mistake
from .indexing import dossier_changed

LETTER_LANGUAGES = ("fr", "nl")


def prepare_dossier(
    *,
    body: Body,
    language: str,
    case: Mapping[str, Any],
    summaries: Mapping[str, str],
    problem: Problem | None,
    demand: Demand | None,
    is_demo: bool = False,
    by: User,
    at: datetime,
) -> Escalation:
    """Begin a dossier for a body; nothing is chosen yet, nothing is public.

    `case` is what routing read; codes only. A record that nobody checked for a
    year does not keep anyone from it: the page warns. Side effects: the row, a
    journal entry. Raises `PermissionDenied`, `Mistake` ("case", "language",
    "problem", "demand": "unknown"; "summary": "missing"), `Conflict` for a
    body that was retired.
    """
    service, organization, territory = _named(case)
    if not may_prepare(by, territory.pk if territory else None):
        raise PermissionDenied
    _check(
        language=language,
        case=case,
        summaries=summaries,
        problem=problem,
        demand=demand,
        at=at,
    )
    with transaction.atomic():
        if not Body.objects.filter(pk=body.pk, is_active=True).exists():
            raise Conflict
        made = Escalation.objects.create(
            body=body,
            language=language,
            is_anonymised=body.facts["kind"] == "research",
            service=service,
            organization=organization,
            territory=territory,
            problem=problem,
            demand=demand,
            case=_without_health(case),
            summaries=dict(summaries),
            prepared_by_id=by.pk,
            prepared_at=at,
            changed_at=at,
            is_demo=is_demo,
        )
        record_entry(
            by=by,
            at=at,
            action="escalations.prepare",
            subject=made.subject,
            after=State.PREPARED,
            data={"body": body.code},
        )
    return made


def correct_dossier(
    *,
    escalation: Escalation,
    revision: int,
    summaries: Mapping[str, str],
    problem: Problem | None,
    demand: Demand | None,
    by: User,
    at: datetime,
) -> None:
    """Change what is told of the dossier in public, and what it is linked to, whatever its state.

    Side effects: the row, a journal entry, the index of search, the edition. Raises
    `PermissionDenied`, `Mistake` as `prepare_dossier`, `Conflict`.
    """
    _may(by, escalation)
    _check(
        language=escalation.language,
        case=escalation.case,
        summaries=summaries,
        problem=problem,
        demand=demand,
        at=at,
    )
    with transaction.atomic():
        touch(escalation, revision, at)
        Escalation.objects.filter(pk=escalation.pk).update(
            summaries=dict(summaries), problem=problem, demand=demand
        )
        record_entry(by=by, at=at, action="escalations.correct", subject=escalation.subject)
        dossier_changed(escalation)


def add_items(
    *,
    escalation: Escalation,
    revision: int,
    reports: set[int],
    observations: set[int],
    by: User,
    at: datetime,
) -> int:
    """Put reports and observations in a dossier that was not sent; return how many are new.

    A report only while it is counted, lies where this person sends cases for,
    and holds a consent that names this very body; an observation only of a
    round that is published. Side effects: the rows, the revision, a journal
    entry. Raises `PermissionDenied`, `Mistake` ("reports": "no_consent",
    "observations": "not_public"; nothing is added then), `Conflict`.
    """
    _may(by, escalation)
    with transaction.atomic():
        allowed = may_be_added(escalation, by).filter(pk__in=reports)
        if set(allowed.values_list("pk", flat=True)) != reports:
            raise Mistake(reports="no_consent")
        if observations_that_may(observations) != observations:
            raise Mistake(observations="not_public")
        touch(escalation, revision, at, before=State.PREPARED)
        before = escalation.items.count()
        EscalationItem.objects.bulk_create(
            [
                *(
                    EscalationItem(escalation=escalation, report_id=pk, added_at=at)
                    for pk in sorted(reports)
                ),
                *(
                    EscalationItem(escalation=escalation, observation_id=pk, added_at=at)
                    for pk in sorted(observations)
                ),
            ],
            ignore_conflicts=True,
        )
        added = escalation.items.count() - before
        record_entry(
            by=by,
            at=at,
            action="escalations.add",
            subject=escalation.subject,
            data={"items": added},
        )
    return added


def remove_item(
    *, escalation: Escalation, revision: int, item: EscalationItem, by: User, at: datetime
) -> None:
    """Take something out of a dossier that was not sent. Raises `PermissionDenied`, `Conflict`."""
    _may(by, escalation)
    with transaction.atomic():
        touch(escalation, revision, at, before=State.PREPARED)
        removed, _kinds = EscalationItem.objects.filter(pk=item.pk, escalation=escalation).delete()
        if not removed:
            raise Conflict
        record_entry(by=by, at=at, action="escalations.remove", subject=escalation.subject)


def touch(escalation: Escalation, revision: int, at: datetime, before: str = "") -> None:
    """Count one change if nobody made another before, and the state is `before` when one is named."""
    mine = Escalation.objects.filter(pk=escalation.pk, revision=revision)
    if before:
        mine = mine.filter(state=before)
    if not mine.update(revision=F("revision") + 1, changed_at=at):
        raise Conflict
    escalation.refresh_from_db()


def _may(by: User, escalation: Escalation) -> None:
    if not may_prepare(by, escalation.territory_id):
        raise PermissionDenied


def _named(
    case: Mapping[str, Any],
) -> tuple[Term | None, Organization | None, Territory | None]:
    """Return the service, the organization and the territory that the case names by their codes."""
    service = Term.objects.filter(vocabulary="service", code=case.get("service") or "").first()
    organization = Organization.objects.filter(code=case.get("organization") or "").first()
    territory = Territory.objects.filter(nis=case.get("territory_nis") or "").first()
    if territory is None and organization is not None:
        territory = organization.territory
    return service, organization, territory


def _without_health(case: Mapping[str, Any]) -> dict[str, Any]:
    """Return the case as it is kept: that it rests on health or a disability is for the person to say.

    Without another ground it is not said whether there is one: routing then leaves it open.
    """
    kept = dict(case)
    grounds = [one for one in kept.pop("grounds", None) or [] if one not in OF_HEALTH]
    if grounds or case.get("grounds") == []:
        kept["grounds"] = grounds
    return kept


def _check(
    *,
    language: str,
    case: Mapping[str, Any],
    summaries: Mapping[str, str],
    problem: Problem | None,
    demand: Demand | None,
    at: datetime,
) -> None:
    mistakes = {}
    if language not in LETTER_LANGUAGES:
        mistakes["language"] = "unknown"
    if not any(text.strip() for text in summaries.values()):
        mistakes["summary"] = "missing"
    try:
        read_case(dict(case), known(), today=localdate(at))
    except BadCase:
        mistakes["case"] = "unknown"
    if problem is not None and problem.report_count == 0:
        mistakes["problem"] = "unknown"
    if demand is not None and (
        demand.is_taken_back or demand.campaign.state == CampaignState.DRAFT
    ):
        mistakes["demand"] = "unknown"
    if mistakes:
        raise Mistake(**mistakes)
