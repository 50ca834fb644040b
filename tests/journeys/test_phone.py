"""The phone line, in a real browser: a call by number keys only, a withdrawal by code, every page."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Error

from .axe import NARROW, WIDE, fail_on, look_at
from .keys import press_and_go

FIELD = "main input[name=keys]"
# What Nadia presses in a usual call, step by step; each is followed by Enter.
CALL = [
    "1",  # French
    "1",  # it happened to the caller, and we may begin
    "3",  # a municipality...
    "-",  # ...no, the other one
    "2",  # 1030
    "1",  # the municipality and papers
    "1",  # population
    "1",  # for herself
    "1",  # at the counter
    "5",  # an appointment by internet only
    "",  # nothing went well
    "1",  # she did not get her right
    "2",  # nothing about health
    "0",  # no story
    "2",  # the service does not know
    "4",  # 45 to 59
    "1",  # neither smartphone nor computer
    "0",  # reading
    "",  # all is right as it was read back
    "1",  # her case may count
    "0",  # ombudsman: she does not know
    "2",  # not to be called back
]

# One step of each kind: others look the same.
LOOKED_AT = {"open", "groups:obstacles", "ask:consent_health", "ask:story", "check"}


@pytest.fixture
def line(page, server, sign_in):
    """Nadia, on the start page of the line."""
    sign_in(page, "nadia")
    page.goto(server.address("phone_home"))
    return page


def press(page, keys):
    """Press keys and Enter, and wait for the page that follows."""
    press_and_go(page, *keys, "Enter")


def step_of(page):
    held = page.locator("main input[name=call]")
    return re.search('"step":"([^"]*)"', held.input_value())[1] if held.count() else ""


def read_code(page):
    return re.sub(r"\D", "", page.locator(".spell").inner_text())


def count_rows(server):
    """Return the number of rows of every table."""
    return server.manage("shell", "-v", "0", "-c", COUNT)


COUNT = """
from django.apps import apps
for model in sorted(apps.get_models(include_auto_created=True), key=lambda one: one._meta.label):
    # What passes on its own while the server runs.
    if model._meta.label not in {"ops.Duty", "sessions.Session", "limits.Hit"}:
        print(model._meta.label, model._default_manager.count())
"""


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_call_is_taken_with_number_keys_only(browser, server, sign_in, scripts):
    context = browser.new_context(
        base_url=server.url, locale="fr-BE", viewport=WIDE, java_script_enabled=scripts
    )
    context.set_default_timeout(10_000)
    page = context.new_page()
    sign_in(page, "nadia")
    page.goto(server.address("phone_home"))
    pressed = []
    for keys in CALL:
        press(page, keys)
        pressed += [*keys, "Enter"]
        assert not page.locator("main .error").count(), (keys, page.locator("main").inner_text())
        # Nothing of what is said stands in an address.
        assert parse_qs(urlsplit(page.url).query) == {}
    assert len(read_code(page)) == 12
    assert set("".join(one for one in pressed if one != "Enter")) <= set("0123456789-")
    # What is said aloud and pressed takes less than six minutes: the unit tests count the words.
    assert len(pressed) < 60
    # Enter once too often does not take the code away; 1 goes to the next call.
    code = read_code(page)
    press(page, "")
    assert read_code(page) == code
    press(page, "1")
    assert page.url == server.address("phone_home")
    context.close()


def test_who_hangs_up_leaves_nothing_behind(line, server):
    press(line, "1")
    before = count_rows(server)
    for keys in CALL[1:13]:
        press(line, keys)
    assert step_of(line) == "ask:story"
    line.locator("main textarea").fill("Une histoire qui ne reste pas.")
    line.locator(FIELD).focus()
    press(line, "98")
    assert step_of(line) == "hang-up"
    press(line, "1")
    assert line.url == server.address("phone_home")
    assert "Rien de cet appel n’a été gardé" in line.locator("main").inner_text()
    assert count_rows(server) == before
    # The browser kept no page of the call either.
    with pytest.raises(Error, match="CACHE_MISS"):
        line.go_back()


def test_what_a_number_means_is_shown_while_it_is_typed(line):
    press(line, "1")
    press(line, "1")
    line.keyboard.press("2")
    assert "Schaerbeek" in line.locator("[data-meant]").inner_text()
    assert "Schaerbeek" in line.locator(".key.typed").inner_text()
    line.keyboard.press("9")
    assert "pas dans la liste" in line.locator("[data-meant]").inner_text()
    press(line, "")
    assert line.locator("main .error").count()
    assert line.locator(FIELD).input_value() == "29"
    # Ready to be typed over.
    press(line, "2")
    assert step_of(line) == "groups:service"


PUBLISH = """
from django.utils import timezone
from observatory.moderation.actions import publish_report
from observatory.people.models import User
from observatory.reports.models import Report
report = Report.objects.get(story__original__contains={mark!r})
publish_report(report=report, revision=report.revision, public_text={public!r},
    by=User.objects.get(email={email!r}), at=timezone.now())
