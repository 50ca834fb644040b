"""Files of a pile come in whole, sealed, once; what cannot be taken is said in a sentence."""

from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from observatory.journal.models import Entry
from observatory.paper import actions
from observatory.paper.jobs import read_scans
from observatory.paper.models import Piece, Upload
from observatory.paper.scanning.originals import name_for, read_original
from observatory.paper.states import UploadState
from observatory.vault.models import Blob

from .factories import AT, close, read_again, sign_in
from .sending import FULL_DISK, NAME, picture

pytestmark = pytest.mark.django_db


def files_on_disk():
    folder = Path(default_storage.path("vault"))
    return [path for path in folder.rglob("*") if path.is_file()] if folder.exists() else []


@pytest.fixture
def address(batch):
    return reverse("scans", args=[batch.uuid])


def send(client, address, *files):
    sent = [SimpleUploadedFile(name, data) for name, data in files]
    return client.post(address, {"files": sent}, follow=True)


def test_a_file_sent_by_a_plain_form_is_there_whole_and_sealed(desk, address, jean, batch):
    data = picture()
    page = send(desk, address, (NAME, data))

    upload = Upload.objects.get()
    assert "1 fichier est arrivé" in page.content.decode()
    assert (upload.state, upload.size, upload.number) == (UploadState.STORED, len(data), 1)
    assert read_original(upload) == data
    assert all(data[:40] not in path.read_bytes() for path in files_on_disk())
    entry = Entry.objects.about(batch.subject).get(action="batch.upload")
    assert entry.data == {"number": 1, "size": len(data), "sha256": upload.sha256}


def test_several_files_of_one_form_are_several_files(desk, address):
    send(desk, address, ("a.jpg", picture(10)), ("b.jpg", picture(20)), ("c.jpg", picture(30)))

    assert list(Upload.objects.values_list("number", "state")) == [
        (1, "stored"),
        (2, "stored"),
        (3, "stored"),
    ]


def test_a_file_larger_than_a_piece_is_several_pieces_and_one_file(desk, address):
    data = picture() + b"x" * (5 * 1024 * 1024)
    send(desk, address, ("gros.jpg", data))

    upload = Upload.objects.get()
    assert Piece.objects.count() > 2
    assert read_original(upload) == data


def begun(batch, by, data, *, size=None):
    """Send what there is of a file, and do not say that it is whole."""
    file = actions.SentFile(size or len(data), NAME)
    upload = actions.begin_upload(batch=batch, file=file, by=by, at=AT)
    actions.append_piece(upload=upload, start=0, data=data, by=by, at=AT)
    upload.batch = batch
    return upload


def test_a_form_without_a_file_says_so(desk, address):
    page = desk.post(address, {})

    assert page.status_code == 422
    assert "Choisissez un fichier" in page.content.decode()
    assert not Upload.objects.exists()


def test_the_name_of_a_file_is_for_who_sent_it(client, desk, address, amine, jean):
    send(desk, address, (NAME, picture()))

    upload = Upload.objects.get()
    assert name_for(upload, jean)[0] == NAME
    assert b"Peeters" not in bytes(upload.sealed_name)
    assert NAME in desk.get(address).content.decode()
    other = sign_in(Client(), amine).get(address).content.decode()
    assert "Peeters" not in other
    assert "Jean" in other


def test_a_forged_form_leaves_nothing(jean, maison, batch, address):
    strict = sign_in(Client(enforce_csrf_checks=True), jean)
    answer = strict.post(address, {"files": SimpleUploadedFile(NAME, picture())})

    assert answer.status_code == 403
    assert not Upload.objects.exists()
    assert not Blob.objects.exists()


def test_the_page_says_to_scan_in_grey(desk, address):
    page = desk.get(address).content.decode()

    assert "Numérisez en gris (200 à 300 dpi), pas en noir et blanc" in page
    assert 'capture="environment"' in page


