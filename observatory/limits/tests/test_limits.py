"""Counting attempts without knowing who makes them."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.test import RequestFactory

from observatory.limits.actions import forget_hits, hit, purge_tallies
from observatory.limits.models import Tally
from observatory.limits.queries import _key_of_day, who_is

HOUR = timedelta(hours=1)
ROOT = Path(__file__).resolve().parents[3]


def try_it(who, at, limit=3):
    return hit(scope="code", who=who, limit=limit, window=HOUR, at=at)


def test_three_attempts_are_allowed_and_the_fourth_is_not(db, now):
    assert [try_it("a", now) for _ in range(4)] == [True, True, True, False]


def test_someone_else_is_counted_apart(db, now):
    for _ in range(4):
        try_it("a", now)
    assert try_it("b", now)
    assert hit(scope="other", who="a", limit=3, window=HOUR, at=now)


def test_the_next_hour_starts_anew(db, now):
    for _ in range(4):
        try_it("a", now)
    assert try_it("a", now + HOUR)


def test_forgetting_gives_all_attempts_back(db, now):
    for _ in range(4):
        try_it("a", now)
    forget_hits(scope="code", who="a", at=now)
    assert try_it("a", now)


MANY = """
import django
django.setup()
from datetime import UTC, datetime, timedelta
from observatory.limits.actions import hit
at = datetime(2026, 11, 23, tzinfo=UTC)
for _ in range(20):
    hit(scope="code", who="a", limit=5, window=timedelta(hours=1), at=at)
"""
COUNT = """
import django
django.setup()
from observatory.limits.models import Tally
print([tally.hits for tally in Tally.objects.all()])
"""


def test_attempts_of_three_processes_at_once_are_all_counted(tmp_path):
    """On a database of its own: the tests' own lies within one process."""
    surroundings = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "observatory.settings",
        "OBSERVATORY_DATA": str(tmp_path / "data"),
        "OBSERVATORY_KEYS": str(tmp_path / "keys"),
    }
    surroundings.pop("DATABASE_URL", None)

    def start(*arguments):
        return subprocess.Popen(
            [sys.executable, *arguments], env=surroundings, cwd=ROOT, stdout=subprocess.PIPE
        )

    start("manage.py", "migrate", "limits", "-v0", "--skip-checks").communicate(timeout=60)
    processes = [start("-c", MANY) for _ in range(3)]
    for process in processes:
        process.communicate(timeout=60)
    assert [process.returncode for process in processes] == [0, 0, 0]
    assert start("-c", COUNT).communicate(timeout=60)[0].strip() == b"[60]"


def test_tallies_are_erased_after_a_day(db, now):
    try_it("a", now)
    assert purge_tallies(at=now + timedelta(hours=23), dry_run=False) == 0
    assert purge_tallies(at=now + timedelta(hours=26), dry_run=True) == 1
    assert purge_tallies(at=now + timedelta(hours=26), dry_run=False) == 1
    assert not Tally.objects.exists()


def come_from(address, forwarded=""):
    return RequestFactory().get("/", REMOTE_ADDR=address, HTTP_X_FORWARDED_FOR=forwarded)


def test_the_hash_of_a_client_is_stable_and_says_nothing():
    first = who_is(come_from("203.0.113.7"))
    assert first == who_is(come_from("203.0.113.7"))
    assert first != who_is(come_from("203.0.113.8"))
    assert len(first) == 64
    assert "203" not in first[:3] or "113" not in first


def test_tomorrow_the_same_client_has_another_hash():
    days = [datetime(2026, 11, day, tzinfo=UTC).date() for day in (23, 24)]
    assert _key_of_day(days[0]) != _key_of_day(days[1])
    assert _key_of_day(days[0]) == _key_of_day(days[0])


def test_one_household_with_ipv6_is_one_client():
    assert who_is(come_from("2001:db8:1:2::1")) == who_is(come_from("2001:db8:1:2:ffff::9"))
    assert who_is(come_from("2001:db8:1:2::1")) != who_is(come_from("2001:db8:1:3::1"))
    assert who_is(come_from("::ffff:203.0.113.7")) == who_is(come_from("203.0.113.7"))


def test_the_header_of_a_proxy_counts_only_behind_one(settings):
    direct = who_is(come_from("203.0.113.7", forwarded="198.51.100.1"))
    assert direct == who_is(come_from("203.0.113.7"))
    settings.BEHIND_PROXY = True
    behind = who_is(come_from("203.0.113.7", forwarded="10.6.6.6, 198.51.100.1"))
    assert behind == who_is(come_from("198.51.100.1"))
    assert behind == who_is(come_from("203.0.113.7", forwarded="10.9.9.9, 198.51.100.1"))
    assert who_is(come_from("203.0.113.7")) == direct
