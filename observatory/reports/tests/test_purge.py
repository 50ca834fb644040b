"""What must go on schedule goes, and nothing else."""

from datetime import timedelta

import pytest

from observatory.people.queries import system_actor
from observatory.reports.jobs import purge
from observatory.reports.models import Exchange, Report, Story
from observatory.reports.states import State
from observatory.vault.actions import seal_contact
from observatory.vault.models import Contact

from .factories import make_report

pytestmark = pytest.mark.django_db


def closed(report, at):
    Report.objects.filter(pk=report.pk).update(state=State.PUBLISHED, changed_at=at)


def test_the_words_as_written_go_thirty_days_after_a_decision(schaerbeek, now):
    old, recent, waiting = (make_report(schaerbeek) for _ in range(3))
    closed(old, now - timedelta(days=31))
    closed(recent, now - timedelta(days=29))
    assert purge(at=now, dry_run=True)["original"] == 1
    assert Story.objects.exclude(original="").count() == 3
    purge(at=now, dry_run=False)
    left = set(Story.objects.exclude(original="").values_list("report_id", flat=True))
    assert left == {recent.pk, waiting.pk}
    assert purge(at=now, dry_run=False)["original"] == 0


def test_a_contact_goes_six_months_after_the_report_is_closed(schaerbeek, now):
    old, waiting = make_report(schaerbeek), make_report(schaerbeek)
    for report in (old, waiting):
        seal_contact(
            subject=report.subject,
            values={"phone": "02 000 00 00"},
            purge_on=now.date() + timedelta(days=300),
            by=system_actor("public"),
            at=now,
        )
    closed(old, now - timedelta(days=184))
    purge(at=now, dry_run=False)
    assert list(Contact.objects.values_list("subject", flat=True)) == [waiting.subject]


def test_what_a_person_added_goes_thirty_days_after_the_decision(schaerbeek, now):
    old, waiting = make_report(schaerbeek), make_report(schaerbeek)
    for report in (old, waiting):
        for days in (40, 2):
            Exchange.objects.create(
                report=report,
                author=Exchange.Author.PERSON,
                text="Ma fille Léa était là.",
                written_at=now - timedelta(days=days),
            )
    closed(old, now - timedelta(days=31))
    assert purge(at=now, dry_run=True)["message on a closed report"] == 1
    assert Exchange.objects.count() == 4
    purge(at=now, dry_run=False)
    # What she wrote the day before yesterday can still be read; what waits is not touched.
    assert Exchange.objects.filter(report=old).count() == 1
    assert Exchange.objects.filter(report=waiting).count() == 2
    purge(at=now + timedelta(days=30), dry_run=False)
    assert not Exchange.objects.filter(report=old).exists()


def test_a_text_nobody_decided_on_is_not_kept_for_ever(schaerbeek, now):
    forgotten, waiting = make_report(schaerbeek), make_report(schaerbeek)
    Report.objects.filter(pk=forgotten.pk).update(changed_at=now - timedelta(days=366))
    Report.objects.filter(pk=waiting.pk).update(changed_at=now - timedelta(days=364))
    purge(at=now, dry_run=False)
    left = list(Story.objects.exclude(original="").values_list("report_id", flat=True))
    assert left == [waiting.pk]
