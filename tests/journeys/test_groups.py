"""A group session from opening to its count, with and without JavaScript."""

import re

from playwright.sync_api import expect

from .axe import fail_on, look_at
from .offline import choose, say_yes


def open_session(page, server, place):
    page.goto(server.address("group_open"))
    page.locator("input[name=place]").fill(place)
    page.locator("label.choice", has_text="Permanence").click()
    page.get_by_role("button", name="Ouvrir la séance").click()
    expect(page.get_by_role("heading", name=place)).to_be_visible()


def test_a_session_works_without_javascript(page_without_javascript, server, sign_in):
    page = page_without_javascript
    sign_in(page, "amine")
    open_session(page, server, "Café des parents")
    page.get_by_role("link", name="Saisir un signalement").click()
    for number in (1, 2):
        # The municipality of the association is chosen already.
        expect(page.locator("select[name=where]")).to_have_value("21012")
        page.locator("select[name=service]").select_option("S05")
        page.locator("[data-question=consent_count] label.chip", has_text="Oui").click()
        page.get_by_role("button", name="Garder ce signalement").click()
        expect(page.locator(".kept h2")).to_contain_text(f"Signalement {number}")
    page.get_by_role("link", name="Retour à la séance").click()
    page.get_by_role("button", name="Papiers avec les codes").click()
    codes = page.locator(".slips .return-code").all_inner_texts()
    assert len(set(codes)) == 2
    assert all(re.fullmatch(r"\d{4} \d{4} \d{4}", code) for code in codes)

    page.get_by_role("link", name="Enlever de l’écran").click()
    page.get_by_role("link", name="Fermer la séance").click()
    page.locator("input[name=people_present]").fill("12")
    page.locator("input[name=people_declined]").fill("3")
    page.get_by_role("button", name="Fermer la séance").click()
    count = page.locator(".session-count")
    expect(count).to_contain_text("2 signalements, 12 personnes présentes, 3 n’ont pas voulu")
    expect(page.get_by_role("button", name="Papiers avec les codes")).to_have_count(0)


def test_every_page_of_a_session_is_accessible(page, server, sign_in, find_axe_violations):
    faults = []

    def look():
        faults.extend(look_at(page, find_axe_violations))

    sign_in(page, "amine")
    page.goto(server.address("group_open"))
    page.get_by_role("button", name="Ouvrir la séance").click()
    look()
    open_session(page, server, "Un lieu au nom très long pour voir s’il tient sur un petit écran")
    look()
    page.get_by_role("link", name="Corriger le lieu, le jour ou l’équipe").click()
    look()
    page.go_back()
    page.get_by_role("link", name="Saisir un signalement").click()
    page.get_by_role("button", name="Garder ce signalement").click()
    look()
    choose(page, "service", "CPAS")
    say_yes(page, "consent_count")
    page.get_by_role("button", name="Garder ce signalement").click()
    page.locator(".kept").wait_for()
    look()
    page.get_by_role("link", name="Retour à la séance").click()
    look()
    page.get_by_role("button", name="Papiers avec les codes").click()
    look()
    page.get_by_role("link", name="Enlever de l’écran").click()
    page.get_by_role("link", name="La feuille de la séance").click()
    look()
    page.get_by_role("link", name="Retour à la séance").click()
    page.get_by_role("link", name="Fermer la séance").click()
    look()
    page.get_by_role("button", name="Fermer la séance").click()
    look()
    fail_on(faults)
