"""How the installation is: what `manage.py doctor` tells."""

import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.mail import get_connection
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from observatory.letters.queries.inbox import mailbox_state

from .models import Duty

ENOUGH_BYTES = 1024**3
# The version is dated: a clock before it is wrong.
BUILT_AT = datetime(2026, 11, 1, tzinfo=timezone.get_fixed_timezone(0))
WORKER_SILENCE = timedelta(minutes=10)


@dataclass(frozen=True)
class Finding:
    """One answer: is it well, and what there is to know or to do."""

    subject: str
    is_well: bool
    text: str


def examine(at: datetime) -> list[Finding]:
    """Return one finding per subject; a check that fails is a finding too."""
    checks: tuple[tuple[str, Callable[[datetime], Finding]], ...] = (
        ("keys", _keys),
        ("data folder", _data_folder),
        ("disk space", _disk_space),
        ("database", _database),
        ("migrations", _migrations),
        ("mail", _mail),
        ("mailbox", _mailbox),
        ("clock", _clock),
        ("worker", _worker),
    )
    return [_tried(subject, check, at) for subject, check in checks]


def _tried(subject: str, check: Callable[[datetime], Finding], at: datetime) -> Finding:
    try:
        return check(at)
    except Exception as error:
        return Finding(subject, False, f"cannot be checked ({type(error).__name__})")


def _keys(at: datetime) -> Finding:
    open_to_others = [
        path.name
        for path in _key_files(settings.KEYS_DIR)
        if stat.S_IMODE(path.stat().st_mode) & 0o077
    ]
    if open_to_others:
        names = ", ".join(sorted(open_to_others))
        return Finding("keys", False, f"others can read {names}: chmod 600 them, 700 the folder")
    return Finding("keys", True, f"in {settings.KEYS_DIR}, read by the owner only; back them up")


def _key_files(folder: Path) -> Iterator[Path]:
    yield from folder.glob("*.key")
    yield folder


def _data_folder(at: datetime) -> Finding:
    probe = settings.DATA_DIR / ".doctor"
    probe.write_text("")
    probe.unlink()
    mode = stat.S_IMODE(settings.DATA_DIR.stat().st_mode)
    if mode & 0o007:
        return Finding("data folder", False, f"{settings.DATA_DIR} is open to everyone: chmod 700")
    return Finding("data folder", True, f"{settings.DATA_DIR} can be written")


def _disk_space(at: datetime) -> Finding:
    free = shutil.disk_usage(settings.DATA_DIR).free
    text = f"{free / ENOUGH_BYTES:.1f} GiB free for the data"
    return Finding("disk space", free >= ENOUGH_BYTES, text)


def _database(at: datetime) -> Finding:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA quick_check(1)")
            (answer,) = cursor.fetchone()
            if answer != "ok":
                return Finding("database", False, "SQLite finds the file damaged: restore a backup")
            return Finding("database", True, "SQLite, whole")
        cursor.execute("SHOW server_version")
        (version,) = cursor.fetchone()
    return Finding("database", True, f"PostgreSQL {version} answers")


def _migrations(at: datetime) -> Finding:
    executor = MigrationExecutor(connection)
    left = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if left:
        return Finding("migrations", False, f"{len(left)} to apply: manage.py migrate")
    return Finding("migrations", True, "all applied")


def _mail(at: datetime) -> Finding:
    if not settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
        where = f"written to {settings.EMAIL_FILE_PATH}, not sent: set OBSERVATORY_SMTP_HOST"
        return Finding("mail", True, where)
    with get_connection(timeout=5):
        return Finding("mail", True, f"{settings.EMAIL_HOST} answers")


def _mailbox(at: datetime) -> Finding:
    box = mailbox_state()
    if box is None:
        return Finding("mailbox", True, "none is polled: set OBSERVATORY_IMAP_HOST")
    since, answered = box["failing_since_at"], box["answered_at"]
    if since:
        day = timezone.localtime(since).strftime("%Y-%m-%d %H:%M")
        return Finding("mailbox", False, f"not read since {day} ({box['error']})")
    if answered is None or at - answered > WORKER_SILENCE:
        return Finding("mailbox", False, "not read in the last 10 minutes: see worker")
    return Finding("mailbox", True, f"read at {timezone.localtime(answered):%H:%M}")


def _clock(at: datetime) -> Finding:
    if at < BUILT_AT:
        return Finding("clock", False, f"{at:%Y-%m-%d %H:%M} lies before this version was made")
    return Finding("clock", True, timezone.localtime(at).strftime("%Y-%m-%d %H:%M %Z"))


def _worker(at: datetime) -> Finding:
    duties = list(Duty.objects.order_by("name"))
    failed = [f"{duty.name} ({duty.error})" for duty in duties if duty.error]
    if failed:
        return Finding("worker", False, f"failed last time: {', '.join(failed)}; see its log")
    last = max((duty.done_at for duty in duties if duty.done_at), default=None)
    if last is None or at - last > WORKER_SILENCE:
        return Finding("worker", False, "no sign of it in the last 10 minutes: manage.py worker")
    return Finding("worker", True, f"last at work {timezone.localtime(last):%H:%M}")
