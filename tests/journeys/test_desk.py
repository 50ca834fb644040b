"""The desk, in a real browser: a complete report by keyboard alone, counted; and without JavaScript."""

import re

import pytest
from playwright.sync_api import expect

from .test_axe import fail_on, look_at

MOST_ACTIONS = 12
# What the standard case takes today: more is a step back, less moves the limit.
KEYSTROKES = 51
ALLOWED_SECONDS = 90
# Keystroke-level model (Card, Moran and Newell, 1980): an average typist, and the time to make
# up one's mind before each answer.
SECONDS_BY_KEY, SECONDS_TO_DECIDE = 0.28, 1.35
STORY = "Guichet fermé."


class Keyboard:
    """Types and counts: an action is one answer given or one button pressed."""

    def __init__(self, page):
        self.page = page
        self.strokes, self.actions = 0, 0

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)
            self.strokes += 1

    def answer(self, text, *keys):
        self.page.keyboard.type(text)
        self.strokes += len(text)
        self.press(*keys)
        self.actions += 1

    @property
    def at(self):
        """Where the focus is: the question, or the name of the control."""
        return self.page.evaluate(
            "(document.activeElement.closest('[data-question]')?.dataset.question)"
            " ?? document.activeElement.name"
        )


@pytest.fixture
def desk(page, server, sign_in):
    """Amine's desk, on the entry screen."""
    sign_in(page, "amine")
    page.goto(server.address("desk_entry"))
    expect(page.locator("[role=combobox]").first).to_be_visible()
    return page


def enter_something(page, server):
    """Enter a first report, so that the sitting remembers the municipality."""
    page.goto(server.address("desk_entry"))
    expect(page.locator("#combo-where")).to_be_visible()
    for name, typed in (("where", "1080"), ("service", "cpas")):
        page.locator(f"#combo-{name}").fill(typed)
        page.keyboard.press("Enter")
    page.locator("[name=consent_count][value=yes]").check(force=True)
    page.locator("[data-go]").click()
    page.wait_for_url("**/papier/**")
    return code_on(page)


def code_on(page):
    return re.sub(r"\D", "", page.locator(".big-code").inner_text())


def test_a_complete_report_takes_twelve_actions_at_most_by_keyboard_alone(desk, server):
    enter_something(desk, server)
    # One key goes on to the next person, and the first question without an answer has the focus.
    desk.keyboard.press("Enter")
    desk.wait_for_url(server.address("desk_entry"))
    expect(desk.locator("#combo-service")).to_be_focused()
    expect(desk.locator("#combo-where")).to_have_value("1080 Molenbeek-Saint-Jean")
    keys = Keyboard(desk)
    keys.answer("ident", "Tab")
    keys.press("Tab")
    assert keys.at == "obstacles"
    keys.answer("p05", "Enter")
    keys.answer("payant", "Tab")
    keys.press("Tab")
    keys.answer("retard", "Tab")
    keys.press("Tab")
    assert keys.at == "story"
    keys.answer(STORY)
    keys.press("Control+ArrowDown", "Control+ArrowDown")
    assert keys.at == "age"
    keys.answer("5")
    keys.answer("1")
    keys.press("Control+ArrowDown")
    assert keys.at == "consent_count"
    summary = desk.locator("[data-recap]").inner_text()
    assert "Population, carte d’identité" in summary
    assert "60 à 74 ans" in summary
    assert STORY in summary
    keys.answer("1")
    assert keys.at == "consent_publish"
    keys.answer("2")
    keys.press("Enter")
    assert keys.at == "consent_contact"
    keys.answer("2")
    keys.answer("", "Enter")
    desk.wait_for_url("**/papier/**")
    assert keys.actions <= MOST_ACTIONS
    assert keys.strokes == KEYSTROKES
    assert keys.strokes * SECONDS_BY_KEY + keys.actions * SECONDS_TO_DECIDE < ALLOWED_SECONDS

    told = stored(server, code_on(desk))
    consents = {"D1": True, "D2": False, "D3": False}
    assert told == f"S01 P05,P51,C03,A4,Q1 {consents} assisted"


