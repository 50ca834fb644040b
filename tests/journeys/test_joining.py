"""Someone joins the team: invitation, password, second factor, a passkey, a lost password.

Each page on the way is looked at with axe, at both widths.
"""

import re
import time
from pathlib import Path

from .axe import fail_on, look_at
from .conftest import totp

PASSWORD = "quatre guichets ouverts"
NEW_PASSWORD = "cinq guichets ouverts"
MAIL_SECONDS = 45


def send(page):
    page.locator("main form button[type=submit]").first.click()


def sign_in_with_password(page, server, email, password):
    page.goto(server.address("account_login"))
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(password)
    send(page)


def give_code(page, secret):
    """Answer with the authenticator's digits; the same ones are taken once only."""
    before = page.url
    for _ in range(12):
        page.locator("main input[name=code]").first.fill(totp(secret))
        page.locator("main form:has(input[name=code]) button[type=submit]").first.click()
        if page.url != before:
            return
        time.sleep(3)
    raise AssertionError(page.locator("main").inner_text())


def plug_a_key(page):
    """Give the browser a security key that always says yes."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def letter_to(server, email):
    """Return the text of the last message to that address, once the worker has sent it."""
    folder = Path(server.environment["OBSERVATORY_DATA"]) / "mail"
    end = time.monotonic() + MAIL_SECONDS
    while time.monotonic() < end:
        letters = [
            path.read_text() for path in sorted(folder.glob("*"), key=lambda p: p.stat().st_mtime)
        ]
        mine = [
            text for text in letters if f"To: {email}" in text and "nouveau-mot-de-passe" in text
        ]
        if mine:
            return mine[-1].replace("=\n", "").replace("=3D", "=")
        time.sleep(1)
    raise AssertionError("no letter came")


def test_a_moderator_joins_and_protects_the_account(page, server, find_axe_violations):
    faults = []

    def look():
        faults.extend(look_at(page, find_axe_violations))

    email = "simone@example.org"
    page.goto(server.manage("invite", email, "Simone", "--role", "moderator").strip())
    look()
    for name in ("password", "again"):
        page.locator(f"main input[name={name}]").fill(PASSWORD)
    send(page)

    # Nothing of the team's is shown before the second factor.
    page.goto(server.address("moderation_queue"))
    assert page.url != server.address("moderation_queue")
    look()
    page.goto(server.address("mfa_activate_totp"))
    look()
    secret = page.locator("code.secret").inner_text().replace(" ", "")
    give_code(page, secret)
    look()
    page.goto(server.address("moderation_queue"))
    assert page.url == server.address("moderation_queue")

    plug_a_key(page)
    page.goto(server.address("mfa_add_webauthn"))
    look()
    page.locator("main input[name=name]").fill("Clé bleue")
    send(page)
    page.wait_for_url(lambda url: url != server.address("mfa_add_webauthn"))
    for change in ("nom", "retirer"):
        page.goto(server.address("mfa_list_webauthn"))
        look()
        page.locator(f"main a[href$='/{change}/']").first.click()
        look()

    page.context.clear_cookies()
    sign_in_with_password(page, server, email, PASSWORD)
    assert page.url.startswith(server.address("mfa_authenticate"))
    look()
    give_code(page, secret)
    assert page.url == server.address("team")
    fail_on(faults)


def test_a_lost_password_is_replaced_by_letter(page, server, find_axe_violations):
    faults = []
    email = server.accounts["nadia"]["email"]
    page.goto(server.address("account_reset_password"))
    page.locator("main input[name=email]").fill(email)
    send(page)
    faults += look_at(page, find_axe_violations)
    address = re.search(r"http://localhost:\d+/\S+", letter_to(server, email)).group()
    page.goto(address)
    faults += look_at(page, find_axe_violations)
    for field in page.locator("main input[type=password]").all():
        field.fill(NEW_PASSWORD)
    send(page)
    faults += look_at(page, find_axe_violations)
    # The other journeys of Nadia's sign in with it too.
    server.accounts["nadia"]["password"] = NEW_PASSWORD
    server.cookies.pop("nadia", None)
    sign_in_with_password(page, server, email, NEW_PASSWORD)
    assert page.url.startswith(server.address("mfa_authenticate"))
    fail_on(faults)
