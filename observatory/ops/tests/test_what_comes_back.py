"""The worker sends the sheets of last month and asks after six weeks, by day."""

from datetime import date

import pytest

from observatory.ops.schedule import JOBS, run_due_jobs
from observatory.returns.models import FollowUpQuestion, SentSheet
from observatory.returns.tests.factories import bring, moment, report_of

pytestmark = pytest.mark.django_db


def jobs(name):
    return tuple(job for job in JOBS if job.name == name)


def test_a_sheet_leaves_on_the_first_morning_of_the_month(maison, molenbeek):
    bring(maison, molenbeek, moment(10, 3))
    sheets = jobs("send return sheets")
    run_due_jobs(moment(10, 31, 12), sheets)
    run_due_jobs(moment(11, 1, 6), sheets)  # seven o’clock in Brussels: not yet
    assert not SentSheet.objects.filter(month=date(2026, 10, 1)).exists()
    run_due_jobs(moment(11, 1, 7), sheets)
    assert SentSheet.objects.filter(month=date(2026, 10, 1)).exists()


def test_a_worker_that_was_off_for_days_asks_when_it_is_back(schaerbeek):
    report_of(schaerbeek, moment(10, 1))
    asks = jobs("ask after six weeks")
    run_due_jobs(moment(11, 11, 12), asks)
    assert not FollowUpQuestion.objects.exists()
    run_due_jobs(moment(11, 20, 3), asks)
    assert FollowUpQuestion.objects.get().asked_on == date(2026, 11, 20)
