from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from observatory.ops import queries
from observatory.ops.models import Duty
from observatory.people.models import Invitation

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(tmp_path, settings):
    """Folders as they must be."""
    for name in ("DATA_DIR", "KEYS_DIR"):
        folder = tmp_path / name
        folder.mkdir(mode=0o700)
        setattr(settings, name, folder)
    (settings.KEYS_DIR / "django.key").touch(mode=0o600)
    return settings


def found(at, subject):
    (finding,) = [finding for finding in queries.examine(at) if finding.subject == subject]
    return finding


def test_a_sound_installation_is_well(house, now):
    Duty.objects.create(name="purge", done_at=now)
    assert [f for f in queries.examine(now) if not f.is_well] == []
    assert list(house.DATA_DIR.iterdir()) == []


def test_a_key_that_others_can_read_is_named(house, now):
    (house.KEYS_DIR / "django.key").chmod(0o644)
    assert "django.key" in found(now, "keys").text
    assert not found(now, "keys").is_well


def test_data_open_to_everyone_is_said(house, now):
    house.DATA_DIR.chmod(0o755)
    assert not found(now, "data folder").is_well


def test_a_folder_that_is_gone_is_a_finding_not_a_crash(house, now):
    house.DATA_DIR.rmdir()
    assert found(now, "data folder").text == "cannot be checked (FileNotFoundError)"


def test_a_full_disk_is_said(house, now, monkeypatch):
    monkeypatch.setattr(queries, "ENOUGH_BYTES", 2**60)
    assert not found(now, "disk space").is_well


def test_a_clock_of_another_time_is_said(house):
    assert not found(datetime(2020, 1, 1, tzinfo=UTC), "clock").is_well


def test_a_mail_server_that_does_not_answer_is_said(house, now):
    house.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    house.EMAIL_HOST, house.EMAIL_PORT = "127.0.0.1", 1
    assert not found(now, "mail").is_well


def test_a_silent_worker_and_a_failed_duty_are_said(house, now):
    assert not found(now, "worker").is_well
    duty = Duty.objects.create(name="purge", done_at=now - timedelta(minutes=11))
    assert not found(now, "worker").is_well
    Duty.objects.filter(pk=duty.pk).update(done_at=now, error="TooMany")
    assert found(now, "worker").text.startswith("failed last time: purge (TooMany)")


def test_the_command_fails_when_something_needs_a_hand(house):
    out = StringIO()
    with pytest.raises(CommandError, match="need a hand"):
        call_command("doctor", stdout=out)
    assert "LOOK  worker" in out.getvalue()


def test_the_first_administrator_is_invited_by_command():
    out = StringIO()
    call_command("invite", "olu@example.org", "Olu", stdout=out)
    invitation = Invitation.objects.get()
    assert invitation.mandates == [{"role": "administrator", "nis": None}]
    assert out.getvalue().startswith("http://localhost:")


@pytest.mark.parametrize(
    "arguments", [["olu", "Olu"], ["olu@example.org", "Olu", "--role", "moderator", "--nis", "9"]]
)
def test_an_invitation_that_cannot_be_is_refused(arguments):
    with pytest.raises(CommandError):
        call_command("invite", *arguments)
    assert not Invitation.objects.exists()
