from datetime import timedelta

import pytest

from observatory.letters.actions import note_answer, note_failure
from observatory.letters.models import Mailbox
from observatory.ops.models import Duty
from observatory.ops.queries import examine
from observatory.ops.schedule import JOBS, run_due_jobs

pytestmark = pytest.mark.django_db


def mailbox(at):
    (finding,) = [finding for finding in examine(at) if finding.subject == "mailbox"]
    return finding


def test_the_worker_polls_the_mailbox_every_two_minutes_and_a_failure_stops_nothing(settings, now):
    job = next(job for job in JOBS if job.name == "poll mailbox")
    assert job.every == timedelta(minutes=2)
    settings.IMAP_HOST, settings.IMAP_PORT, settings.IMAP_TLS = "127.0.0.1", 1, False
    assert run_due_jobs(now, (job,)) == ["poll mailbox"]
    assert Duty.objects.get(name="poll mailbox").error == ""
    assert Mailbox.objects.get().error == "refused"


def test_the_doctor_says_how_the_mailbox_is(settings, now):
    settings.IMAP_HOST = ""
    assert mailbox(now).is_well
    settings.IMAP_HOST = "imap.example.org"
    assert not mailbox(now).is_well
    note_answer(at=now)
    assert mailbox(now).is_well
    assert not mailbox(now + timedelta(minutes=11)).is_well
    note_failure(error="login", at=now)
    assert not mailbox(now).is_well
    assert "not read since 2026-11-23 10:00 (login)" in mailbox(now).text
