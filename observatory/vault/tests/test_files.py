"""Photos: encrypted on disk, and gone from it when erased."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from observatory.vault.actions import erase_blobs, purge_lost_files, store_blob
from observatory.vault.models import Blob
from observatory.vault.queries import read_blob
from observatory.vault.sealing import Unreadable

PHOTO = b"\x89PNG a notice on a closed counter" * 1000


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "files"},
        },
    }
    return tmp_path / "files"


@pytest.fixture
def blob(mireille, now):
    return store_blob(subject="report:1", data=PHOTO, media_type="image/png", by=mireille, at=now)


def on_disk(files):
    return [path for path in files.rglob("*") if path.is_file()]


def test_a_photo_is_encrypted_on_disk_under_a_name_that_says_nothing(blob, files):
    [path] = on_disk(files)
    assert b"notice" not in path.read_bytes()
    assert "report" not in str(path.relative_to(files))
    assert read_blob(blob) == PHOTO
    assert blob.size == len(PHOTO)


def test_nobody_else_on_the_machine_can_open_the_file_or_its_folder(blob, files):
    [path] = on_disk(files)
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0


def test_a_photo_that_was_changed_on_disk_is_refused(blob, files):
    [path] = on_disk(files)
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    with pytest.raises(Unreadable):
        read_blob(blob)


def test_an_erased_photo_is_overwritten_then_gone(
    blob, files, mireille, now, django_capture_on_commit_callbacks
):
    [path] = on_disk(files)
    other_name = Path(f"{path}.link")
    other_name.hardlink_to(path)
    with django_capture_on_commit_callbacks(execute=True):
        assert erase_blobs(subject="report:1", by=mireille, at=now) == 1
        assert path.exists()
    assert not path.exists()
    assert set(other_name.read_bytes()) == {0}
    assert not Blob.objects.exists()


def test_a_photo_stays_when_its_erasure_is_taken_back(
    blob, files, mireille, now, django_capture_on_commit_callbacks
):
    def erase_and_fail():
        with transaction.atomic():
            erase_blobs(blob=blob, by=mireille, at=now)
            raise RuntimeError

    with django_capture_on_commit_callbacks(execute=True), pytest.raises(RuntimeError):
        erase_and_fail()
    assert read_blob(blob) == PHOTO


def test_one_photo_is_erased_and_the_others_stay(
    blob, files, mireille, now, django_capture_on_commit_callbacks
):
    other = store_blob(subject="report:1", data=b"two", media_type="x", by=mireille, at=now)
    with django_capture_on_commit_callbacks(execute=True):
        assert erase_blobs(blob=blob, by=mireille, at=now) == 1
    assert read_blob(other) == b"two"
    with pytest.raises(ValueError, match="one of the two"):
        erase_blobs(by=mireille, at=now)


def test_a_photo_whose_file_is_already_gone_can_be_erased(
    blob, files, mireille, now, django_capture_on_commit_callbacks
):
    default_storage.delete(blob.path)
    with django_capture_on_commit_callbacks(execute=True):
        assert erase_blobs(blob=blob, by=mireille, at=now) == 1


def test_a_file_that_no_row_names_is_erased_a_day_later(blob, files, mireille, now):
    lost = store_blob(subject="report:2", data=b"lost", media_type="x", by=mireille, at=now)
    Blob.objects.filter(pk=lost.pk).delete()
    written = timezone.now()
    assert purge_lost_files(at=written + timedelta(hours=23), dry_run=False) == 0
    assert purge_lost_files(at=written + timedelta(hours=25), dry_run=True) == 1
    assert len(on_disk(files)) == 2
    assert purge_lost_files(at=written + timedelta(hours=25), dry_run=False) == 1
    assert len(on_disk(files)) == 1
    assert read_blob(blob) == PHOTO


def test_there_is_nothing_to_purge_before_the_first_photo(db, now):
    assert purge_lost_files(at=now, dry_run=False) == 0
