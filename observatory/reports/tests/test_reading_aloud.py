"""Each screen of the wizard can be heard: the voice of a person where there is one."""

import pytest
from django.urls import reverse
from django.utils import timezone

from observatory.kit.remembered import memory
from observatory.kit.tests.sound_files import wav
from observatory.questionnaires.actions import store_recording
from observatory.questionnaires.queries import current_version

from .walk import START, send, shown, walk

pytestmark = pytest.mark.django_db

BUTTON = "data-listen="


@pytest.fixture(autouse=True)
def _forget():
    memory.forget_all()
    yield
    memory.forget_all()


@pytest.fixture
def record(olu, settings, tmp_path):
    """Give a part of the questionnaire a voice; return the address of the sound."""
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path},
        },
    }

    def store(part, language="fr", seconds=1):
        recording = store_recording(
            version=current_version("report"),
            part=part,
            language=language,
            data=wav(seconds),
            by=olu,
            at=timezone.now(),
        )
        return f'<audio data-recording controls preload="none" src="{reverse("recording_file", args=[recording.sha256])}"'

    return store


def test_every_page_of_the_wizard_has_the_button(client):
    for screen in ("where", "service-group", "service", "what", "words", "count", "after"):
        page = shown(client, START if screen == "where" else walk(client, until=screen))
        assert page.count(BUTTON) == 1, screen
        assert "data-read-aloud" in page
    assert BUTTON in shown(client, walk(client))
    assert BUTTON in shown(client, "/fr/signaler/effacer/")
    send(client)
    assert BUTTON in shown(client, "/fr/signaler/merci/")


def test_the_button_waits_for_the_script(client):
    page = shown(client, START)

    assert '<button type="button" class="button secondary" hidden>' in page
    assert "<audio" not in page


def test_a_recorded_question_has_a_player_that_needs_no_script(client, record):
    audio = record("where.where")
    page = shown(client, START)

    assert page.count("<audio") == 1
    assert audio in page
    assert "<audio" not in shown(client, "/nl/melden/")


def test_the_words_of_a_screen_and_each_question_have_their_own(client, record):
    opening = record("told", seconds=1)
    question = record("told.told_service", seconds=2)
    revealed = record("told.told_month", seconds=3)
    page = shown(client, walk(client, until="told"))

    places = [page.index(audio) for audio in (opening, question, revealed)]
    assert places == sorted(places)
    assert page.index('class="revealed"') < places[2]


def test_a_group_of_options_is_heard_where_it_is(client, record):
    audio = record("what.obstacles.counter")
    page = shown(client, walk(client, until="what"))

    before = page[: page.index(audio)]
    assert before.rindex("data-own-voice") > before.rindex("<details")


def test_the_group_that_was_chosen_is_heard_on_the_next_page(client, record):
    mine = record("service.service.transport", seconds=1)
    other = record("service.service.papers", seconds=2)
    pictures = record("service-group", seconds=3)
    assert pictures in shown(client, walk(client, until="service-group"))
    page = shown(client, walk(client, until="service"))

    assert mine in page
    assert other not in page


def test_a_voice_of_other_words_is_not_offered(client, record):
    record("where.where")
    assert "<audio" not in shown(client, "/en/report/")


def test_the_code_is_read_digit_by_digit(client):
    send(client)
    page = shown(client, "/fr/signaler/merci/")
    said = page[page.index('data-say="') + 10 :]
    said = said[: said.index('"')]

    assert len(said.replace(" ", "").replace(",", "")) == 12
    assert said.count(",") == 2 or said.count(",") == 3
    assert all(len(word.strip(",")) == 1 for word in said.split())
