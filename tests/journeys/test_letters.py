"""Letters and e-mails: a mail arrives, is taken, becomes a report with consent; another is answered."""

import re
import subprocess
import time
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from observatory.letters.tests.mails import attach, make_mail, photo, raw, scan, zip_bomb
from observatory.letters.tests.mailserver import PASSWORD, USER, ImapServer
from tests.journeys.axe import fail_on, look_at
from tests.journeys.conftest import HOME

MAIL_SECONDS = 60
POLL = "from django.utils.timezone import now; from observatory.letters.jobs import poll_mailbox; print(poll_mailbox(now()))"
STORY = "Je suis allée trois fois à la commune. Vous pouvez compter mon cas."


@pytest.fixture(scope="module")
def imap():
    """A real IMAP server."""
    opened = ImapServer()
    yield opened
    opened.stop()


@pytest.fixture
def poll(server, imap):
    """Take what lies in the mailbox, as the worker does every two minutes."""

    def take():
        mailbox = {
            "OBSERVATORY_IMAP_HOST": "127.0.0.1",
            "OBSERVATORY_IMAP_PORT": str(imap.port),
            "OBSERVATORY_IMAP_TLS": "false",
            "OBSERVATORY_IMAP_USER": USER,
            "OBSERVATORY_IMAP_PASSWORD": PASSWORD,
        }
        done = subprocess.run(
            [HOME / ".venv" / "bin" / "python", "manage.py", "shell", "-v", "0", "-c", POLL],
            cwd=HOME,
            env=server.environment | mailbox,
            check=True,
            capture_output=True,
            text=True,
        )
        return int(done.stdout.split()[-1])

    return take


@pytest.fixture
def another_page(browser, server):
    """A colleague, at another screen."""
    context = browser.new_context(base_url=server.url, locale="fr-BE")
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def mail_to(server, address):
    """Return the last message to the address, once the worker has sent it."""
    folder = Path(server.environment["OBSERVATORY_DATA"]) / "mail"
    end = time.monotonic() + MAIL_SECONDS
    while time.monotonic() < end:
        for path in sorted(folder.glob("*"), key=lambda one: -one.stat().st_mtime):
            for data in path.read_bytes().split(b"-" * 79):
                if f"To: {address}".encode() in data:
                    return message_from_bytes(data.lstrip(), policy=policy.default).get_content()
        time.sleep(1)
    raise AssertionError("no mail came")


def open_letter(page, server, title):
    page.goto(server.address("letters_inbox"))
    page.locator(f"main a.letters-title:has-text('{title}')").first.click()


def press(page, words):
    page.locator(f"main button:has-text('{words}')").first.click()


def choose(page, name, value):
    """Choose in the dense form, whether a script dressed it or not."""
    page.locator(f"main [name='{name}'][value='{value}'], main [name='{name}'] option[value='{value}']").first.evaluate(
        """one => {
          if (one.tagName === "OPTION") { one.selected = true; one.parentElement.dispatchEvent(new Event("change", {bubbles: true})); }
          else { one.checked = true; one.dispatchEvent(new Event("change", {bubbles: true})); }
        }"""
    )  # fmt: skip


def fill_the_report(page):
    choose(page, "where", "21015")
    choose(page, "service", "S01")
    choose(page, "obstacles", "P05")
    for box in page.locator("main input[type=radio][value=no]").all():
        box.evaluate("one => { one.checked = true }")
    choose(page, "consent_count", "yes")