STORED = """
from observatory.reports.queries import report_by_code
from observatory.reports.models import Report
found = report_by_code("{code}")
if not isinstance(found, Report):
    print("gone")
else:
    terms = found.report_terms.order_by("pk").values_list("term__code", flat=True)
    consents = found.consents.order_by("code").values_list("code", "granted")
    print(found.service.code, ",".join(terms), dict(consents), found.intake)
"""


def stored(server, code):
    """Return what the database holds of the report of a code, in one line."""
    return server.manage("shell", "-v", "0", "-c", STORED.format(code=code)).strip()


FINDS = [
    ("where", "1080", "1080 Molenbeek-Saint-Jean"),
    ("where", "sint-jans", "1080 Molenbeek-Saint-Jean"),
    ("service", "leefloon", "CPAS"),
    ("service", "residence permit", "Service des étrangers"),
    ("service", "etat civil", "Population, carte d’identité, état civil"),
    ("service", "ACTIRIS", "Emploi (Actiris, Bruxelles Formation)"),
    ("service", "s05", "CPAS"),
    ("obstacles", "p05", "Rendez-vous seulement par internet ou QR code"),
    ("obstacles", "gesloten", "Le guichet était fermé pendant les heures prévues"),
    ("obstacles", "wheelchair", "Entrée ou bâtiment inaccessible"),
    ("obstacles", "repond personne", "Personne ne répond, ou la ligne coupe"),
    ("consequences", "vertraging", "J’ai eu du retard"),
]


def test_an_answer_is_found_by_code_word_or_synonym_in_three_languages(desk):
    found = []
    for name, typed, _expected in FINDS:
        box = desk.locator(f"#combo-{name}")
        box.fill(typed)
        first = desk.locator(f"#combo-{name}-list [role=option] >> nth=0")
        found.append((name, typed, first.locator("span").first.inner_text()))
        box.press("Escape")
    assert found == FINDS


def test_the_type_ahead_obeys_the_keyboard(desk):
    box = desk.locator("#combo-obstacles")
    row = desk.locator("#row-obstacles")
    box.press("ArrowDown")
    expect(desk.locator("#combo-obstacles-list")).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    assert desk.locator("#combo-obstacles-list [role=option]").count() == 44
    box.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", "combo-obstacles-list-0")
    box.press("Escape")
    expect(desk.locator("#combo-obstacles-list")).to_be_hidden()
    for typed in ("p05", "p24"):
        box.type(typed)
        box.press("Enter")
    assert row.locator(".combo-chip").count() == 2
    box.press("Backspace")
    assert row.locator(".combo-chip").all_inner_texts() == [
        "Rendez-vous seulement par internet ou QR code"
    ]
    box.press("ArrowLeft")
    desk.keyboard.press("Delete")
    assert row.locator(".combo-chip").count() == 0
    assert row.locator("input:checked").count() == 0
    # What is nowhere in the list stays to be corrected, and chooses nothing.
    service = desk.locator("#combo-service")
    service.type("zzz")
    service.press("Tab")
    expect(service).to_have_value("zzz")
    expect(service).to_have_class("unknown")
    assert desk.locator("[name=service]").input_value() == ""
    # "No consequence" does not go with another.
    consequences = desk.locator("#combo-consequences")
    for typed in ("c03", "c15"):
        consequences.type(typed)
        consequences.press("Enter")
    assert desk.locator("#row-consequences .combo-chip").all_inner_texts() == ["Pas de conséquence"]


def test_only_what_is_asked_is_shown(desk):
    def shows(name, is_shown):
        row = desk.locator(f"#row-{name}")
        (expect(row).to_be_visible if is_shown else expect(row).to_be_hidden)()

    for name in ("contact", "consent_press", "consent_publish", "consent_photo", "told_month"):
        shows(name, False)
    shows("health_profile", False)
    desk.locator("[name=consent_health][value=yes]").check(force=True)
    shows("health_profile", True)
    desk.locator("#id_story").fill(STORY)
    shows("consent_publish", True)
    desk.locator("[name=consent_contact][value=yes]").check(force=True)
    shows("contact", True)
    shows("consent_press", False)
    desk.locator("[name=contact-phone]").fill("0470 12 34 56")
    shows("consent_press", True)
    assert "0470" not in desk.locator("[data-recap]").inner_text()
    desk.locator("[name=consent_contact][value=no]").check(force=True)
    shows("contact", False)
    desk.locator("[name=speaks_for][value=R4]").check(force=True)
    expect(desk.get_by_text("pas un canal protégé")).to_be_visible()
    desk.locator("[name=consent_count][value=no]").check(force=True)
    expect(desk.get_by_text("C’est compris")).to_be_visible()


