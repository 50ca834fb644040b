"""`script/server`, as someone runs it who has just cloned the project."""

import json
import os
import signal
import socket
import subprocess
import time
import urllib.request
from pathlib import Path

import pytest

from .conftest import HOME, own_environment, start_server, stop_server

STOP_SECONDS = 6


@pytest.fixture
def empty_server(tmp_path):
    server = start_server(tmp_path, "--empty")
    yield server
    if server.process.poll() is None:
        stop_server(server)


def answers(server):
    with socket.socket() as door:
        return door.connect_ex(("127.0.0.1", int(server.environment["PORT"]))) == 0


def children_of(server):
    """Return the process ids of the web server and of the worker."""
    return {
        "worker" if "worker" in command else "web": process
        for process, command in processes_of(server.process.pid)
    }


def processes_of(starter):
    """Return (process id, command) of what a process has started."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = (folder / "stat").read_text().rpartition(")")[2].split()[1]
            command = (folder / "cmdline").read_text().split("\0")
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(parent) == starter:
            found.append((int(folder.name), command))
    return found


def test_ctrl_c_stops_all_cleanly_and_the_second_start_has_lost_nothing(empty_server, tmp_path):
    with urllib.request.urlopen(f"{empty_server.url}/fr/") as response:
        assert response.status == 200
    empty_server.manage("shell", "-c", MAKE_A_CONTACT)
    began = time.monotonic()
    assert stop_server(empty_server, signal.SIGINT) == 0
    assert time.monotonic() - began < STOP_SECONDS
    assert not answers(empty_server)

    began = time.monotonic()
    again = start_server(tmp_path, "--empty")
    assert time.monotonic() - began < 30
    assert again.manage("shell", "-v", "0", "-c", COUNT_CONTACTS).strip() == "1"
    assert stop_server(again) == 0


def test_an_empty_server_has_no_demo_accounts(empty_server):
    assert json.loads(empty_server.manage("demo", "accounts", "--json")) == []


def test_a_port_in_use_is_said_in_plain_words(empty_server, tmp_path):
    second = subprocess.run(
        [HOME / "script" / "server", "--empty"],
        cwd=HOME,
        env=own_environment(tmp_path / "other", empty_server.environment["PORT"]),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert second.returncode == 1
    assert f"Port {empty_server.environment['PORT']} cannot be used" in second.stderr
    assert answers(empty_server)


@pytest.mark.parametrize(("victim", "name"), [("worker", "the worker"), ("web", "the web server")])
def test_when_one_process_dies_the_other_is_stopped(empty_server, tmp_path, victim, name):
    os.kill(children_of(empty_server)[victim], signal.SIGKILL)
    assert empty_server.process.wait(15) == 1
    assert f"{name} ended by itself" in (tmp_path / "log").read_text()
    assert not answers(empty_server)


def test_a_web_process_that_is_killed_is_replaced_and_the_site_stays_open(empty_server):
    web = children_of(empty_server)["web"]

    def pair():
        """Return the two processes that answer, once each listens at a door of its own."""
        end = time.monotonic() + 30
        while len(found := {process for process, _ in processes_of(web)}) != 2 or doors() != 2:
            assert time.monotonic() < end
            time.sleep(0.1)
        return found

    def doors():
        """Return how many sockets listen at the port: one for each process."""
        port = f":{int(empty_server.environment['PORT']):04X} 00000000:0000 0A"
        return Path("/proc/net/tcp").read_text().count(port)

    victim = min(pair())
    os.kill(victim, signal.SIGKILL)
    while victim in {process for process, _ in processes_of(web)}:
        time.sleep(0.1)
    assert victim not in pair()
    with urllib.request.urlopen(f"{empty_server.url}/fr/") as response:
        assert response.status == 200
    assert empty_server.process.poll() is None


def test_no_address_of_a_visitor_is_logged(empty_server, tmp_path):
    urllib.request.urlopen(f"{empty_server.url}/fr/").close()
    assert "127.0.0.1" not in (tmp_path / "log").read_text()


MAKE_A_CONTACT = """
from django.utils import timezone
from observatory.vault.models import Contact
at = timezone.now()
Contact.objects.create(subject="x", sealed=b"x", created_at=at, purge_on=at.date().replace(year=2099))
"""
COUNT_CONTACTS = "from observatory.vault.models import Contact; print(Contact.objects.count())"
