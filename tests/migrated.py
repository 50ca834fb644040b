"""The empty database that our migrations make, kept between runs of the tests (SQLite only).

Django works the migrations out again in each process, in half a minute. The
first process that needs them keeps what they made, under a name that is a hash
of every migration and of what runs them; the others copy it, then run `migrate`
all the same: it finds nothing left to do. `pytest --cache-clear` forgets it.
"""

import fcntl
import hashlib
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import django
from django.apps import apps
from django.db import connection
from django.db.backends.signals import connection_created


class Kept:
    """One kept database: `begin` before the tests' database is made, `keep` once it is."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.path = self.folder / f"{_made_of()}.sqlite3"
        self._lock = self._source = None

    def begin(self):
        """Have the tests' database begin as the kept one; wait for a process that is making it."""
        self._lock = (self.folder / "lock").open("w")
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        if self.path.exists():
            # Read whole: another process may replace the file as soon as the lock is free.
            self._source = sqlite3.connect(":memory:")
            with closing(sqlite3.connect(self.path)) as kept:
                kept.backup(self._source)
            self._release()
            connection_created.connect(self._copy)

    def keep(self):
        """Keep the database as the migrations left it, if it was not kept before."""
        connection_created.disconnect(self._copy)
        if self._lock is None:
            return
        for old in self.folder.glob("*.sqlite3"):
            old.unlink()
        draft = self.path.with_suffix(".draft")
        draft.unlink(missing_ok=True)
        connection.ensure_connection()
        with closing(sqlite3.connect(draft)) as target:
            connection.connection.backup(target)
        draft.replace(self.path)
        self._release()

    def _copy(self, connection, **_kwargs):
        """Fill the tests' database, which lies in memory, the first time it is opened; no other."""
        if not connection.is_in_memory_db():
            return
        connection_created.disconnect(self._copy)
        with closing(self._source):
            self._source.backup(connection.connection)

    def _release(self):
        self._lock.close()
        self._lock = None


def kept_database(config):
    """Return the kept database; None where databases are not files, or nothing is kept."""
    if connection.vendor != "sqlite" or not hasattr(config, "cache"):
        return None
    return Kept(config.cache.mkdir("migrated"))


def _made_of():
    """Return a hash of what decides how the migrated database looks."""
    options = str(connection.settings_dict["OPTIONS"])
    said = (sys.version, django.__version__, sqlite3.sqlite_version, options)
    hashed = hashlib.sha256("\n".join(said).encode())
    for app in sorted(apps.get_app_configs(), key=lambda one: one.name):
        for path in sorted(Path(app.path, "migrations").glob("*.py")):
            hashed.update(f"\n{app.name}/{path.name}\n".encode() + path.read_bytes())
    return hashed.hexdigest()
