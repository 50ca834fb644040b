from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from observatory.ops.actions import TASK_LEASE, release_dead_tasks
from observatory.ops.management.commands.worker import Command as WorkerCommand
from observatory.ops.models import LEASE, Duty
from observatory.ops.schedule import JOBS, Job, run_due_jobs

pytestmark = pytest.mark.django_db


@pytest.fixture
def calls():
    return []


@pytest.fixture
def hourly(calls):
    return (Job("hourly", calls.append, timedelta(hours=1)),)


def test_a_duty_is_done_once_until_its_time_comes_again(hourly, calls, now):
    assert run_due_jobs(now, hourly) == ["hourly"]
    assert run_due_jobs(now + timedelta(minutes=59), hourly) == []
    later = now + timedelta(minutes=61)
    assert run_due_jobs(later, hourly) == ["hourly"]
    assert calls == [now, later]


def test_a_duty_of_the_night_is_done_once_after_three_and_caught_up_after_a_night_off(calls, now):
    nightly = (Job("scrub", calls.append, hour=3),)
    evening = datetime(2026, 11, 23, 22, 0, tzinfo=UTC)
    assert run_due_jobs(now, nightly) == ["scrub"]
    assert run_due_jobs(evening, nightly) == []
    before_three_in_brussels = datetime(2026, 11, 24, 1, 59, tzinfo=UTC)
    assert run_due_jobs(before_three_in_brussels, nightly) == []
    assert run_due_jobs(before_three_in_brussels + timedelta(minutes=1), nightly) == ["scrub"]
    two_days_later = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
    assert run_due_jobs(two_days_later, nightly) == ["scrub"]
    assert run_due_jobs(two_days_later + timedelta(minutes=1), nightly) == []


def test_two_workers_share_one_duty(now):
    assert Duty.objects.claim("hourly", due_since=now, at=now)
    assert not Duty.objects.claim("hourly", due_since=now, at=now)


def test_the_duty_of_a_killed_worker_is_taken_over_after_the_lease(hourly, calls, now):
    Duty.objects.claim("hourly", due_since=now, at=now)
    assert run_due_jobs(now + LEASE - timedelta(seconds=1), hourly) == []
    assert run_due_jobs(now + LEASE, hourly) == ["hourly"]


def test_a_duty_that_fails_leaves_the_others_and_its_error_text_out_of_the_log(now, caplog, calls):
    words = "Fat" + "ima wrote this"

    def fail(at):
        raise ValueError(words)

    jobs = (Job("broken", fail, timedelta(hours=1)), Job("sound", calls.append, timedelta(hours=1)))
    assert run_due_jobs(now, jobs) == ["broken", "sound"]
    assert calls == [now]
    assert "Fatima" not in caplog.text
    assert "ValueError" in caplog.text
    assert Duty.objects.get(name="broken").error == "ValueError"
    assert Duty.objects.get(name="broken").claimed_at is None


def test_a_duty_that_works_again_forgets_its_error(hourly, now):
    Duty.objects.create(name="hourly", done_at=now - timedelta(hours=2), error="OSError")
    run_due_jobs(now, hourly)
    assert Duty.objects.get(name="hourly").error == ""


def test_the_purge_and_the_messages_are_on_the_list():
    assert {"purge", "scrub", "send messages", "release dead tasks"} <= {job.name for job in JOBS}


def test_a_task_whose_worker_was_killed_goes_back_to_the_queue(now):
    dead = _running_task(now - TASK_LEASE - timedelta(seconds=1))
    alive = _running_task(now - TASK_LEASE + timedelta(seconds=1))
    assert release_dead_tasks(at=now) == 1
    dead.refresh_from_db()
    alive.refresh_from_db()
    assert (dead.status, dead.started_at) == ("READY", None)
    assert alive.status == "RUNNING"


@pytest.mark.django_db(transaction=True)
def test_the_worker_runs_what_was_queued_and_what_is_due():
    queued = write_to_fatima.enqueue()
    WorkerCommand().execute(
        once=True, interval=0.0, no_color=True, force_color=False, skip_checks=True
    )
    assert DBTaskResult.objects.get(pk=queued.id).status == "SUCCESSFUL"
    assert len(mail.outbox) == 1
    assert Duty.objects.get(name="purge").done_at is not None


@task()
def write_to_fatima():
    mail.send_mail("Bonjour", "Un mot.", None, ["fatima@example.org"])


def _running_task(started_at):
    result = write_to_fatima.enqueue()
    row = DBTaskResult.objects.get(pk=result.id)
    DBTaskResult.objects.filter(pk=row.pk).update(status="RUNNING", started_at=started_at)
    return row