def test_the_summary_and_the_consents_follow_the_person_s_language(desk):
    desk.locator("#combo-service").fill("cpas")
    desk.keyboard.press("Enter")
    desk.locator("[name=spoken][value=nl]").check(force=True)
    expect(desk.locator("[data-recap]")).to_contain_text("OCMW")
    expect(desk.locator("#row-consent_count .dense-label")).to_have_attribute("lang", "nl")
    expect(desk.locator("#row-consent_count")).to_contain_text("Mogen wij uw geval meetellen")
    expect(desk.locator("#row-consent_count")).to_contain_text("Ja")


def test_the_list_of_shortcuts_opens_with_its_key(desk):
    keys = desk.locator("[data-keys]")
    desk.locator("#combo-service").press("?")
    expect(keys).to_have_attribute("open", "")
    desk.keyboard.press("?")
    expect(keys).not_to_have_attribute("open", "")


def fill_in(page):
    page.locator("#combo-where").fill("1080")
    page.keyboard.press("Enter")
    page.locator("#combo-service").fill("cpas")
    page.keyboard.press("Enter")
    page.locator("#id_story").fill(STORY)
    page.locator("[name=consent_count][value=yes]").check(force=True)


def end_session(page):
    page.context.clear_cookies(name="session")


def test_a_session_that_ends_in_the_middle_loses_nothing(desk, server, sign_in):
    fill_in(desk)
    end_session(desk)
    desk.keyboard.press("Control+Enter")
    expect(desk.locator("h1")).to_have_text("Votre séance est finie")
    # The usual way: sign in in another tab, then take it up again here.
    other = desk.context.new_page()
    sign_in(other, "amine", afresh=True)
    desk.get_by_role("button", name="Reprendre ma saisie").click()
    expect(desk.locator("#combo-service")).to_have_value("CPAS")
    expect(desk.locator("#id_story")).to_have_value(STORY)
    # Or: come back to the page by oneself.
    end_session(desk)
    desk.keyboard.press("Control+Enter")
    expect(desk.locator("h1")).to_have_text("Votre séance est finie")
    sign_in(desk, "amine")
    desk.goto(server.address("desk_entry"))
    expect(desk.locator("[data-restored]")).to_be_visible()
    expect(desk.locator("#combo-service")).to_have_value("CPAS")
    expect(desk.locator("#id_story")).to_have_value(STORY)
    desk.locator("[data-go]").click()
    desk.wait_for_url("**/papier/**")
    assert stored(server, code_on(desk)).startswith("S05")
    # The slip acknowledges it: nothing is left on the device.
    assert desk.evaluate("sessionStorage.length") == 0


def test_nobody_else_finds_what_was_typed_in_this_tab(desk, server, sign_in):
    fill_in(desk)
    end_session(desk)
    desk.keyboard.press("Control+Enter")
    expect(desk.locator("h1")).to_have_text("Votre séance est finie")
    sign_in(desk, "mireille")
    desk.goto(server.address("desk_entry"))
    expect(desk.locator("#combo-service")).to_have_value("")
    expect(desk.locator("#id_story")).to_have_value("")
    assert desk.evaluate("sessionStorage.length") == 0


def test_going_back_or_reloading_never_sends_twice(desk, server):
    code = enter_something(desk, server)
    desk.reload()
    assert code_on(desk) == code
    desk.go_back()
    expect(desk.locator("#combo-service")).to_have_value("")
    desk.go_forward()
    expect(desk.locator("h1")).to_have_text("Ce code n’est plus à l’écran")


def test_the_slip_is_printed_on_a6_or_on_a_roll(desk, server):
    enter_something(desk, server)
    sizes = {}
    for paper, words in (("a6", "Feuille A6"), ("roll", "Rouleau de 80 mm")):
        desk.get_by_role("link", name=words).click()
        expect(desk.locator(f".slip-sheet.{paper}")).to_be_visible()
        printed = desk.pdf(prefer_css_page_size=True)
        boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", printed)
        sizes[paper] = [tuple(round(float(one) / 72 * 25.4) for one in box) for box in boxes]
    assert sizes == {"a6": [(105, 148)], "roll": [(80, 110)]}


