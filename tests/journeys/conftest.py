"""A real server with demo content, and a real browser to walk through it.

The server is `script/server` itself, on data of its own that is thrown away.
A page fails its test when it asks anything of a third party, when its script
breaks, or when the content security policy refuses a part of it.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from django.utils.translation import override
from playwright.sync_api import expect, sync_playwright

from .offline import prepare, wait_for_codes

HOME = Path(__file__).resolve().parent.parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
START_SECONDS = 120
# Files of journeys that take minutes. Begun last, they would keep one browser waiting for the other.
LONGEST = ("test_axe.py", "test_scans.py")
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def pytest_itemcollected(item):
    """Everything in this folder drives a real browser or a real server."""
    if "journeys" in item.path.parts:
        item.add_marker(pytest.mark.journey)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Begin with the longest, whatever the order of the others."""
    items.sort(key=lambda item: item.path.name not in LONGEST)


@dataclass(eq=False)
class Server:
    """A running observatory: its address, its data, its demo accounts."""

    url: str
    environment: dict[str, str]
    process: subprocess.Popen
    accounts: dict[str, dict] = field(default_factory=dict)
    # What a person who signed in once may keep, so that others need not again.
    cookies: dict[str, list] = field(default_factory=dict)

    def manage(self, *arguments):
        """Run a command of manage.py on the server's data and return what it printed."""
        ended = subprocess.run(
            [HOME / ".venv" / "bin" / "python", "manage.py", *arguments],
            cwd=HOME,
            env=self.environment,
            check=False,
            capture_output=True,
            text=True,
        )
        assert ended.returncode == 0, ended.stderr
        return ended.stdout

    def address(self, name, *args, language="fr", **kwargs):
        """Return the full address of a page in a language."""
        with override(language):
            return self.url + reverse(name, args=args, kwargs=kwargs)


def free_port():
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


