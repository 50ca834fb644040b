"""The main job, on real input: Fatima reports, two moderators publish, everyone sees, she withdraws.

Walked in a real browser against the real server, with JavaScript and without.
"""

import io
import re

import pytest
from PIL import Image, ImageDraw

STORY = "Je suis venue trois fois. On m’a dit : {mark} sur internet. Appelez-moi au 0470 12 34 56."
PUBLIC = "Une personne est venue trois fois : on l’a renvoyée vers {mark} sur internet."


def notice():
    """Return a photo of a notice, as a telephone makes it: with the place in its metadata."""
    image = Image.new("RGB", (640, 480), "white")
    ImageDraw.Draw(image).text((40, 200), "Guichet fermé. Réservez sur internet.", fill="black")
    exif = Image.Exif()
    exif[0x010F] = "Telephone of Fatima"
    image.save(out := io.BytesIO(), "JPEG", exif=exif)
    return {"name": "affiche.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def go_on(page):
    """Go to the next screen, and wait until it is there: a second click would ask twice."""
    with page.expect_navigation():
        page.locator("main button[name=action][value=next]").click()


def tick(page, name, value):
    """Click the words beside a box, as people do, once they stand still."""
    page.locator(f"main label:has(input[name={name}][value='{value}'])").click()
    assert page.locator(f"main input[name={name}][value='{value}']").is_checked()


class Wizard:
    """Answers the screens one after the other, by what each asks."""

    def __init__(self, page, story, *, with_photo):
        self.page, self.story, self.with_photo = page, story, with_photo
        self.seen = []

    def walk(self):
        """Go from the first screen to the check; return the titles met."""
        for _ in range(30):
            self.seen.append(self.page.locator("h1").first.inner_text())
            if "/check/" in self.page.url:
                return self.seen
            self.answer()
            go_on(self.page)
        raise AssertionError(self.page.url)

    def answer(self):
        names = {
            "where": lambda: tick(self.page, "where", "21015"),
            "service-group": lambda: self.page.locator(
                "main label:has-text('Commune et papiers')"
            ).click(),
            "service": lambda: tick(self.page, "service", "S01"),
            "what": self.obstacle,
            "words": self.words,
            "count": lambda: self.say("yes"),
            "publish": lambda: self.say("yes"),
        }
        screen = self.page.url.split("?")[0].rstrip("/").rsplit("/", 1)[1]
        names.get("where" if screen in {"signaler", "melden"} else screen, lambda: None)()

    def obstacle(self):
        box = self.page.locator("main input[name=obstacles][value=P05]")
        if not box.is_visible():
            self.page.locator("main details:has(input[value=P05]) > summary").click()
        tick(self.page, "obstacles", "P05")

    def words(self):
        self.page.locator("main textarea").fill(self.story)
        if self.with_photo:
            self.page.locator("main input[type=file]").set_input_files(notice())

    def say(self, answer):
        for box in self.page.locator(f"main input[type=radio][value={answer}]").all():
            box.check(force=True)


def read_code(page):
    return "".join(re.findall(r"\d", page.locator(".return-code").inner_text()))


@pytest.fixture
def another_page(browser, server):
    """Another person, at another screen."""
    context = browser.new_context(base_url=server.url, locale="fr-BE")
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def decide(page, decision):
    page.locator(f"main button[name=decision][value={decision}]").click()


def open_from_queue(page, server, story_mark, list_name="read"):
    """Open the report whose original holds the mark, from the moderators' queue."""
    address = server.address("moderation_queue") + f"?list={list_name}"
    while address:
        page.goto(address)
        links = page.locator(".queue-title").evaluate_all("all => all.map(one => one.href)")
        # The queue goes on: the newest report is on its last page.
        older = page.locator(".pager a.older")
        address = older.evaluate("one => one.href") if older.count() else None
        for link in reversed(links):
            page.goto(link)
            if story_mark in page.locator("main").inner_text():
                return
    raise AssertionError("the report is not in the queue")


def test_fatima_reports_two_moderators_publish_everyone_sees_and_she_withdraws(
    either_page, another_page, server, sign_in, request
):
    fatima, team = either_page, another_page
    mark = "réservez" if "without" in request.node.name else "revenez"
    story, public = STORY.format(mark=mark), PUBLIC.format(mark=mark)

    # Fatima reports, with a photo.
    fatima.goto(server.address("report_start"))
    Wizard(fatima, story, with_photo=True).walk()
    assert story in fatima.locator("main").inner_text()
    fatima.locator("main form button.primary").click()
    assert "Merci" in fatima.locator("h1").inner_text()
    code = read_code(fatima)
    assert len(code) == 12

    # Nothing is public yet.
    fatima.goto(server.address("search") + f"?q={mark}")
    assert public not in fatima.locator("main").inner_text()

    # Mireille proposes: the telephone number has to go first.
    sign_in(team, "mireille")
    open_from_queue(team, server, mark)
    assert "0470 12 34 56" in team.locator("mark").all_inner_texts().__str__()
    address = team.url
    team.locator("main textarea[name=public_text]").fill(public)
    decide(team, "propose")
    assert not team.locator("main button[name=decision][value=agree]").count()

    # Marc, another person, agrees.
    team.context.clear_cookies()
    sign_in(team, "marc")
    team.goto(address)
    assert public in team.locator("main").inner_text()
    decide(team, "agree")

    # It stands on the page of 1030, beside the posted hours of Brussels-North.
    fatima.goto(server.address("municipality", "21015"))
    text = fatima.locator("main").inner_text()
    assert "Bruxelles-Nord" in text
    assert "Rendez-vous seulement par internet ou QR code" in text, text
    fatima.locator("main a:has-text('Rendez-vous seulement par internet')").first.click()
    assert public in fatima.locator("main").inner_text()
    assert "0470" not in fatima.content()

    # It is found, whatever the accents.
    fatima.goto(server.address("search") + f"?q={mark.replace('é', 'e')}")
    assert public[:40] in fatima.locator("main").inner_text()

    # She follows it with her code, then takes everything back.
    fatima.goto(server.address("follow_up"))
    fatima.locator("input[name=code]").fill(f"{code[:4]} {code[4:8]} {code[8:]}")
    fatima.locator("main form button.primary").first.click()
    assert "publié" in fatima.locator("h1").inner_text()
    fatima.locator("main a.danger").click()
    fatima.locator("main form button.danger").click()
    assert "effacé" in fatima.locator("h1").inner_text()

    # It is gone from everywhere.
    fatima.goto(server.address("search") + f"?q={mark}")
    assert public[:40] not in fatima.locator("main").inner_text()
    fatima.goto(server.address("municipality", "21015"))
    fatima.locator("main a:has-text('Rendez-vous seulement par internet')").first.click()
    assert public not in fatima.locator("main").inner_text()
    team.goto(address)
    assert story not in team.content()
    fatima.goto(server.address("follow_up"))
    fatima.locator("input[name=code]").fill(code)
    fatima.locator("main form button.primary").first.click()
    assert "effacé" in fatima.locator("h1").inner_text()


def test_two_moderators_on_the_same_report_the_second_gets_a_conflict(
    page, another_page, server, sign_in
):
    sign_in(page, "mireille")
    sign_in(another_page, "marc")
    open_from_queue(page, server, "onze fois")
    address = page.url
    another_page.goto(address)
    another_page.locator("main textarea[name=public_text]").fill("Le texte de Marc.")
    page.locator("main textarea[name=public_text]").fill("Onze appels sans réponse utile.")
    decide(page, "publish")
    decide(another_page, "publish")
    assert "Le texte de Marc." in another_page.content()
    assert "Mireille" in another_page.locator("main").inner_text()
    page.goto(address)
    assert "Onze appels sans réponse utile." in page.locator("main").inner_text()
    decide(page, "undo")
    page.goto(address)
    assert page.locator("main button[name=decision][value=publish]").count() == 1


def test_a_moderator_finds_how_to_call_back_who_agreed_to_it(
    page, server, sign_in, assert_no_axe_violations
):
    sign_in(page, "mireille")
    open_from_queue(page, server, "onze fois")
    page.locator("main button:has-text('Voir comment joindre la personne')").click()
    assert "02 000 00 00" in page.locator("main").inner_text()
    assert_no_axe_violations(page)


def test_an_early_click_on_send_twice_makes_one_report(page, server):
    page.goto(server.address("report_start"))
    Wizard(page, "Une fois, pas deux.", with_photo=False).walk()
    form = page.locator("main form:has(button.primary)")
    action = form.evaluate("form => form.action")
    fields = form.evaluate("form => Object.fromEntries(new FormData(form))")
    first = page.request.post(action, form=fields, headers={"Origin": server.url})
    second = page.request.post(action, form=fields, headers={"Origin": server.url})
    codes = [
        re.sub(r"\D", "", re.search(r"return-code.*?</p>", answer.text(), re.S)[0])[-12:]
        for answer in (first, second)
    ]
    assert codes[0] == codes[1]


def test_what_was_typed_is_there_when_she_goes_back(page_without_javascript, server):
    page = page_without_javascript
    page.goto(server.address("report_start"))
    tick(page, "where", "21015")
    go_on(page)
    page.wait_for_url("**/service-group/**")
    page.wait_for_load_state("networkidle")
    page.go_back()
    assert page.locator("main input[name=where][value='21015']").is_checked()


def test_erase_everything_leaves_nothing_on_the_device(page, server):
    page.goto(server.address("report_start"))
    tick(page, "where", "21012")
    go_on(page)
    page.goto(server.address("report_erase"))
    page.locator("main form button").first.click()
    assert not [one for one in page.context.cookies() if one["name"] == "report"]
    page.goto(server.address("report_start"))
    assert not page.locator("main input[name=where]:checked").count()