def test_without_javascript_a_report_is_entered_and_followed(
    page_without_javascript, server, sign_in
):
    page = page_without_javascript
    sign_in(page, "amine")
    page.goto(server.address("desk_entry"))
    page.locator("[name=where]").select_option("21012")
    page.locator("[name=service]").select_option("S05")
    page.locator("#row-obstacles summary").click()
    for code in ("P05", "P24"):
        page.locator(f"[name=obstacles][value={code}]").check()
    page.locator("#id_story").fill(STORY)
    page.get_by_role("button", name="Relire").click()
    expect(page.locator("[data-recap]")).to_contain_text("L’appel coûte cher")
    assert page.locator("p.error").count() == 0
    for name, value in (("count", "yes"), ("publish", "no"), ("contact", "no")):
        page.locator(f"[name=consent_{name}][value={value}]").check(force=True)
    page.locator("[data-go]").click()
    page.wait_for_url("**/papier/**")
    code = code_on(page)
    assert stored(server, code).startswith("S05 P05,P24")
    withdraw(page, server, code)
    assert stored(server, code) == "gone"


def withdraw(page, server, code):
    """Type the code for the person, add a word, then erase everything for her."""
    page.goto(server.address("desk_follow"))
    page.locator("[name=code]").fill(code)
    page.locator("main form button[type=submit]").first.click()
    assert page.url == server.address("desk_follow_report"), page.locator("main").inner_text()
    page.locator("[name=text]").fill("Toujours fermé en avril.")
    page.locator("main form:has([name=text]) button[type=submit]").click()
    expect(page.get_by_text("Toujours fermé en avril.")).to_be_visible()
    page.get_by_role("link", name="Retirer ce signalement").click()
    page.get_by_role("button", name="Oui, elle veut tout effacer").click()
    expect(page.locator("h1")).to_have_text("Ce signalement est effacé.")


def test_the_pages_of_the_desk_are_accessible_in_every_state(desk, server, find_axe_violations):
    faults = []

    def look():
        faults.extend(look_at(desk, find_axe_violations))
        desk.set_viewport_size({"width": 1280, "height": 900})

    fill_in(desk)
    desk.locator("#combo-obstacles").fill("p0")
    look()
    desk.keyboard.press("Enter")
    for name in ("consent_health", "consent_contact", "told_service"):
        desk.locator(f"[name={name}][value=yes]").check(force=True)
    desk.locator("[name=speaks_for][value=R4]").check(force=True)
    desk.locator("[name=contact-phone]").fill("x")
    desk.locator("[data-keys] summary").click()
    look()
    desk.locator("[data-go]").click()
    expect(desk.locator("[data-summary]")).to_be_focused()
    look()
    desk.locator("[name=consent_count][value=no]").check(force=True)
    desk.locator("[data-go]").click()
    expect(desk.get_by_text("La personne ne veut pas être comptée")).to_be_visible()
    look()
    desk.locator("[name=consent_count][value=yes]").check(force=True)
    desk.locator("[name=consent_contact][value=no]").check(force=True)
    desk.locator("[data-go]").click()
    desk.wait_for_url("**/papier/**")
    look()
    code = code_on(desk)
    desk.goto(server.address("desk_reports"))
    look()
    if desk.locator(".brought-title").count():
        desk.locator(".brought-title").first.click()
        expect(desk.locator("#life")).to_be_visible()
        look()
    desk.goto(server.address("desk_follow"))
    desk.locator("[name=code]").fill("1234 5678 9012")
    desk.keyboard.press("Enter")
    expect(desk.locator("[data-summary]")).to_be_visible()
    look()
    desk.locator("[name=code]").fill(code)
    desk.keyboard.press("Enter")
    desk.wait_for_url(server.address("desk_follow_report"))
    look()
    desk.get_by_role("link", name="Retirer ce signalement").click()
    desk.wait_for_url(server.address("desk_follow_withdraw"))
    look()
    desk.goto(server.address("desk_slip_trial"))
    look()
    desk.goto(server.address("desk_entry"))
    fill_in(desk)
    end_session(desk)
    desk.keyboard.press("Control+Enter")
    expect(desk.locator("h1")).to_have_text("Votre séance est finie")
    look()
    fail_on(faults)
