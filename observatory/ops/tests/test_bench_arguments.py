"""`script/bench`, as someone calls it who does not know it yet."""

import subprocess
import sys

import pytest
from django.conf import settings


def called(*arguments):
    command = [sys.executable, str(settings.BASE_DIR / "script" / "bench"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize("bench", ["web", "paper"])
def test_who_asks_what_a_bench_can_do_is_told_and_nothing_is_measured(bench):
    told = called(bench, "--help")
    assert told.returncode == 0
    assert f"script/bench {bench}" in told.stdout
    assert "{" not in told.stdout


@pytest.mark.parametrize(
    "asked", [[], ["nothing"], ["paper", "--pages", "many"], ["web", "--fast"]]
)
def test_what_cannot_be_measured_is_refused_with_a_sentence(asked):
    told = called(*asked)
    assert told.returncode == 2
    assert "error: " in told.stderr
    assert not told.stdout
