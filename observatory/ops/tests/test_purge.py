import subprocess
import sys
from datetime import timedelta
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django_tasks_db.models import DBTaskResult

from observatory.kit import purging
from observatory.ops.actions import CAP, TooMany, purge_all


@pytest.fixture
def erased(monkeypatch):
    """A package that has rows to erase: when each real purge took place, and the rows due."""
    notes = []
    rows = {"draft": 3}

    def purge(*, at, dry_run):
        if not dry_run:
            notes.append(at)
        return dict(rows)

    monkeypatch.setattr(purging, "_purges", {"vault": purge})
    return notes, rows


def purge(*arguments):
    out = StringIO()
    call_command("purge", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_a_dry_run_counts_and_erases_nothing(erased):
    assert purge("--dry-run") == "draft: 3 to erase\n"
    assert erased[0] == []


@pytest.mark.django_db
def test_a_purge_says_what_it_erased(erased):
    assert purge() == "draft: 3 erased\n"
    assert len(erased[0]) == 1


@pytest.mark.django_db
def test_a_moment_without_time_zone_is_in_the_installations(erased):
    purge("--at", "2026-11-23T03:00")
    assert erased[0][0].isoformat() == "2026-11-23T03:00:00+01:00"


@pytest.mark.django_db
def test_a_moment_that_cannot_be_read_is_refused(erased):
    with pytest.raises(CommandError, match="--at must be"):
        purge("--at", "tomorrow")


@pytest.mark.django_db
def test_more_than_the_cap_erases_nothing_until_someone_insists(erased):
    notes, rows = erased
    rows["contact"] = CAP + 1
    with pytest.raises(CommandError, match="Nothing was erased"):
        purge()
    assert notes == []
    assert purge("--yes-really") == f"contact: {CAP + 1} erased\ndraft: 3 erased\n"
    assert len(notes) == 1


@pytest.mark.django_db
def test_someone_who_opens_thousands_of_drafts_does_not_stop_the_erasing(erased, now):
    erased[1].update(draft=10 * CAP, contact=1)
    assert purge_all(at=now) == {"draft": 10 * CAP, "contact": 1}


@pytest.mark.django_db
def test_exactly_the_cap_passes(erased, now):
    erased[1]["contact"] = CAP
    assert purge_all(at=now) == {"contact": CAP, "draft": 3}


@pytest.mark.django_db
def test_the_worker_is_refused_too(erased, now):
    erased[1]["contact"] = CAP + 1
    with pytest.raises(TooMany, match=f"contact: {CAP + 1}"):
        purge_all(at=now)


@pytest.mark.django_db
def test_tasks_that_ended_long_ago_are_forgotten(now):
    kept = _ended_task(now - timedelta(days=6))
    _ended_task(now - timedelta(days=8))
    assert purge_all(at=now)["finished tasks"] == 1
    assert list(DBTaskResult.objects.values_list("pk", flat=True)) == [kept.pk]


@pytest.mark.django_db
def test_every_package_that_keeps_people_has_registered_its_purge():
    assert {"limits", "ops", "outbox", "people", "reports", "vault"} <= set(
        purging.registered_purges()
    )


def test_a_withdrawn_word_is_in_no_file_of_the_database(tmp_path):
    """On a database file of its own, made by our migrations: the tests' own lies in memory."""
    if connection.vendor != "sqlite":
        pytest.skip("only on SQLite: PostgreSQL vacuums")
    environment = {
        "PATH": "/usr/bin:/bin",
        "OBSERVATORY_DATA": str(tmp_path / "data"),
        "OBSERVATORY_KEYS": str(tmp_path / "keys"),
    }
    for arguments in (["migrate", "-v0"], ["shell", "-v0", "-c", WITHDRAW_A_WORD]):
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=settings.BASE_DIR,
            env=environment,
            check=False,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
    before, after = done.stdout.split()
    assert before == "True", "the test would prove nothing"
    assert after == "False"


WITHDRAW_A_WORD = """
from django.conf import settings
from django.db import connection
from observatory.ops.actions import scrub_database
from observatory.search import engine

def lingers():
    return any(b"zanzibarword" in f.read_bytes() for f in settings.DATA_DIR.glob("observatory.sqlite3*"))

with connection.cursor() as cursor:
    for number in range(300):
        engine.add(number, f"guichet mot{number} zanzibarword" if number == 7 else f"guichet mot{number}")
engine.drop(7, "guichet mot7 zanzibarword")
print(lingers())
assert scrub_database()
print(lingers())
"""


def _ended_task(finished_at):
    return DBTaskResult.objects.create(
        status="SUCCESSFUL",
        args_kwargs={"args": [], "kwargs": {}},
        task_path="observatory.nothing",
        backend_name="default",
        run_after=finished_at,
        finished_at=finished_at,
    )
