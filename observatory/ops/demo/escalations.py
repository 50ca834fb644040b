"""One fictional dossier: reports whose persons agreed, sent to an ombudsman who acknowledged it."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.utils.timezone import localdate

from observatory.campaigns.models import Demand
from observatory.escalations.actions import (
    add_items,
    answer_for_body,
    prepare_dossier,
    propose_body,
    send_dossier,
    take_step,
)
from observatory.escalations.models import Body, Escalation, SealedFile
from observatory.escalations.printing import dossier_of, fingerprint
from observatory.people.models import User
from observatory.people.queries import system_actor
from observatory.reports.models import Report
from observatory.reports.states import COUNTED
from observatory.search.actions import remove_document
from observatory.vault.actions import erase_blobs

from .people import content


def send_to_body(people: Mapping[str, User], at: datetime) -> None:
    """Prepare and send the dossier that the content describes."""
    told, by = content()["dossier"], people["solange"]
    body = Body.objects.get(code=told["body"])
    case = told["case"]
    reports = list(
        Report.objects.filter(
            is_demo=True,
            state__in=COUNTED,
            territory__nis=case["territory_nis"],
            service__code=case["service"],
        ).order_by("pk")[: told["reports"]]
    )
    # People agreed, and it was begun, before it went.
    begun = at - timedelta(days=told["sent_days_ago"] + 1)
    for report in reports:
        propose_body(report=report, body=body, by=by, at=begun)
        answer_for_body(
            report=report, body=body, granted=True, intake="web", by=system_actor("demo"), at=begun
        )
    days_ago = localdate(at) - timedelta(days=told["sent_days_ago"])
    dossier = prepare_dossier(
        body=body,
        language="fr",
        case={**case, "told_service_on": (days_ago - timedelta(days=40)).isoformat()},
        summaries=told["summary"],
        problem=reports[0].problem if reports else None,
        demand=Demand.objects.filter(campaign__is_demo=True).first(),
        is_demo=True,
        by=by,
        at=begun,
    )
    add_items(
        escalation=dossier,
        revision=dossier.revision,
        reports={one.pk for one in reports},
        observations=set(),
        by=by,
        at=at,
    )
    send_dossier(
        escalation=dossier,
        revision=dossier.revision,
        seen=fingerprint(dossier_of(dossier)),
        dated_on=days_ago,
        how="registered",
        reference="",
        notes={},
        proof=(),
        by=by,
        at=at,
    )
    take_step(
        escalation=dossier,
        revision=dossier.revision,
        transition="acknowledge",
        dated_on=days_ago + timedelta(days=told["acknowledged_after"]),
        notes=told["acknowledged"],
        by=by,
        at=at,
    )


def remove_dossiers(at: datetime) -> None:
    """Take away the fictional dossiers, with what was sealed of them."""
    for dossier in Escalation.objects.filter(is_demo=True):
        SealedFile.objects.filter(escalation=dossier).delete()
        erase_blobs(subject=dossier.subject, by=system_actor("demo"), at=at)
        remove_document(ref=dossier.subject)
        dossier.delete()
