"""Files come in piece by piece (tus 1.0), and go on where they stopped."""

from base64 import b64encode
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from observatory.paper import actions
from observatory.paper.jobs import purge
from observatory.paper.models import Piece, Upload
from observatory.paper.scanning.originals import read_original
from observatory.paper.states import UploadState
from observatory.vault.models import Blob

from .factories import AT, close, sign_in
from .sending import FULL_DISK, NAME, picture

pytestmark = pytest.mark.django_db

TUS = {"Tus-Resumable": "1.0.0"}


@pytest.fixture
def address(batch):
    return reverse("scans", args=[batch.uuid])


class Tus:
    """A client that speaks tus 1.0 for one person and one pile."""

    def __init__(self, client, batch):
        self.client, self.batch = client, batch

    def begin(self, size, name=NAME):
        metadata = (
            f"filename {b64encode(name.encode()).decode()},modified {b64encode(b'17').decode()}"
        )
        return self.client.post(
            reverse("scans_tus", args=[self.batch.uuid]),
            headers={**TUS, "Upload-Length": str(size), "Upload-Metadata": metadata},
        )

    def ask(self, address):
        return self.client.head(address, headers=TUS)

    def patch(self, address, offset, data):
        return self.client.patch(
            address,
            data,
            content_type="application/offset+octet-stream",
            headers={**TUS, "Upload-Offset": str(offset)},
        )


@pytest.fixture
def tus(desk, batch):
    return Tus(desk, batch)


def test_a_file_comes_in_piece_by_piece(tus, desk, batch):
    data = picture()
    begun = tus.begin(len(data))
    address = begun["Location"]

    assert begun.status_code == 201
    assert tus.ask(address)["Upload-Offset"] == "0"
    assert tus.patch(address, 0, data[:1000])["Upload-Offset"] == "1000"
    assert tus.ask(address)["Upload-Offset"] == "1000"
    assert tus.patch(address, 1000, data[1000:]).status_code == 204
    upload = Upload.objects.get()
    assert upload.state == UploadState.STORED
    assert read_original(upload) == data


def test_a_server_says_what_it_speaks(desk, batch):
    answer = desk.options(reverse("scans_tus", args=[batch.uuid]))

    assert answer.status_code == 204
    assert answer["Tus-Version"] == "1.0.0"
    assert answer["Tus-Extension"] == "creation"
    assert int(answer["Tus-Max-Size"]) > 100_000_000


def test_a_client_of_another_version_is_told(desk, batch):
    answer = desk.post(
        reverse("scans_tus", args=[batch.uuid]),
        headers={"Tus-Resumable": "0.2.2", "Upload-Length": "5"},
    )

    assert answer.status_code == 412
    assert answer["Tus-Version"] == "1.0.0"


def test_a_piece_sent_twice_is_one_piece(tus):
    data = picture()
    address = tus.begin(len(data))["Location"]
    tus.patch(address, 0, data[:1000])

    again = tus.patch(address, 0, data[:1000])
    assert again.status_code == 409
    assert again["Upload-Offset"] == "1000"
    assert Piece.objects.count() == 1
    tus.patch(address, 1000, data[1000:])
    assert read_original(Upload.objects.get()) == data


def test_a_piece_that_skips_some_is_refused(tus):
    address = tus.begin(5000)["Location"]

    assert tus.patch(address, 2000, b"x").status_code == 409
    assert not Piece.objects.exists()


def test_more_than_was_announced_is_refused(tus):
    address = tus.begin(10)["Location"]

    assert tus.patch(address, 0, b"x" * 11).status_code == 413
    assert not Piece.objects.exists()


def test_a_piece_says_what_it_is(tus, desk):
    address = tus.begin(10)["Location"]
    answer = desk.patch(
        address, b"x", content_type="application/json", headers={**TUS, "Upload-Offset": "0"}
    )

    assert answer.status_code == 415


