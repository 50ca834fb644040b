"""Real servers on the loopback address: an IMAP server, a line that can be cut, one that never answers."""

import shutil
import socket
import subprocess
import sys
import threading
import time
from contextlib import closing, contextmanager
from pathlib import Path

from imapclient import IMAPClient

USER, PASSWORD = "demouser", "demopass"


def free_port():
    with closing(socket.socket()) as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


class ImapServer:
    """A running pymap with one account, kept in memory."""

    def __init__(self):
        self.port = free_port()
        self.client = None
        program = shutil.which("pymap", path=str(Path(sys.executable).parent))
        self.process = subprocess.Popen(
            [program, "--host", "127.0.0.1", "--port", str(self.port), "--no-tls", "dict"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._wait()

    def _wait(self):
        end = time.monotonic() + 20
        while time.monotonic() < end:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.1)
        raise AssertionError("pymap does not start")

    @contextmanager
    def open(self):
        """Another program that looks into the mailbox; it signs in once, which is slow."""
        if self.client is None:
            self.client = IMAPClient("127.0.0.1", self.port, ssl=False, timeout=60)
            self.client.login(USER, PASSWORD)
        yield self.client

    def deliver(self, *mails, at=None):
        with self.open() as client:
            for raw in mails:
                client.append("INBOX", raw, msg_time=at)

    def folder(self, name="INBOX"):
        """Return the messages of a folder: (flags, whole message)."""
        with self.open() as client:
            if not client.folder_exists(name):
                return []
            client.select_folder(name, readonly=True)
            found = client.fetch(client.search("ALL"), ["FLAGS", "BODY.PEEK[]"])
            return [(one[b"FLAGS"], one[b"BODY[]"]) for _, one in sorted(found.items())]

    def empty(self):
        with self.open() as client:
            for _, _, name in client.list_folders():
                client.select_folder(name)
                client.noop()
                if uids := client.search("ALL"):
                    client.delete_messages(uids)
                    client.expunge()

    def stop(self):
        if self.client is not None:
            self.client.shutdown()
        self.process.terminate()
        self.process.wait(10)


class Line:
    """Passes everything on to a server, until the client says a word: then it is cut for good."""

    def __init__(self, target, cut_at):
        self.target, self.cut_at = target, cut_at
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port = self.door.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            try:
                client, _ = self.door.accept()
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", self.target))
            threading.Thread(target=self._pass, args=(server, client, None), daemon=True).start()
            threading.Thread(
                target=self._pass, args=(client, server, self.cut_at), daemon=True
            ).start()

    def _pass(self, source, target, cut_at):
        with closing(source), closing(target):
            try:
                while data := source.recv(65536):
                    if cut_at and cut_at in data:
                        target.shutdown(socket.SHUT_RDWR)
                        source.shutdown(socket.SHUT_RDWR)
                        return
                    target.sendall(data)
            except OSError:
                return

    def close(self):
        self.door.close()


class Mute:
    """Accepts and says nothing, or a byte at a time."""

    def __init__(self, drip=b"", pause=0.2):
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port = self.door.getsockname()[1]
        self.drip, self.pause = drip, pause
        self.held = []
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            try:
                client, _ = self.door.accept()
            except OSError:
                return
            self.held.append(client)
            if self.drip:
                threading.Thread(target=self._drip, args=(client,), daemon=True).start()

    def _drip(self, client):
        try:
            while True:
                client.sendall(self.drip)
                time.sleep(self.pause)
        except OSError:
            return

    def close(self):
        self.door.close()
        for client in self.held:
            client.close()