def test_a_mail_arrives_is_taken_and_becomes_a_report_with_consent(  # noqa: PLR0917 - fixtures
    page, another_page, server, sign_in, imap, poll, find_axe_violations
):
    faults = []

    def look():
        faults.extend(look_at(page, find_axe_violations))

    mail = make_mail(subject="Trois fois à la commune", text=STORY, message_id="<j1@example.org>")
    attach(mail, photo("Guichet ferme"), "affiche.jpg", "image/jpeg")
    attach(mail, zip_bomb(), "tout.zip", "application/zip")
    imap.deliver(*[raw(mail)] * 5)
    assert poll() == 1

    sign_in(page, "nadia")
    look()
    open_letter(page, server, "Trois fois à la commune")
    text = page.locator("main").inner_text()
    assert STORY in text
    assert "une archive (zip)" in text
    look()

    # Two people press the same button: one has it, the other is told.
    sign_in(another_page, "chantal")
    another_page.goto(page.url)
    press(page, "Je m’en occupe")
    press(another_page, "Je m’en occupe")
    assert "Quelqu’un a été plus rapide" in another_page.locator("h1").inner_text()
    look()

    # The report: nothing is ticked beforehand, and what is missing is said.
    page.locator("main a:has-text('En faire un signalement')").click()
    look()
    assert not page.locator("main input:checked").count()
    press(page, "Enregistrer le signalement")
    look()
    fill_the_report(page)
    page.locator("main input[name=consent_by][value=letter]").check(force=True)
    press(page, "Enregistrer le signalement")
    assert "Le signalement est fait" in page.locator("main").inner_text()
    code = "".join(re.findall(r"\d", page.locator(".return-code").inner_text()))
    assert len(code) == 12
    look()

    # She gets her code by e-mail, after somebody looked at the address.
    page.locator("main a:has-text('Lui répondre avec son code')").click()
    look()
    page.locator("textarea[name=text]").fill("Merci pour votre message. Il compte.")
    assert page.locator("input[name=to]").input_value() == "fatima@example.org"
    press(page, "Envoyer l’e-mail")
    assert "Regardez l’adresse" in page.locator("main").inner_text()
    page.locator("input[name=looked]").check(force=True)
    press(page, "Envoyer l’e-mail")
    assert "La réponse part" in page.locator("main").inner_text()
    body = mail_to(server, "fatima@example.org")
    assert "Merci pour votre message. Il compte." in body
    assert f"{code[:4]} {code[4:8]} {code[8:]}" in body

    # With the code she withdraws, and the letter goes with the report.
    page.goto(server.address("follow_up"))
    page.locator("input[name=code]").fill(code)
    page.locator("main form button.primary").first.click()
    page.locator("main a.danger").click()
    page.locator("main form button.danger").click()
    page.goto(server.address("letters_inbox") + "?list=done")
    page.locator("main a.letters-title").first.click()
    assert STORY not in page.content()
    assert "la lettre est effacée aussi" in page.locator("main").inner_text()
    look()
    fail_on(faults)


def test_another_mail_is_answered_without_javascript(
    page_without_javascript, server, sign_in, imap, poll
):
    page = page_without_javascript
    imap.deliver(
        raw(make_mail(subject="Une question", sender="jan@example.org", message_id="<j2@x.be>"))
    )
    assert poll() == 1
    sign_in(page, "nadia")
    open_letter(page, server, "Une question")
    press(page, "Je m’en occupe")
    page.locator("main a:has-text('Répondre')").click()
    page.locator("select[name=language]").select_option("nl")
    page.locator("textarea[name=text]").fill("Bonjour, venez à la permanence.")
    page.locator("input[name=looked]").check(force=True)
    press(page, "Envoyer l’e-mail")
    assert "venez à la permanence" in mail_to(server, "jan@example.org")
    page.goto(server.address("letters_inbox") + "?list=done")
    assert "Une question" in page.locator("main").inner_text()


def test_a_letter_is_photographed_called_back_and_answered_on_paper(
    page, server, sign_in, find_axe_violations
):
    faults = []

    def look():
        faults.extend(look_at(page, find_axe_violations))

    sign_in(page, "nadia")
    page.goto(server.address("letters_inbox"))
    page.locator("main a:has-text('Photographier une lettre')").click()
    look()
    press(page, "Enregistrer")
    look()
    page.locator("input[name=camera]").set_input_files(
        {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": photo("Premiere page")}
    )
    press(page, "Enregistrer")
    assert "La lettre est enregistrée" in page.locator("main").inner_text()
    page.locator("main a:has-text('Ajouter une page')").click()
    look()
    page.locator("input[name=pages]").set_input_files(
        {"name": "scan.pdf", "mimeType": "application/pdf", "buffer": scan("deux", "trois")}
    )
    press(page, "Enregistrer")
    assert page.locator(".letter-pages img").count() == 3
    assert (
        page.locator(".letter-pages img").first.evaluate(
            "img => img.decode().then(() => img.naturalWidth)"
        )
        > 500
    )
    press(page, "Je m’en occupe")
    address = page.url

    page.locator("main a:has-text('Demander un rappel')").click()
    look()
    page.locator("input[name=phone]").fill("0470 12 34 56")
    press(page, "Demander le rappel")
    assert "Rappel demandé" in page.locator("main").inner_text()

    page.goto(address)
    page.locator("main a:has-text('Répondre')").click()
    page.locator("textarea[name=text]").fill("Merci pour votre lettre.")
    page.locator("textarea[name=postal]").fill("Fatima B.\nRue du Marché 12\n1030 Schaerbeek")
    press(page, "Préparer la lettre à imprimer")
    look()
    page.emulate_media(media="print")
    box = page.locator(".a4-to").bounding_box()
    sheet = page.locator(".a4").bounding_box()
    millimetre = 96 / 25.4
    assert abs((box["x"] - sheet["x"]) / millimetre - 110) < 1
    assert abs((box["y"] - sheet["y"]) / millimetre - 50) < 1
    page.emulate_media(media="screen")
    press(page, "La lettre est imprimée et part")
    page.goto(address)
    assert "Répondu" in page.locator("main").inner_text()
    look()
    fail_on(faults)
