"""Synthetic reports never land beside real ones."""

import pytest
from django.core.management import CommandError, call_command

from observatory.reports.models import Report
from observatory.reports.tests.factories import make_report

pytestmark = pytest.mark.django_db


def test_an_installation_with_a_report_of_a_person_is_left_alone(schaerbeek, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    make_report(schaerbeek)
    with pytest.raises(CommandError, match="nothing was written"):
        call_command("bench_data", "--reports", "10")
    assert Report.objects.count() == 1


def test_an_installation_with_people_is_left_alone(mireille, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    with pytest.raises(CommandError, match="nothing was written"):
        call_command("bench_data", "--reports", "10")
