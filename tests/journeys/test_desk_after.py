"""The desk when something comes in between, on paper, without JavaScript; each state seen by axe."""

import re

from playwright.sync_api import expect

from .axe import fail_on, look_at
from .desk import STORY, code_on, end_session, enter_something, fill_in, stored


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
