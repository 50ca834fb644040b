"""How to reach Fatima: sealed, read with a reason, erased on the day."""

from datetime import date, timedelta

import pytest
from django.db import connection

from observatory.journal.models import Entry
from observatory.kit.keys import load_key
from observatory.vault.actions import (
    erase_contact,
    purge_contacts,
    read_contact,
    seal_contact,
)
from observatory.vault.models import Contact
from observatory.vault.queries import has_contact
from observatory.vault.sealing import Unreadable

FATIMA = {"phone": "0470 12 34 56", "email": "fatima@example.org"}


@pytest.fixture
def contact(mireille, now):
    return seal_contact(
        subject="report:1", values=FATIMA, purge_on=date(2027, 2, 1), by=mireille, at=now
    )


def read(by, at, **changes):
    return read_contact(**{"subject": "report:1", "by": by, "at": at, "reason": "ask"} | changes)


def test_a_contact_is_unreadable_in_the_database(contact):
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM vault_contact")
        raw = repr(
            [
                [bytes(v) if isinstance(v, memoryview) else v for v in row]
                for row in cursor.fetchall()
            ]
        )
    assert "fatima" not in raw
    assert "0470" not in raw


def test_each_reading_is_in_the_journal_with_who_when_and_why(contact, mireille, now):
    assert read(mireille, now) == FATIMA
    entry = Entry.objects.about("report:1").last()
    assert (entry.action, entry.actor_id, entry.at) == ("contact.read", mireille.pk, now)
    assert entry.data == {"reason": "ask"}
    assert "0470" not in repr(list(Entry.objects.values()))


def test_the_reason_is_a_code_never_a_text(contact, mireille, now):
    with pytest.raises(ValueError, match="code"):
        read(mireille, now, reason="Elle s’appelle Fatima")


def test_reading_what_is_not_there_says_none(db, mireille, now):
    assert read(mireille, now) is None


def test_a_contact_is_replaced_by_the_next(contact, mireille, now):
    seal_contact(
        subject="report:1", values={"phone": "1"}, purge_on=date(2027, 3, 1), by=mireille, at=now
    )
    assert read(mireille, now) == {"phone": "1"}
    assert Contact.objects.count() == 1


def test_a_contact_moved_to_another_report_is_refused(contact, mireille, now):
    Contact.objects.update(subject="report:2")
    with pytest.raises(Unreadable):
        read(mireille, now, subject="report:2")


def test_without_the_keys_folder_nothing_is_read(contact, mireille, now, settings, tmp_path):
    settings.KEYS_DIR = tmp_path
    with pytest.raises(Unreadable):
        read(mireille, now)


def test_what_an_old_key_sealed_stays_readable(contact, mireille, now, settings, tmp_path):
    (tmp_path / "vault-old-1.key").write_text(load_key(settings.KEYS_DIR, "vault").hex())
    settings.KEYS_DIR = tmp_path
    assert read(mireille, now) == FATIMA


def test_a_contact_is_erased_on_request(contact, mireille, now):
    assert has_contact("report:1")
    assert erase_contact(subject="report:1", by=mireille, at=now)
    assert not has_contact("report:1")
    assert not erase_contact(subject="report:1", by=mireille, at=now)
    assert Entry.objects.about("report:1").last().action == "contact.erased"


def test_a_contact_is_erased_on_its_day(contact, mireille, now):
    before = now.replace(year=2027, month=1, day=31)
    assert purge_contacts(by=mireille, at=before, dry_run=False) == 0
    due = before + timedelta(days=1)
    assert purge_contacts(by=mireille, at=due, dry_run=True) == 1
    assert purge_contacts(by=mireille, at=due, dry_run=False) == 1
    assert not Contact.objects.exists()
