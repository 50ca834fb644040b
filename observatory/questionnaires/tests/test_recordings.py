"""Editors give the questionnaire a voice; it follows the words and not the version."""

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from observatory.journal.models import Entry
from observatory.kit.remembered import memory
from observatory.kit.sounds import SoundRefused
from observatory.kit.tests.sound_files import SECRET, mp3, wav
from observatory.people.queries import system_actor
from observatory.questionnaires.actions import (
    UnknownPart,
    publish_version,
    remove_recording,
    store_recording,
)
from observatory.questionnaires.models import Recording
from observatory.questionnaires.queries import compiled, current_version, recorded_parts
from observatory.questionnaires.speaking import parts_of

from .definitions import report_source

pytestmark = pytest.mark.django_db

PAGE = "/fr/equipe/enregistrements/"
WHERE = "where.where"


@pytest.fixture(autouse=True)
def _forget():
    """What a test publishes is rolled back: the process must not remember it."""
    memory.forget_all()
    yield
    memory.forget_all()


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path},
        },
    }


@pytest.fixture
def edith(db):
    """Editor."""
    from conftest import _person

    return _person("Edith", "editor")


@pytest.fixture
def record(olu, now):
    """Record a part of the questionnaire in force."""

    def store(part=WHERE, language="fr", data=None, by=olu):
        return store_recording(
            version=current_version("report"),
            part=part,
            language=language,
            data=data or wav(1),
            by=by,
            at=now,
        )

    return store


@pytest.fixture
def next_version(now):
    """Publish the questionnaire again with another number and what a test changes in it."""

    def publish(change=lambda source: None):
        source = report_source()
        source["number"] += 1
        change(source)
        return publish_version(source=source, by=system_actor("importer"), at=now)

    return publish


def content_of(recording):
    with default_storage.open(recording.path) as file:
        return file.read()


def upload(client, data, part=WHERE, name="voix.wav", query=""):
    return client.post(PAGE + query, {"part": part, "sound": SimpleUploadedFile(name, data)})


def test_an_editor_records_a_part_and_the_wizard_knows_it(record):
    recording = record()

    assert recorded_parts(current_version("report"), "fr") == {WHERE: recording.sha256}
    assert recorded_parts(current_version("report"), "nl") == {}
    assert content_of(recording) == wav(1)
    assert (recording.media_type, recording.seconds) == ("audio/wav", 1)


def test_the_journal_says_who_recorded_what(record, olu):
    record()

    entry = Entry.objects.latest("pk")
    assert (entry.action, entry.actor_id) == ("recording.stored", olu.pk)
    assert entry.data["part"] == WHERE


def test_what_the_telephone_wrote_into_the_file_is_not_kept(record):
    recording = record(data=mp3(tagged=True))

    assert SECRET not in content_of(recording)


def test_the_next_version_keeps_the_voice_where_the_words_are_the_same(record, next_version):
    recording = record()
    version = next_version()

    assert version.number == recording.version.number + 1
    assert recorded_parts(version, "fr") == {WHERE: recording.sha256}


def test_a_voice_is_not_offered_for_other_words(record, next_version):
    record()

    def change(source):
        source["screens"][0]["questions"][0]["wording"]["fr"] |= {
            "label": "Ailleurs",
            "say": "Ailleurs",
        }

    assert recorded_parts(next_version(change), "fr") == {}


def test_a_new_recording_takes_the_place_of_the_one_before(
    record, django_capture_on_commit_callbacks
):
    former = record()
    with django_capture_on_commit_callbacks(execute=True):
        later = record(data=wav(2))

    assert Recording.objects.count() == 1
    assert not default_storage.exists(former.path)
    assert default_storage.exists(later.path)