def test_a_file_that_stopped_half_way_goes_on_from_there(tus, desk, address):
    data = picture()
    tus.patch(tus.begin(len(data))["Location"], 0, data[:1000])

    page = desk.get(address).content.decode()
    assert "Choisissez encore le même fichier" in page
    assert f'data-name="{NAME}"' in page
    assert 'data-modified="17"' in page
    assert f'data-size="{len(data)}"' in page


def test_a_file_that_stopped_half_way_can_be_forgotten(tus, desk, address, batch):
    tus.patch(tus.begin(5000)["Location"], 0, b"x" * 1000)
    upload = Upload.objects.get()
    desk.post(reverse("scans_drop", args=[batch.uuid, upload.uuid]))

    assert not Upload.objects.exists()
    assert not Blob.objects.exists()


def test_a_file_that_nobody_went_on_with_goes_after_a_day(tus):
    tus.patch(tus.begin(5000)["Location"], 0, b"x" * 1000)
    later = Upload.objects.get().sent_at + timedelta(hours=25)

    assert purge(at=later, dry_run=True)["unfinished file"] == 1
    purge(at=later, dry_run=False)
    assert not Upload.objects.exists()
    assert not Blob.objects.exists()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "Ce fichier est vide"),
        (b"<!doctype html><title>Une page</title>", "Ce n’est ni un PDF ni une image"),
        (b"PK\x03\x04 une archive", "Ce n’est ni un PDF ni une image"),
    ],
)
def test_what_cannot_be_a_page_is_said_and_not_kept(tus, desk, address, data, words):
    begun = tus.begin(len(data), "photo.jpg")
    if data:
        tus.patch(begun["Location"], 0, data)

    assert words in desk.get(address).content.decode()
    assert Upload.objects.get().state == UploadState.REFUSED
    assert not Piece.objects.exists()


def test_a_file_that_is_too_large_is_told_before_its_first_byte(tus, settings):
    settings.SCANS_MAX_BYTES = 1024 * 1024
    answer = tus.begin(1024 * 1024 + 1)

    assert answer.status_code == 413
    assert "1 Mo au plus" in answer.json()["says"]
    assert not Upload.objects.exists()


def test_on_a_full_disk_a_piece_is_refused_and_can_be_sent_again(tus, settings):
    data = picture()
    address = tus.begin(len(data))["Location"]
    plain = settings.STORAGES
    settings.STORAGES = {**plain, "default": {"BACKEND": FULL_DISK}}
    answer = tus.patch(address, 0, data)

    assert answer.status_code == 507
    assert "plus assez de place" in answer.json()["says"]
    assert tus.ask(address)["Upload-Offset"] == "0"
    settings.STORAGES = plain
    assert tus.patch(address, 0, data).status_code == 204
    assert read_original(Upload.objects.get()) == data


def test_a_pile_closed_half_way_takes_no_more_pieces(tus, batch, jean):
    address = tus.begin(5000)["Location"]
    close(batch, jean, "Personne n’est venu.")

    answer = tus.patch(address, 0, b"x")
    assert answer.status_code == 409
    assert "clôturée" in answer.json()["says"]


def test_nobody_goes_on_with_the_file_of_another(tus, batch, amine):
    address = tus.begin(5000)["Location"]
    other = Tus(sign_in(Client(), amine), batch)

    assert other.ask(address).status_code == 403
    assert other.patch(address, 0, b"x").status_code == 403


def test_a_file_whose_last_piece_came_is_taken_by_the_next_turn(batch, jean):
    """The process went between the last piece and taking the file."""
    data = picture()
    upload = actions.begin_upload(batch=batch, file=actions.SentFile(len(data)), by=jean, at=AT)
    actions.append_piece(upload=upload, start=0, data=data, by=jean, at=AT)
    assert Upload.objects.get().state == UploadState.RECEIVING

    from observatory.paper.queries.uploads import whole_uploads

    assert list(whole_uploads()) == [upload]


def test_someone_of_elsewhere_begins_no_file(batch, chantal):
    assert Tus(sign_in(Client(), chantal), batch).begin(10).status_code == 403
    assert not Upload.objects.exists()
