"""The conversation with the mailbox (IMAP4rev1, RFC 3501), which never lasts longer than it may.

A worker does everything else too, so a server that stops answering, or that
answers a letter a minute, is cut off when the time is over.
"""

import imaplib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from typing import Any, TypeVar

from django.conf import settings
from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientError, LoginError

CONNECT_SECONDS = 10.0
READ_SECONDS = 20.0
# The whole conversation; no new message is begun in the last part of it.
SECONDS = 90.0
LAST_BEGUN = 60.0
# Messages taken in one conversation; the others wait two minutes.
MOST = 50
HEAD_BYTES = 64 * 1024
DONE = "Traités"

Result = TypeVar("Result")


class MailboxFailed(Exception):
    """The mailbox could not be read. `code`: "timeout", "refused", "address", "tls", "login", "protocol"."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Waiting:
    """A message that nobody has taken: its number, its size in bytes, when the server got it."""

    uid: int
    size: int
    arrived_at: datetime | None


def _told(method: Callable[..., Result]) -> Callable[..., Result]:
    """Let only `MailboxFailed` out: what a server says may name people."""

    @wraps(method)
    def wrapped(*args: Any, **kwargs: Any) -> Result:
        try:
            return method(*args, **kwargs)
        except (OSError, imaplib.IMAP4.error, IMAPClientError, ValueError, AssertionError) as error:
            raise MailboxFailed(_code(error)) from None

    return wrapped


def _code(error: Exception) -> str:
    if isinstance(error, LoginError):
        return "login"
    if isinstance(error, TimeoutError):
        return "timeout"
    if isinstance(error, ssl.SSLError):
        return "tls"
    if isinstance(error, socket.gaierror):
        return "address"
    return "refused" if isinstance(error, ConnectionError | OSError) else "protocol"


class _Watch:
    """Cuts a connection when the time is over."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self.has_cut = False
        self._line: socket.socket | None = None
        self._timer = threading.Timer(SECONDS, self._cut)
        self._timer.daemon = True
        self._timer.start()

    def over(self, line: socket.socket) -> None:
        """Watch this connection. Ours is a copy: TLS takes the other one for itself."""
        self._line = line.dup()

    def _cut(self) -> None:
        self.has_cut = True
        if self._line is not None:
            with suppress(OSError):
                self._line.shutdown(socket.SHUT_RDWR)

    def stop(self) -> None:
        self._timer.cancel()
        if self._line is not None:
            self._line.close()


class _Protocol(imaplib.IMAP4):
    """The library's protocol, on a connection that is watched from its first byte."""

    def __init__(self, watch: _Watch) -> None:
        self._watch = watch
        super().__init__(settings.IMAP_HOST, settings.IMAP_PORT, CONNECT_SECONDS)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        line = socket.create_connection((self.host, self.port), timeout)
        self._watch.over(line)
        if not settings.IMAP_TLS:
            return line
        return ssl.create_default_context().wrap_socket(line, server_hostname=self.host)


class _Client(IMAPClient):
    def __init__(self, watch: _Watch) -> None:
        self._watch = watch
        super().__init__(
            settings.IMAP_HOST,
            settings.IMAP_PORT,
            ssl=settings.IMAP_TLS,
            timeout=SocketTimeout(CONNECT_SECONDS, READ_SECONDS),
        )
        self.normalise_times = False

    def _create_IMAP4(self) -> imaplib.IMAP4:
        return _Protocol(self._watch)