def own_environment(folder, port):
    """Return an environment with data, keys and port of its own, on SQLite."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("OBSERVATORY_")}
    for name in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE", "PYTEST_CURRENT_TEST"):
        kept.pop(name, None)
    return kept | {
        "PORT": str(port),
        "OBSERVATORY_DATA": str(folder / "data"),
        "OBSERVATORY_KEYS": str(folder / "keys"),
        "OBSERVATORY_EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
    }


def start_server(folder, *options):
    """Start script/server and wait until it answers; the output goes to `folder/log`."""
    port = free_port()
    environment = own_environment(folder, port)
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [HOME / "script" / "server", *options],
            cwd=HOME,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    server = Server(f"http://localhost:{port}", environment, process)
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        if server.url in (folder / "log").read_text():
            return server
        time.sleep(0.2)
    process.terminate()
    pytest.fail("script/server did not open:\n" + (folder / "log").read_text())


def stop_server(server, number=signal.SIGTERM):
    """Ask the server to stop and return its exit code."""
    server.process.send_signal(number)
    try:
        return server.process.wait(15)
    except subprocess.TimeoutExpired:
        server.process.kill()
        raise


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """A real server with reference data and demo content, for the whole session."""
    opened = start_server(tmp_path_factory.mktemp("server"))
    opened.accounts = {
        account["key"]: account
        for account in json.loads(opened.manage("demo", "accounts", "--json"))
    }
    yield opened
    assert stop_server(opened) == 0


@pytest.fixture(scope="session")
def browser():
    """Chromium from the system, without its calls home."""
    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if path is None:
        pytest.fail("Chromium is missing: script/test installs it")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


class Watch:
    """Notes what a page must not do."""

    def __init__(self, page, own):
        self.faults = []
        page.on("request", lambda request: self.look_at(request, own))
        page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        page.on("console", self.read)

    def look_at(self, request, own):
        if not request.url.startswith((own, "data:", "blob:", "about:")):
            self.faults.append(f"asks a third party: {request.url}")

    def read(self, message):
        if "Content Security Policy" in message.text or "Content-Security-Policy" in message.text:
            self.faults.append(message.text)


def open_page(browser, server, **options):
    context = browser.new_context(base_url=server.url, locale="fr-BE", **options)
    context.set_default_timeout(10_000)
    page = context.new_page()
    return context, page, Watch(page, server.url)


@pytest.fixture
def page(browser, server):
    """A window of an ordinary screen, with JavaScript."""
    context, page, watch = open_page(browser, server, viewport={"width": 1280, "height": 900})
    yield page
    context.close()
    assert watch.faults == []


@pytest.fixture
def page_without_javascript(browser, server):
    """A small phone that runs no script."""
    context, page, watch = open_page(
        browser, server, viewport={"width": 360, "height": 740}, java_script_enabled=False
    )
    yield page
    context.close()
    assert watch.faults == []


@pytest.fixture(params=["with JavaScript", "without JavaScript"])
def either_page(request):
    """The same journey twice: with scripts, and without."""
    name = "page" if request.param == "with JavaScript" else "page_without_javascript"
    return request.getfixturevalue(name)


@pytest.fixture
def sign_in(server):
    """Sign a person of the demo in, with the second factor: `sign_in(page, "mireille")`.

    Signs in for real the first time and gives the same session afterwards;
    `afresh=True` signs in for real again.
    """

    def sign(page, name, *, afresh=False):
        account = server.accounts[name]
        if name in server.cookies and not afresh:
            page.context.add_cookies(server.cookies[name])
            page.goto(server.address("team"))
            if page.url == server.address("team"):
                return
        give_password(page, server, account)
        if page.get_by_text("trop d’essais").count():
            # All of these people come from one address, and sooner than people do.
            server.manage("shell", "-v", "0", "-c", FORGET_TRIES)
            give_password(page, server, account)
        give_second_factor(page, account)
        assert page.url == server.address("team"), page.locator("main").inner_text()
        server.cookies[name] = page.context.cookies()

    return sign


@pytest.fixture
def jean(page, sign_in):
    """Jean, who keys and scans piles, at the ordinary screen."""
    sign_in(page, "jean")
    return page


@pytest.fixture
def amine(browser, server, sign_in):
    """Amine, at a screen of his own beside the first."""
    context, page, watch = open_page(browser, server, viewport={"width": 1280, "height": 900})
    sign_in(page, "amine")
    yield page
    context.close()
    assert watch.faults == []


FORGET_TRIES = "from django.core.cache import cache; cache.clear()"


def give_password(page, server, account):
    """Answer the first page of signing in."""
    page.goto(server.address("account_login"))
    page.locator("input[name=login]").fill(account["email"])
    page.locator("input[name=password]").fill(account["password"])
    with page.expect_navigation():
        page.locator("main button[type=submit]").first.click()


def give_second_factor(page, account):
    """Answer with a recovery code while there are some, then with the authenticator's."""
    field = page.locator("input[name=code]")
    if not field.count():
        return
    codes = account.get("recovery_codes") or []
    field.first.fill(codes.pop() if codes else totp(account["totp_secret"]))
    with page.expect_navigation():
        page.locator("main form:has(input[name=code]) button[type=submit]").first.click()


def totp(secret):
    """Return the six digits of this moment."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


@pytest.fixture(scope="session")
def find_axe_violations():
    """Return what axe finds on a page, one line per rule and element."""
    axe = Axe()
    options = {"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations"]}

    def find(page):
        response = axe.run(page, options=options).response
        return [
            f"{violation['id']}: {violation['help']}: {node['html'][:160]}"
            for violation in response["violations"]
            for node in violation["nodes"]
        ]

    return find


@pytest.fixture
def assert_no_axe_violations(find_axe_violations):
    """Fail, naming rule and element, when axe finds a fault on the page as it stands."""

    def check(page):
        assert find_axe_violations(page) == [], page.url

    return check


@pytest.fixture
def tablet(page, server, sign_in):
    """A device of Amine's, prepared with network: codes in reserve."""
    sign_in(page, "amine")
    prepare(page, server)
    wait_for_codes(page)
    return page


@pytest.fixture
def desk(page, server, sign_in):
    """Amine's desk, on the entry screen."""
    sign_in(page, "amine")
    page.goto(server.address("desk_entry"))
    expect(page.locator("[role=combobox]").first).to_be_visible()
    return page