def test_a_whole_file_is_not_forgotten(desk, address, batch):
    send(desk, address, (NAME, picture()))
    upload = Upload.objects.get()
    desk.post(reverse("scans_drop", args=[batch.uuid, upload.uuid]))

    assert Upload.objects.exists()


def test_the_same_file_again_is_known(desk, address, batch):
    data = picture()
    send(desk, address, (NAME, data))
    page = send(desk, address, ("autre nom.jpg", data))

    assert "Ce fichier était déjà là" in page.content.decode()
    assert [one.state for one in Upload.objects.all()] == ["stored", "refused"]
    assert Piece.objects.count() == 1


def test_the_same_file_in_another_pile_is_that_piles(desk, address, jean, maison, molenbeek):
    from .factories import make_batch

    other = make_batch(jean, maison, territory=molenbeek)
    send(desk, address, (NAME, picture()))
    send(desk, reverse("scans", args=[other.uuid]), (NAME, picture()))

    assert [one.state for one in Upload.objects.all()] == ["stored", "stored"]


def test_a_file_of_a_form_that_is_too_large_leaves_the_others(desk, address, settings):
    settings.SCANS_MAX_BYTES = 1024 * 1024
    page = send(
        desk, address, ("gros.jpg", picture() + b"x" * 1024 * 1024), ("petit.jpg", picture())
    )

    assert page.status_code == 422
    assert "trop lourd" in page.content.decode()
    assert [one.state for one in Upload.objects.all()] == ["stored"]
    assert Blob.objects.count() == 1


@pytest.fixture
def full_disk(settings):
    settings.STORAGES = {
        **django_settings.STORAGES,
        "default": {"BACKEND": FULL_DISK},
    }


def test_on_a_full_disk_the_person_is_told_and_nothing_is_kept(desk, address, full_disk):
    page = send(desk, address, (NAME, picture()))

    assert page.status_code == 422
    assert "rien de ce fichier n’est gardé" in page.content.decode()
    assert not Upload.objects.exists()
    assert not Blob.objects.exists()


def test_a_closed_pile_takes_no_file(desk, address, batch, jean):
    close(batch, jean, "Personne n’est venu.")
    page = send(desk, address, (NAME, picture()))

    assert "Cette pile est clôturée" in page.content.decode()
    assert not Upload.objects.exists()


def test_a_pile_is_not_closed_between_the_last_byte_of_a_file_and_its_taking(batch, jean):
    upload = begun(batch, jean, picture())
    with pytest.raises(actions.StillReading):
        close(batch, jean, "Une feuille manque.")
    assert actions.finish_upload(upload=upload, by=jean, at=AT).state == UploadState.STORED


def test_a_file_that_comes_too_late_waits_until_the_pile_is_open_again(batch, jean):
    data = picture()
    upload = begun(batch, jean, data[:-1], size=len(data))
    batch = close(batch, jean, "Une feuille manque.")
    Upload.objects.update(received=len(data))
    upload.refresh_from_db()
    assert actions.finish_upload(upload=upload, by=jean, at=AT).state == UploadState.RECEIVING


def test_someone_of_elsewhere_neither_sees_nor_sends(batch, address, chantal):
    client = sign_in(Client(), chantal)

    assert client.get(address).status_code == 403
    assert client.post(address, {"files": SimpleUploadedFile(NAME, picture())}).status_code == 403
    assert not Upload.objects.exists()


def test_the_page_costs_the_same_with_one_file_and_with_three(desk, address, batch):
    from .factories import cost_of

    send(desk, address, ("a.jpg", picture(10)))
    one = cost_of(desk, address)
    send(desk, address, ("b.jpg", picture(20)), ("c.jpg", picture(30)))

    assert cost_of(desk, address) == one
    assert read_again(batch).uploads.count() == 3


def test_a_worker_is_woken_once_a_file_is_there(desk, address):
    send(desk, address, (NAME, picture()))

    task = DBTaskResult.objects.get()
    assert task.task_path == read_scans.module_path
    read_scans.call()
    upload = Upload.objects.get()
    assert (upload.state, upload.scans.get().state) == (UploadState.READ, "set_aside")
