"""Without a mail server letters are written to a folder; they do not stay there."""

import os
from datetime import timedelta

import pytest

from observatory.kit.purging import registered_purges
from observatory.outbox.actions import LETTERS_KEPT, queue_message
from observatory.outbox.jobs import send_due_messages


@pytest.fixture
def folder(settings, tmp_path):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    return tmp_path / "mail"


def purge(at, dry_run=False):
    return registered_purges()["outbox"](at=at, dry_run=dry_run)["written letter"]


@pytest.mark.django_db
def test_a_letter_with_its_link_is_gone_a_week_after_it_was_written(folder, mireille, now):
    assert purge(now) == 0
    queue_message(
        kind="invitation",
        to="amine@example.org",
        subject_line="Venez",
        body="https://observatoire.example/fr/compte/invitation/k7p2-9xwd/",
        language="fr",
        by=mireille,
        at=now,
    )
    send_due_messages(now)
    [letter] = folder.glob("*.log")
    os.utime(letter, (now.timestamp(), now.timestamp()))
    assert purge(now + LETTERS_KEPT) == 0
    later = now + LETTERS_KEPT + timedelta(minutes=1)
    assert purge(later, dry_run=True) == 1
    assert letter.exists()
    assert purge(later) == 1
    assert not letter.exists()
    assert purge(later) == 0
