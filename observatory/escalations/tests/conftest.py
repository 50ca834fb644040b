"""Solange sends cases, everywhere; Yvan does for Molenbeek."""

import pytest
from allauth.mfa.models import Authenticator

from observatory.escalations.actions import stages

from .making import agree, counted_report, fill, make_dossier, officer, send


@pytest.fixture(autouse=True)
def _forget(fresh_memory):
    """What a test wrote is rolled back; the memory of the process must not keep it."""


@pytest.fixture
def quick_pdf(monkeypatch):
    """For tests that seal a dossier and do not read the PDF: printing it takes its time."""
    monkeypatch.setattr(stages, "typeset", lambda document: b"%PDF-1.7 for a test")


@pytest.fixture
def solange(db):
    return officer()


@pytest.fixture
def yvan(molenbeek):
    return officer("Yvan", molenbeek)


@pytest.fixture
def report(schaerbeek):
    """Fatima's report: counted, with an approved text."""
    return counted_report(schaerbeek, consequences=("C06",))


@pytest.fixture
def dossier(solange, schaerbeek, report):
    """Fatima's case, with her consent, in a dossier for Ombuds Bruxelles."""
    agree(report)
    made = make_dossier(solange, schaerbeek)
    fill(made, solange, report)
    return made


@pytest.fixture
def sent(dossier, solange, quick_pdf):
    send(dossier, solange)
    return dossier


@pytest.fixture
def signed_in(client):
    """Sign someone in with the second factor that the team must have."""

    def sign_in(user):
        Authenticator.objects.get_or_create(
            user=user, type=Authenticator.Type.TOTP, defaults={"data": {"secret": "x"}}
        )
        client.force_login(user)
        return client

    return sign_in
