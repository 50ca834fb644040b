"""Fatima stops halfway: what she answered, and who can read it."""

import json
import sqlite3
from datetime import timedelta

import pytest
from django.db import connection

from observatory.kit.keys import load_key
from observatory.vault.actions import erase_draft, purge_drafts, save_draft, touch_draft
from observatory.vault.models import Draft
from observatory.vault.queries import open_draft
from observatory.vault.sealing import Unreadable, unseal

ANSWERS = {"service": "S01", "story": "Le guichet est fermé depuis mars", "obstacles": ["P01"]}


@pytest.fixture
def token(db, now):
    return save_draft(token=None, payload=ANSWERS, kept=False, at=now)


def test_a_draft_is_read_with_the_token_of_the_browser(token, now):
    assert len(token) >= 43
    assert open_draft(token=token, at=now) == ANSWERS


def test_a_draft_is_not_read_without_the_token_of_the_browser(token, now):
    assert open_draft(token=None, at=now) is None
    assert open_draft(token="x" * 43, at=now) is None
    row = Draft.objects.get()
    with pytest.raises(Unreadable):
        unseal(row.sealed, purpose="draft", about=row.token_hash)
    with pytest.raises(Unreadable):
        unseal(row.sealed, purpose="draft", about=row.token_hash, secret=b"x" * 43)


def test_neither_the_answers_nor_the_token_lie_in_the_database(token, now, settings):
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM vault_draft")
        raw = repr(cursor.fetchall())
    key = load_key(settings.KEYS_DIR, "vault").hex()
    for secret in (token, "guichet", "S01", key):
        assert secret not in raw


def test_the_token_alone_does_not_open_a_draft_without_the_servers_key(
    token, now, settings, tmp_path
):
    settings.KEYS_DIR = tmp_path
    assert open_draft(token=token, at=now) is None


def test_a_draft_survives_a_change_of_the_servers_key(token, now, settings, tmp_path):
    (tmp_path / "vault-old-2026.key").write_text(load_key(settings.KEYS_DIR, "vault").hex())
    settings.KEYS_DIR = tmp_path
    assert open_draft(token=token, at=now) == ANSWERS


def test_a_draft_of_another_row_is_refused(token, now):
    other = save_draft(token=None, payload={"service": "S02"}, kept=False, at=now)
    rows = list(Draft.objects.order_by("pk"))
    Draft.objects.filter(pk=rows[1].pk).update(sealed=rows[0].sealed)
    assert open_draft(token=other, at=now) is None


def test_saving_again_keeps_the_token_and_the_hour_of_erasure(token, now):
    later = now + timedelta(hours=47)
    before = Draft.objects.get().purge_at
    assert save_draft(token=token, payload={"service": "S02"}, kept=True, at=later) == token
    draft = Draft.objects.get()
    assert draft.purge_at == before
    assert draft.is_kept
    assert open_draft(token=token, at=later) == {"service": "S02"}


def test_a_draft_is_over_48_hours_after_the_first_answer(token, now):
    end = now + timedelta(hours=48)
    save_draft(token=token, payload=ANSWERS, kept=True, at=now + timedelta(hours=30))
    assert open_draft(token=token, at=end - timedelta(seconds=1)) == ANSWERS
    assert open_draft(token=token, at=end) is None


def test_answers_given_after_the_draft_is_over_start_a_new_one(token, now):
    late = now + timedelta(hours=49)
    renewed = save_draft(token=token, payload=ANSWERS, kept=False, at=late)
    assert renewed != token
    assert open_draft(token=renewed, at=late) == ANSWERS


def test_on_a_shared_device_a_draft_lives_only_while_it_is_used(db, now):
    idle, minute = timedelta(minutes=10), timedelta(minutes=1)
    token = save_draft(token=None, payload=ANSWERS, kept=False, at=now, idle=idle)
    touch_draft(token=token, idle=idle, at=now + 9 * minute)
    again = save_draft(token=token, payload=ANSWERS, kept=False, at=now + 18 * minute, idle=idle)

    assert again == token
    assert open_draft(token=token, at=now + 27 * minute) == ANSWERS
    assert open_draft(token=token, at=now + 29 * minute) is None
    touch_draft(token=token, idle=idle, at=now + 29 * minute)
    assert open_draft(token=token, at=now + 30 * minute) is None


def test_nobody_chooses_the_token_of_a_draft(db, now):
    assert save_draft(token="chosen by someone else", payload=ANSWERS, kept=False, at=now) != (
        "chosen by someone else"
    )


def test_each_save_and_each_reading_cost_one_query(token, now, django_assert_num_queries):
    with django_assert_num_queries(1):
        save_draft(token=None, payload=ANSWERS, kept=False, at=now)
    with django_assert_num_queries(1):
        save_draft(token=token, payload=ANSWERS, kept=False, at=now)
    with django_assert_num_queries(1):
        open_draft(token=token, at=now)


def test_any_text_comes_back_as_it_was(db, now):
    payload = {"story": "🐭 سلام \u202e x\u0000y « l’été »" * 200, "n": [1, None, True]}
    token = save_draft(token=None, payload=payload, kept=False, at=now)
    assert open_draft(token=token, at=now) == payload
    assert len(Draft.objects.get().sealed) < len(json.dumps(payload)) / 4


def test_erasing_everything_leaves_no_row(token, now):
    erase_draft(token=token, at=now)
    assert not Draft.objects.exists()
    erase_draft(token=token, at=now)
    erase_draft(token=None, at=now)


def test_the_purge_erases_what_is_over_and_nothing_else(token, now):
    save_draft(token=None, payload=ANSWERS, kept=True, at=now + timedelta(hours=1))
    end = now + timedelta(hours=48)
    assert purge_drafts(at=end, dry_run=True) == 1
    assert Draft.objects.count() == 2
    assert purge_drafts(at=end, dry_run=False) == 1
    assert Draft.objects.count() == 1
    assert purge_drafts(at=end, dry_run=False) == 0


def test_sqlite_here_overwrites_what_it_deletes(db):
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete")
            assert cursor.fetchone()[0] == 1, sqlite3.sqlite_version
