"""A tablet in a waiting room: after a minute alone nothing is left, on the screen or behind it.

The clock of the browser is held by playwright; the server's is not.
"""

from urllib.parse import urlsplit

import pytest

from tests.journeys.conftest import open_page
from tests.journeys.test_main_job import Wizard, go_on
from tests.journeys.test_reading_aloud import VOICE

CODE = "4071"
STORY = "Le guichet était fermé trois fois, dit Fatima."
DRAFTS = "from observatory.vault.models import Draft; print(Draft.objects.count())"


@pytest.fixture
def tablet(browser, server):
    """A tablet in kiosk mode, with a headset, its clock in our hands."""
    context, page, watch = open_page(
        browser, server, viewport={"width": 768, "height": 1024}, has_touch=True
    )
    context.add_init_script(VOICE)
    page.clock.install()
    page.goto(server.address("kiosk"))
    page.locator("input[name=code]").fill(CODE)
    page.locator("input[name=has_headset]").check(force=True)
    page.locator("main form button[type=submit]").click()
    assert page.url == server.address("report_start")
    yield page
    context.close()
    assert watch.faults == []


@pytest.fixture
def drafts(server):
    """How many drafts lie on the server."""
    return lambda: int(server.manage("shell", "-v", "0", "-c", DRAFTS))


def write_story(page):
    """Answer up to the free text and begin to write it."""
    wizard = Wizard(page, STORY, with_photo=False)
    while "/words/" not in page.url:
        wizard.answer()
        go_on(page)
    page.locator("main textarea").fill(STORY)


def wait_alone(page, seconds):
    """Let the tablet lie for so long."""
    page.clock.run_for(seconds * 1000)


def cookies(page):
    return {one["name"]: one["value"] for one in page.context.cookies()}


def is_first_screen(page, server):
    page.wait_for_url(server.address("report_start"))
    page.locator("main h1").wait_for()
    return not page.locator("main input:checked").count()


def test_after_a_minute_nothing_is_left_of_who_walked_away(tablet, server, drafts):
    before = drafts()
    write_story(tablet)
    csrf = cookies(tablet)["csrftoken"]
    assert drafts() == before + 1

    wait_alone(tablet, 61)

    assert is_first_screen(tablet, server)
    assert drafts() == before
    left = cookies(tablet)
    assert set(left) <= {"kiosk", "csrftoken"}
    assert left["csrftoken"] != csrf
    assert tablet.evaluate("sessionStorage.length + localStorage.length") == 0
    assert STORY not in tablet.content()


def test_the_back_button_brings_nothing_back(tablet, server):
    write_story(tablet)
    wait_alone(tablet, 61)
    assert is_first_screen(tablet, server)

    for _page in range(8):
        tablet.go_back()
        text = tablet.content()
        assert STORY not in text
        assert "Vous avez déjà commencé" not in text
        assert not tablet.locator("main input:checked").count()
        if "/signaler/" in tablet.url:
            assert is_first_screen(tablet, server)


def test_whoever_is_still_there_says_so_by_any_sign(tablet):
    write_story(tablet)
    dialog = tablet.get_by_role("alertdialog")
    signs = [
        lambda: dialog.get_by_role("button", name="Continuer").click(),
        lambda: tablet.keyboard.press("Escape"),
        lambda: tablet.keyboard.press("a"),
        lambda: tablet.touchscreen.tap(10, 10),
        lambda: tablet.mouse.click(400, 900),
    ]
    wait_alone(tablet, 30)
    for sign in signs:
        assert not dialog.is_visible()
        wait_alone(tablet, 12)
        dialog.wait_for()
        sign()
        dialog.wait_for(state="hidden")
        wait_alone(tablet, 30)
    assert tablet.locator("main textarea").input_value() == STORY


def test_the_question_gives_twenty_seconds_and_is_announced(tablet):
    write_story(tablet)
    wait_alone(tablet, 39)
    dialog = tablet.get_by_role("alertdialog", name="Vous êtes encore là")
    assert not dialog.is_visible()
    wait_alone(tablet, 2)

    assert dialog.is_visible()
    assert "20 secondes" in tablet.locator("#still-there-why").inner_text()
    assert dialog.get_attribute("aria-describedby") == "still-there-why"
    assert tablet.evaluate("document.activeElement.textContent") == "Continuer"
    wait_alone(tablet, 15)
    assert dialog.is_visible()


