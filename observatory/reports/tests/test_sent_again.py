"""A report that was withdrawn does not come back, whatever is sent once more."""

from uuid import uuid4

import pytest

from observatory.people.queries import system_actor
from observatory.questionnaires.queries import current_version
from observatory.reports.actions import ReportWithdrawn, submit_report, withdraw_report
from observatory.reports.models import Report, Tombstone

pytestmark = pytest.mark.django_db
ANSWERS = {"where": "21015", "service": "S01", "consent_count": "yes"}


def send(uuid, at):
    return submit_report(
        uuid=uuid,
        version=current_version("report"),
        answers=ANSWERS,
        language="fr",
        intake="web",
        photos=[],
        by=system_actor("public"),
        at=at,
    )


def test_what_was_withdrawn_does_not_come_back_when_the_page_is_sent_again(now):
    uuid = uuid4()
    sent = send(uuid, now)
    assert send(uuid, now).code == sent.code
    withdraw_report(report=sent.report, by=system_actor("public"), at=now)

    with pytest.raises(ReportWithdrawn) as refused:
        send(uuid, now)

    assert refused.value.errors == {
        "consent_count": "Ce signalement a été effacé depuis. Rien n’a été gardé."
    }
    assert not Report.objects.exists()
    assert Tombstone.objects.filter(uuid=uuid).count() == 1