print(report.uuid)
"""
# Every text of every row but those of the journal, which holds none; then the tombstone.
LOOK = """
from django.apps import apps
from observatory.reports.models import Report, Tombstone
from observatory.search.models import Document
from observatory.vault.models import Contact
held = [
    model._meta.label
    for model in apps.get_models(include_auto_created=True)
    if model._meta.label != "sessions.Session"
    and any({mark!r} in str(row) for row in model._default_manager.values_list())
]
tomb = Tombstone.objects.filter(uuid={uuid!r}).first()
print(held)
print(Report.objects.filter(uuid={uuid!r}).count(), Document.objects.filter(ref__endswith={uuid!r}).count(),
    Contact.objects.filter(subject__endswith={uuid!r}).count())
print(tomb.intake if tomb else None, tomb.withdrawn_at.date() == tomb.withdrawn_at.now(tomb.withdrawn_at.tzinfo).date())
"""


def test_a_withdrawal_by_phone_code_erases_within_the_day_and_leaves_the_tombstone(
    line, server, browser
):
    mark = "chrysanthème"
    for keys in CALL[:13]:
        press(line, keys)
    assert step_of(line) == "ask:story"
    line.locator("main textarea").fill(f"Un {mark} à la main, et personne au guichet.")
    with line.expect_navigation():
        line.locator("main .typing button").click()
    for keys in CALL[14:19]:
        press(line, keys)
    press(line, "1")
    assert step_of(line) == "ask:consent_publish"
    press(line, "1")
    press(line, "0")
    press(line, "1")
    assert step_of(line) == "ask:contact"
    line.locator("main input[name=contact-phone]").fill("02 000 00 00")
    with line.expect_navigation():
        line.locator("main .typing button").click()
    press(line, "2")
    code = read_code(line)

    # A moderator publishes it: it is found.
    uuid = server.manage(
        "shell",
        "-v",
        "0",
        "-c",
        PUBLISH.format(
            mark=mark,
            public=f"Une personne attendait avec un {mark} ; personne au guichet.",
            email=server.accounts["mireille"]["email"],
        ),
    ).split()[-1]
    search = server.address("search") + f"?q={mark}"
    line.goto(search)
    assert "personne au guichet" in line.locator("main").inner_text()

    # The person calls back with her code, and wants everything erased.
    line.goto(server.address("phone_home"))
    press(line, "1")
    press(line, "3")
    assert urlsplit(line.url).path == urlsplit(server.address("desk_follow")).path
    line.locator("main input[name=code]").fill(f"{code[:4]} {code[4:8]} {code[8:]}")
    line.locator("main form button.primary").first.click()
    assert "publié" in line.locator("h1").inner_text()
    line.locator("main a.danger").click()
    line.locator("main form button.danger").click()
    assert "effacé" in line.locator("h1").inner_text()

    # At once, everywhere; what is left says that there was one, and when it went.
    held, counts, tomb = server.manage(
        "shell", "-v", "0", "-c", LOOK.format(mark=mark, uuid=uuid)
    ).splitlines()[-3:]
    assert held == "[]"
    assert counts == "0 0 0"
    assert tomb == "phone True"
    line.goto(search)
    assert "personne au guichet" not in line.locator("main").inner_text()


def test_every_page_of_the_line_is_accessible_at_both_widths(line, server, find_axe_violations):
    faults = []

    def look():
        faults.extend(look_at(line, find_axe_violations))
        line.set_viewport_size(WIDE)

    look()
    press(line, "9")
    look()
    line.locator(FIELD).fill("")
    press(line, "1")
    for keys in CALL[1:]:
        if step_of(line) in LOOKED_AT:
            look()
        if step_of(line) == "ask:where":
            press(line, "77")
            look()
            line.locator(FIELD).fill("")
        if step_of(line) == "ask:consent_contact":
            press(line, "1")
            look()
            line.locator("main input[name=contact-phone]").fill("12")
            press(line, "")
            look()
            line.locator("main input[name=contact-phone]").fill("")
            line.locator(FIELD).fill("")
            line.locator(FIELD).focus()
            for command in ("99", "", "98", "-", "-"):
                press(line, command)
                look()
                line.locator(FIELD).focus()
        press(line, keys)
    look()
    assert len(read_code(line)) == 12
    press(line, "1")

    line.goto(server.address("phone_message"))
    look()
    line.locator("main form button.primary").click()
    look()
    line.locator("main input[name=phone]").fill("02 000 00 00")
    line.locator("main form button.primary").click()
    assert line.url == server.address("phone_call_backs")
    look()
    line.locator(".calls a").first.click()
    look()
    line.locator("main button:has-text('Voir le numéro')").click()
    look()
    line.locator("main button:has-text('Personne n’a répondu')").click()
    look()

    line.goto(server.address("phone_home"))
    look()
    line.locator("main button:has-text('appel manqué')").click()
    line.locator("main section a:has-text('Corriger')").click()
    look()
    line.locator("main input[name=end]").fill("")
    line.locator("main form button.primary").click()
    look()
    for name in ("phone_log", "phone_shift_new", "phone_urgent_words"):
        line.goto(server.address(name))
        look()
    line.goto(server.address("phone_home"))
    line.locator("main button:has-text('Fermer la ligne')").click()
    look()
    line.goto(server.address("phone_line"))
    assert "Mois par mois" in line.locator("main").inner_text()
    look()
    assert NARROW["width"] == 320
    fail_on(faults)
