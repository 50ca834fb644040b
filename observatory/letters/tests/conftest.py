"""What the tests of letters share: files of their own, a real IMAP server, people signed in."""

import pytest

from observatory.moderation.tests.factories import sign_in
from observatory.people.models import Mandate

from .mailserver import PASSWORD, USER, ImapServer


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path},
        },
    }


@pytest.fixture(scope="session")
def imap_server():
    server = ImapServer()
    yield server
    server.stop()


@pytest.fixture
def imap(imap_server, settings):
    """A real IMAP server, empty, that the settings name."""
    imap_server.empty()
    point_to(settings, imap_server.port)
    return imap_server


def point_to(settings, port):
    settings.IMAP_HOST, settings.IMAP_PORT, settings.IMAP_TLS = "127.0.0.1", port, False
    settings.IMAP_USER, settings.IMAP_PASSWORD = USER, PASSWORD
    settings.IMAP_FOLDER = "INBOX"


@pytest.fixture
def line(client, nadia):
    """Nadia, signed in."""
    return sign_in(client, nadia)


@pytest.fixture
def everywhere(marc):
    """Marc, who moderates everywhere."""
    Mandate.objects.filter(user=marc).update(territory=None)
    return marc
