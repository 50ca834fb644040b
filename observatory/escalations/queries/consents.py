"""Consent D4, which names one body: who gave it, who is asked, the words."""

from collections.abc import Iterable
from datetime import datetime

from django.core import signing
from django.db.models import Max, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from observatory.escalations.models import Body, BodyConsent, Proposal
from observatory.reports.models import Report
from observatory.reports.states import COUNTED

# Of the words of `consent_wording`.
VERSION = "d4 v1"
SALT = "escalations.consent"


def consent_wording(body: Body) -> str:
    """Return the words that are read before agreeing, in the active language."""
    return _(
        "Vous pouvez envoyer mon cas à %(body)s, sans mon nom. "
        "Ce qui est envoyé ne peut plus être rappelé."
    ) % {"body": body.name}


def _granted(body_id: int) -> Subquery:
    newest = BodyConsent.objects.filter(report=OuterRef("pk"), body_id=body_id).order_by("-pk")
    return Subquery(newest.values("granted")[:1])


def agreeing(body: Body, reports: QuerySet[Report] | None = None) -> QuerySet[Report]:
    """Return the reports that may go to this very body: counted, and the newest answer is yes."""
    found = Report.objects.all() if reports is None else reports
    return found.annotate(granted=_granted(body.pk)).filter(granted=True, state__in=COUNTED)


def last_agreed_at(body: Body, reports: Iterable[Report]) -> datetime | None:
    """Return when the last of these persons agreed to this body; None for no reports."""
    rows = BodyConsent.objects.filter(body=body, granted=True, report__in=list(reports))
    # Of who said yes, no and yes again, the last yes counts, and it is the last here too.
    return rows.aggregate(last=Max("given_at"))["last"]


def not_asked(body: Body, reports: QuerySet[Report]) -> QuerySet[Report]:
    """Return the counted reports whose person was not asked about this body yet."""
    asked = Proposal.objects.filter(body=body).values("report_id")
    answered = BodyConsent.objects.filter(body=body).values("report_id")
    return reports.filter(state__in=COUNTED).exclude(Q(pk__in=asked) | Q(pk__in=answered))


def answers_by_body(report: Report) -> dict[int, bool]:
    """Return what the person answered last about each body."""
    rows = BodyConsent.objects.filter(report=report).order_by("pk")
    return dict(rows.values_list("body_id", "granted"))


def asked_bodies(report: Report) -> list[Body]:
    """Return the bodies that the person was asked about, or answered about."""
    asked: Iterable[int] = Proposal.objects.filter(report=report).values_list("body_id", flat=True)
    return list(
        Body.objects.filter(pk__in={*asked, *answers_by_body(report)}).order_by("position", "code")
    )


def write_token(report: Report, body: Body) -> str:
    """Return what the button of a page opened with the code holds: which report and body, signed.

    It answers for this body and opens nothing; it is over after half an hour.
    """
    return signing.dumps([report.pk, body.pk], salt=SALT)


def read_token(token: str, max_age: int) -> tuple[Report, Body]:
    """Return the report and the body. Raises `signing.BadSignature`, `Report.DoesNotExist`."""
    report_pk, body_pk = signing.loads(token, salt=SALT, max_age=max_age)
    return Report.objects.get(pk=report_pk), Body.objects.get(pk=body_pk)