def test_the_code_leaves_the_screen_after_a_minute(tablet, server, drafts):
    before = drafts()
    Wizard(tablet, STORY, with_photo=False).walk()
    tablet.locator("main form button.primary").click()
    code = tablet.locator(".return-code").inner_text()
    assert not tablet.locator("[data-print]").count()
    wait_alone(tablet, 45)
    tablet.get_by_role("button", name="Continuer").click()
    assert tablet.locator(".return-code").inner_text() == code

    wait_alone(tablet, 61)

    assert is_first_screen(tablet, server)
    assert drafts() == before
    tablet.goto(server.address("report_done"))
    assert is_first_screen(tablet, server)


def test_listening_is_being_there(tablet):
    write_story(tablet)
    tablet.evaluate("window.speechPace = 30000")
    tablet.locator("[data-listen] button").first.click()
    tablet.locator(".being-read").wait_for()
    for _half_minute in range(3):
        wait_alone(tablet, 31)
        assert not tablet.get_by_role("alertdialog").is_visible()


def test_whoever_listened_hears_the_question_too(tablet):
    write_story(tablet)
    tablet.locator("[data-listen] button").first.click()
    wait_alone(tablet, 5)
    tablet.evaluate("window.spoken.length = 0")
    wait_alone(tablet, 42)

    tablet.wait_for_function(
        "() => window.spoken.some(one => one.text.startsWith('Vous êtes encore'))"
    )
    wait_alone(tablet, 20)
    tablet.wait_for_url("**/signaler/")


def test_without_network_the_screen_is_empty_and_the_page_comes_back_with_it(tablet, server):
    write_story(tablet)
    tablet.context.set_offline(True)
    wait_alone(tablet, 61)
    tablet.get_by_text("La connexion manque").wait_for()
    assert STORY not in tablet.content()

    tablet.context.set_offline(False)
    wait_alone(tablet, 6)
    assert is_first_screen(tablet, server)


def test_an_untouched_tablet_waits_in_peace_and_returns_to_its_language(tablet, server):
    wait_alone(tablet, 300)
    assert not tablet.get_by_role("alertdialog").is_visible()

    tablet.get_by_role("link", name="Nederlands").click()
    tablet.wait_for_url(server.address("report_start", language="nl"))
    wait_alone(tablet, 61)
    assert is_first_screen(tablet, server)


def test_the_kiosk_ends_with_its_code(tablet, server):
    tablet.goto(server.address("kiosk"))
    tablet.locator("input[name=code]").fill(CODE)
    tablet.locator("main form button[type=submit]").first.click()
    tablet.goto(server.address("report_start"))

    assert tablet.locator(".site-nav").count()
    assert "kiosk" not in cookies(tablet)


def test_without_a_script_the_tablet_erases_when_it_is_asked(
    page_without_javascript, server, drafts
):
    page = page_without_javascript
    before = drafts()
    page.goto(server.address("kiosk"))
    page.locator("input[name=code]").fill(CODE)
    page.locator("main form button[type=submit]").click()
    write_story(page)
    assert drafts() == before + 1
    page.locator(".erase-now button").click()

    assert "Tout est effacé" in page.locator("main").inner_text()
    assert urlsplit(page.url).path == urlsplit(server.address("report_start")).path
    assert drafts() == before


def test_every_page_of_the_kiosk_is_accessible(tablet, server, find_axe_violations):
    faults = []

    def look():
        for width in (320, 768, 1280):
            tablet.set_viewport_size({"width": width, "height": 900})
            faults.extend(f"{tablet.url} {width}: {one}" for one in find_axe_violations(tablet))
            if tablet.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
                faults.append(f"{tablet.url}: wider than {width}")

    look()
    write_story(tablet)
    look()
    wait_alone(tablet, 41)
    tablet.get_by_role("alertdialog").wait_for()
    look()
    tablet.keyboard.press("Escape")
    go_on(tablet)
    Wizard(tablet, STORY, with_photo=False).walk()
    look()
    tablet.locator("main form button.primary").click()
    look()
    tablet.goto(server.address("report_erase"))
    look()
    tablet.goto(server.address("kiosk"))
    look()
    assert faults == []
