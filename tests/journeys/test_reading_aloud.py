"""The wizard is heard: by the voice of the device, or by the recording of a person.

The headless browser has no voices; `voice.js` stands in for them and writes
down what is said.
"""

import json
from pathlib import Path

import pytest

from observatory.kit.tests.sound_files import wav
from tests.journeys.conftest import open_page
from tests.journeys.test_main_job import Wizard, go_on

VOICE = (Path(__file__).parent / "voice.js").read_text()
PARTS = """
import json
from observatory.questionnaires.queries import compiled, current_version
from observatory.questionnaires.speaking import parts_of, plain
parts = parts_of(compiled(current_version("report")), "{language}")
print(json.dumps({{key: [plain(line) for line in part.lines] for key, part in parts.items()}}))
"""
STOPPED = "() => document.querySelector('[data-listen]').dataset.state === 'idle'"


@pytest.fixture
def heard(browser, server):
    """A window of a small phone that has a French and a Dutch voice."""
    context, page, watch = open_page(browser, server, viewport={"width": 360, "height": 740})
    context.add_init_script(VOICE)
    yield page
    context.close()
    assert watch.faults == []


@pytest.fixture(scope="module")
def parts(server):
    """What the server says is read, by part of the questionnaire."""
    return json.loads(server.manage("shell", "-v", "0", "-c", PARTS.format(language="fr")))


def button(page):
    return page.locator("[data-listen] button").first


def listen(page):
    """Press the button and return what was said until the end."""
    page.evaluate("window.spoken.length = 0")
    button(page).click()
    page.wait_for_function("() => window.spoken.length")
    page.wait_for_function(STOPPED)
    return page.evaluate("window.spoken.map(one => one.text)")


def stands_in(lines, said):
    """Tell whether the lines are said, in their order."""
    whole = " ".join(said)
    place = 0
    for line in lines:
        place = whole.find(line, place)
        if place < 0:
            return line
    return True


def test_each_screen_is_read_as_the_server_says(heard, server, parts):
    heard.goto(server.address("report_start"))
    wizard = Wizard(heard, "Le guichet est fermé.", with_photo=False)
    read = []
    for _screen in range(20):
        screen = heard.url.split("?")[0].rstrip("/").rsplit("/", 1)[1].replace("signaler", "where")
        if screen == "check":
            break
        said = listen(heard)
        has_words = heard.locator(".opening").count() or screen == "service-group"
        for key in (screen, f"{screen}.{screen}", f"{screen}.speaks_for", f"{screen}.story"):
            if key in parts and (key != screen or has_words):
                assert stands_in(parts[key], said) is True, (key, said)
                read.append(key)
        wizard.answer()
        go_on(heard)
    assert {"where.where", "service-group", "what", "words", "words.story", "told"} <= set(read)
    said = listen(heard)
    assert any("Le guichet est fermé." in one for one in said)
    assert "Changer" not in " ".join(said)


def test_what_is_chosen_and_written_is_said(heard, server):
    heard.goto(server.address("report_start"))
    heard.locator("input[name=where][value='21015']").check(force=True)
    assert "1030 Schaerbeek. C’est coché." in listen(heard)
    go_on(heard)
    Wizard(heard, "Trois fois fermé.", with_photo=False).walk()
    heard.goto(server.address("report_screen", "words"))
    assert "Vous avez écrit : Trois fois fermé." in listen(heard)


def test_a_group_that_is_opened_is_read(heard, server, parts):
    heard.goto(server.address("report_start"))
    wizard = Wizard(heard, "", with_photo=False)
    while "/what/" not in heard.url:
        wizard.answer()
        go_on(heard)
    said = listen(heard)
    assert stands_in(parts["what.obstacles.counter"], said) is True
    assert parts["what.obstacles.phone"][0] not in said

    heard.evaluate("window.spoken.length = 0")
    heard.locator("details.group summary").nth(1).click()
    last = parts["what.obstacles.phone"][-1]
    heard.wait_for_function("last => window.spoken.some(one => one.text === last)", arg=last)


def test_reading_is_stopped_resumed_and_slowed_by_keyboard(heard, server):
    heard.goto(server.address("report_start"))
    heard.evaluate("window.speechPace = 60000")
    button(heard).focus()
    heard.keyboard.press("Enter")
    marked = heard.locator(".being-read")
    marked.wait_for()
    assert button(heard).inner_text() == "Pause"
    first = heard.evaluate("window.spoken[0].text")

    heard.keyboard.press("Escape")
    assert button(heard).inner_text() == "Reprendre"
    heard.keyboard.press("Enter")
    heard.wait_for_function("() => window.spoken.length === 2")
    assert heard.evaluate("window.spoken[1].text") == first

    heard.keyboard.press("Tab")
    heard.keyboard.press("Tab")
    heard.keyboard.press("Enter")
    heard.wait_for_function("() => window.spoken.length === 3")
    rates = heard.evaluate("window.spoken.map(one => one.rate)")
    assert rates[2] < rates[1]
    assert heard.locator("[aria-pressed=true]").inner_text() == "Moins vite"

    heard.keyboard.press("Shift+Tab")
    heard.keyboard.press("Enter")
    heard.wait_for_function(STOPPED)
    assert not marked.count()
    assert heard.evaluate(
        "document.activeElement === document.querySelector('[data-listen] button')"
    )