def test_the_same_recording_twice_is_one_file_that_stays(
    record, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        record()
        recording = record()

    assert default_storage.exists(recording.path)


def test_a_removed_recording_is_gone_with_its_file(
    record, olu, now, django_capture_on_commit_callbacks
):
    recording = record()
    other = record(part="service-group")
    with django_capture_on_commit_callbacks(execute=True):
        remove_recording(recording=recording, by=olu, at=now)
    assert default_storage.exists(other.path), "another part has the same file"
    with django_capture_on_commit_callbacks(execute=True):
        remove_recording(recording=other, by=olu, at=now)

    assert not default_storage.exists(recording.path)
    assert recorded_parts(current_version("report"), "fr") == {}


def test_a_relay_may_not_record(record, amine, now, olu):
    with pytest.raises(PermissionDenied):
        record(by=amine)
    recording = record()
    with pytest.raises(PermissionDenied):
        remove_recording(recording=recording, by=amine, at=now)


def test_what_is_no_sound_or_no_part_is_refused(record):
    with pytest.raises(SoundRefused):
        record(data=b"<html>")
    with pytest.raises(UnknownPart):
        record(part="nowhere")
    with pytest.raises(UnknownPart):
        record(language="de")


def test_edith_sees_the_exact_text_and_what_is_missing(client, edith, record):
    record()
    client.force_login(edith)
    page = client.get(PAGE).content.decode()

    version = current_version("report")
    for line in parts_of(compiled(version), "fr")[WHERE].lines:
        assert line in page
    total = len(re.findall(r'id="part\d+"', page))
    assert f"1 sur {total} enregistrés" in page
    missing = client.get(PAGE + "?missing=1").content.decode()
    assert len(re.findall(r'id="part\d+"', missing)) == total - 1


def test_edith_adds_replaces_and_removes_a_recording(client, edith):
    client.force_login(edith)

    assert upload(client, wav(1)).status_code == 303
    recording = Recording.objects.get()
    assert reverse("recording_file", args=[recording.sha256]) in client.get(PAGE).content.decode()
    assert upload(client, wav(2)).status_code == 303
    assert Recording.objects.get().seconds == 2
    assert client.post(PAGE, {"part": WHERE, "action": "remove"}).status_code == 303
    assert not Recording.objects.exists()


def test_edith_records_dutch_on_the_dutch_page(client, edith):
    client.force_login(edith)
    upload(client, wav(1), query="?language=nl")

    assert Recording.objects.get().language == "nl"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "Ce fichier est vide"),
        (b"GIF89a picture called sound", "pas un son que nous savons lire"),
        (wav()[:30], "Ce son est abîmé"),
    ],
)
def test_a_file_that_cannot_be_taken_is_said_beside_its_field(client, edith, data, said):
    client.force_login(edith)
    response = upload(client, data)

    assert response.status_code == 422
    page = response.content.decode()
    assert said in page[page.index('id="part1"') : page.index('id="part2"')]
    assert not Recording.objects.exists()


def test_no_file_and_a_heavy_file_are_said_too(client, edith, settings):
    client.force_login(edith)
    assert "Choisissez d’abord un fichier" in client.post(PAGE, {"part": WHERE}).content.decode()
    settings.UPLOAD_MAX_BYTES = 1024 * 1024
    heavy = upload(client, wav(100))
    assert heavy.status_code == 422
    assert "trop lourd\u202f: 1 Mo" in heavy.content.decode()


def test_only_editors_and_administrators_come_in(client, amine, outsider):
    assert client.get(PAGE).status_code == 303
    client.force_login(outsider)
    assert client.get(PAGE).status_code == 403


@pytest.mark.parametrize("query", ["?language=de", "?version=99", "?language="])
def test_a_language_or_version_that_is_not_there_is_not_found(client, edith, query):
    client.force_login(edith)

    assert client.get(PAGE + query).status_code == 404


def test_the_page_asks_the_database_as_often_for_one_as_for_three(
    client, edith, record, django_assert_num_queries
):
    client.force_login(edith)
    record()
    client.get(PAGE)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(PAGE)
    number = len(few)
    record(part="service-group")
    record(part="about")
    client.get(PAGE)
    with django_assert_num_queries(number):
        client.get(PAGE)


def test_a_recording_is_given_to_everyone_and_kept_by_browsers(client, record):
    recording = record()
    response = client.get(reverse("recording_file", args=[recording.sha256]))

    assert response.content == wav(1)
    assert response["Content-Type"] == "audio/wav"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert not response.cookies


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [("bytes=0-1", 0, 2), ("bytes=100-", 100, None), ("bytes=-50", -50, None)],
)
def test_a_player_may_ask_for_a_part(client, record, asked, start, end):
    recording = record()
    response = client.get(
        reverse("recording_file", args=[recording.sha256]), headers={"range": asked}
    )

    assert response.status_code == 206
    assert response.content == wav(1)[start:end]
    first = start if start >= 0 else recording.size + start
    last = first + len(response.content) - 1
    assert response["Content-Range"] == f"bytes {first}-{last}/{recording.size}"


def test_a_part_that_is_not_there_is_said(client, record):
    recording = record()
    address = reverse("recording_file", args=[recording.sha256])

    assert client.get(address, headers={"range": "bytes=999999-"}).status_code == 416
    assert client.get(address, headers={"range": "chairs=1-2"}).status_code == 200


def test_a_recording_that_is_not_there_is_not_found(client, record):
    assert client.get(reverse("recording_file", args=["0" * 64])).status_code == 404
    recording = record()
    default_storage.delete(recording.path)
    assert client.get(reverse("recording_file", args=[recording.sha256])).status_code == 404