class OpenMailbox:
    """The folder that is polled, open. Every method raises `MailboxFailed` and nothing else."""

    def __init__(self, watch: _Watch) -> None:
        self._watch = watch
        self._done_folder: str | None = None

    @_told
    def open(self) -> None:
        """Connect, sign in and open the folder, and the one for what is done beside it."""
        self._client = _Client(self._watch)
        if not settings.IMAP_TLS and self._client.has_capability("STARTTLS"):
            self._client.starttls()
        self._client.login(settings.IMAP_USER, settings.IMAP_PASSWORD)
        self._done_folder = self._find_done_folder()
        self._client.select_folder(settings.IMAP_FOLDER)

    def close(self) -> None:
        """Say good-bye if the server still listens, and hang up."""
        client = getattr(self, "_client", None)
        if client is None:
            return
        with suppress(Exception):
            client.logout()
        with suppress(Exception):
            client.shutdown()

    def _find_done_folder(self) -> str | None:
        """Return the folder for what is done, made if need be; None when the server has none for us."""
        separator = next(
            (found for _, found, _ in self._client.list_folders() if found), b"/"
        ).decode("ascii", "replace")
        names = (DONE, f"{settings.IMAP_FOLDER}{separator}{DONE}")
        for name in names:
            if self._client.folder_exists(name):
                return name
        for name in names:
            try:
                self._client.create_folder(name)
            except IMAPClientError:
                continue
            return name
        return None

    def has_time(self) -> bool:
        """Tell whether another message may be begun."""
        return time.monotonic() - self._watch.began < LAST_BEGUN and not self._watch.has_cut

    @_told
    def waiting(self, since: date) -> list[Waiting]:
        """Return the messages to take that came since that day, oldest first, `MOST` at most.

        All that lie there, read or not: somebody may have looked with another
        program. Only those not read, when what is done cannot be moved away.
        """
        unread = [] if self._done_folder else ["UNSEEN"]
        uids = sorted(self._client.search(["SINCE", since, "UNDELETED", *unread]))[:MOST]
        if not uids:
            return []
        found = self._client.fetch(uids, ["RFC822.SIZE", "INTERNALDATE"])
        return [
            Waiting(uid, int(found[uid][b"RFC822.SIZE"]), found[uid].get(b"INTERNALDATE"))
            for uid in uids
            if b"RFC822.SIZE" in found.get(uid, {})
        ]

    def fetch(self, uid: int, most: int) -> bytes | None:
        """Return the message, its first `most` bytes; None when it is no longer there."""
        return self._fetch(uid, "", most)

    def fetch_head(self, uid: int) -> bytes | None:
        """Return the headers of a message, 64 kB at most; None when it is no longer there."""
        return self._fetch(uid, "HEADER", HEAD_BYTES)

    @_told
    def _fetch(self, uid: int, section: str, most: int) -> bytes | None:
        # PEEK: reading does not mark it as read; that comes once it is on our disk.
        found = self._client.fetch([uid], [f"BODY.PEEK[{section}]<0.{most}>"])
        for name, value in found.get(uid, {}).items():
            if name.startswith(b"BODY[") and isinstance(value, bytes):
                return value
        return None

    @_told
    def mark_done(self, uid: int) -> None:
        """Mark a message as read and move it to the folder for what is done, where there is one."""
        self._client.add_flags([uid], [b"\\Seen"])
        if self._done_folder is None:
            return
        if self._client.has_capability("MOVE"):
            self._client.move([uid], self._done_folder)
            return
        self._client.copy([uid], self._done_folder)
        self._client.add_flags([uid], [b"\\Deleted"])
        # A plain EXPUNGE would take what others marked in a folder that is not ours alone.
        if self._client.has_capability("UIDPLUS"):
            self._client.uid_expunge([uid])

    @_told
    def erase(self, message_id: str) -> None:
        """Erase a message that was taken, wherever it was put: what we erase here goes there too."""
        folder = self._done_folder or settings.IMAP_FOLDER
        self._client.select_folder(folder)
        like = self._client.search(["HEADER", "Message-ID", message_id])
        # The search finds parts of words too: only the very same one goes.
        name = "BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]"
        found = self._client.fetch(like, [name]) if like else {}
        self._expunge(
            [
                uid
                for uid, parts in found.items()
                if any(_is_of(message_id, value) for value in parts.values())
            ]
        )

    def _expunge(self, uids: list[int]) -> None:
        if not uids:
            return
        self._client.add_flags(uids, [b"\\Deleted"])
        if self._client.has_capability("UIDPLUS"):
            self._client.uid_expunge(uids)
        elif self._done_folder is not None:
            self._client.expunge()


def _is_of(message_id: str, value: object) -> bool:
    """Tell whether a Message-ID header, as it was fetched, is this one."""
    if not isinstance(value, bytes):
        return False
    return " ".join(value.decode("utf-8", "replace").partition(":")[2].split()) == message_id


@contextmanager
def open_mailbox() -> Iterator[OpenMailbox]:
    """Open the mailbox of the settings, 90 seconds at most. Raises `MailboxFailed`."""
    watch = _Watch()
    mailbox = OpenMailbox(watch)
    try:
        mailbox.open()
        yield mailbox
    except MailboxFailed as failed:
        raise MailboxFailed("timeout" if watch.has_cut else failed.code) from None
    finally:
        mailbox.close()
        watch.stop()