def test_a_screen_reader_is_told_nothing_twice(heard, server):
    heard.goto(server.address("report_start"))
    heard.evaluate("window.speechPace = 60000")
    button(heard).click()
    heard.locator(".being-read").wait_for()

    assert heard.locator("[data-listen] [role=status]").inner_text() == ""
    assert not heard.locator(".being-read[aria-live], [aria-live] .being-read").count()


def test_only_a_voice_of_the_device_in_the_language_of_the_page_reads(heard, server):
    for language, voice in (("fr", "near"), ("nl", "dichtbij")):
        heard.goto(server.address("report_start", language=language))
        listen(heard)
        assert heard.evaluate("[...new Set(window.spoken.map(one => one.voice))]") == [voice]


@pytest.mark.parametrize("voices", ["[]", "[{lang: 'de-DE', localService: true}]"])
def test_a_device_without_a_voice_for_the_language_says_so(heard, server, voices):
    heard.goto(server.address("report_start"))
    heard.evaluate(f"window.voices = {voices}")
    button(heard).click()

    status = heard.locator("[data-listen] [role=status]")
    status.filter(has_text="n’a pas de voix").wait_for()
    assert button(heard).is_disabled()
    assert heard.evaluate("window.spoken") == []


def test_the_reader_comes_with_the_first_press_only(heard, server):
    asked = []
    heard.on("request", lambda request: asked.append(request.url))
    heard.goto(server.address("report_start"), wait_until="networkidle")
    assert not any("reader" in url for url in asked)
    listen(heard)
    assert any("reader" in url for url in asked)


def test_pages_are_accessible_while_they_are_read(heard, server, assert_no_axe_violations):
    heard.goto(server.address("report_start"))
    heard.evaluate("window.speechPace = 60000")
    button(heard).click()
    heard.locator(".being-read").wait_for()
    for width in (320, 768, 1280):
        heard.set_viewport_size({"width": width, "height": 800})
        assert_no_axe_violations(heard)
        assert heard.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_without_a_script_and_without_a_recording_nothing_is_offered(
    page_without_javascript, server
):
    page = page_without_javascript
    page.goto(server.address("report_start"))

    assert not page.locator("[data-listen] button:visible, audio").count()


@pytest.fixture
def recorded(server, browser, sign_in):
    """Edith gives the first question a voice, and takes it away again."""
    context, page, _watch = open_page(browser, server, viewport={"width": 1280, "height": 900})
    sign_in(page, "edith")
    page.goto(server.address("recordings"))
    part = page.locator("#part1")
    sound = {"name": "voix.wav", "mimeType": "audio/wav", "buffer": wav(0.4)}
    part.locator("input[type=file]").set_input_files(sound)
    part.locator("button[type=submit]").first.click()
    part.locator("audio").wait_for()
    yield page
    part.locator("summary").click()
    part.locator("button[value=remove]").click()
    assert not page.locator("#part1 audio").count()
    context.close()


def test_the_recording_of_a_person_is_heard_instead_of_the_device(heard, server, recorded):
    heard.goto(server.address("report_start"))
    audio = heard.locator("audio[data-recording]")
    assert audio.count() == 1
    assert not audio.is_visible()
    heard.locator("input[name=where][value='21015']").check(force=True)
    audio.evaluate("one => one.addEventListener('ended', () => { window.wasHeard = true; })")
    said = listen(heard)

    assert heard.evaluate("window.wasHeard") is True
    assert not any("Où est-ce" in one or "Ixelles" in one for one in said)
    assert "1030 Schaerbeek. C’est coché." in said


def test_a_recording_that_cannot_be_played_is_said_by_the_device(heard, server, recorded, parts):
    heard.route("**/enregistrements/*/", lambda route: route.abort())
    heard.goto(server.address("report_start"))

    assert stands_in(parts["where.where"], listen(heard)) is True


def test_without_a_script_the_recording_has_a_player(page_without_javascript, server, recorded):
    page = page_without_javascript
    page.goto(server.address("report_start"))
    audio = page.locator("audio[data-recording][controls]")

    assert audio.is_visible()
    answer = page.request.get(audio.get_attribute("src"), headers={"Range": "bytes=0-3"})
    assert (answer.status, answer.body()) == (206, b"RIFF")
    assert "immutable" in answer.headers["cache-control"]


def test_the_page_of_the_recordings_is_accessible(recorded, assert_no_axe_violations):
    for width in (320, 768, 1280):
        recorded.set_viewport_size({"width": width, "height": 800})
        assert_no_axe_violations(recorded)
        assert recorded.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
