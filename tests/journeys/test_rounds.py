"""A round in 1030: prepared, planned, opened, observed at the desk, ended with what is missing.

Each page on the way is looked at with axe, at both widths.
"""

from datetime import date, timedelta

from .axe import fail_on, look_at
from .rounds import follow, press


def test_a_round_is_planned_observed_and_ended(page, server, sign_in, find_axe_violations):
    faults = []

    def look():
        faults.extend(look_at(page, find_axe_violations))

    today = date.today()
    sign_in(page, "chantal")
    page.goto(server.address("rounds"))
    follow(page, "Ouvrir une campagne")
    look()
    press(page, "Préparer la campagne")
    look()  # what is missing is said beside its field
    page.locator("main [name=starts_on]").fill((today - timedelta(days=10)).isoformat())
    page.locator("main [name=ends_on]").fill((today + timedelta(days=90)).isoformat())
    page.locator("main input[name=places]").first.check()
    press(page, "Préparer la campagne")
    look()
    address = page.url
    follow(page, "Changer la campagne")
    look()
    page.goto(address)
    for box in page.locator("main input[name=people]").all():
        box.check()
    press(page, "Prévoir")
    assert "16 relevés sont prévus" in page.locator(".notice").first.inner_text()
    press(page, "Ouvrir la campagne")
    look()
    follow(page, "Feuilles de visite")
    look()
    page.goto(address)
    follow(page, "Ce qui est prévu")
    look()
    page.locator("main .slots a").first.click()
    look()

    page.goto(server.address("my_observations"))
    look()
    follow(page, "Imprimer mes feuilles")
    look()
    page.go_back()
    follow(page, "Suivre dans mon agenda")
    look()
    page.locator("main button[value=open]").click()
    look()
    page.goto(server.address("my_observations"))
    # Another journey may have a round open in the same municipality.
    own = address.rstrip("/").rpartition("/")[2]
    page.locator(f"main a[href$='campagne={own}']").click()
    look()
    page.locator("main input[name=voie][value=call]").check()
    press(page, "Continuer")
    look()
    press(page, "Enregistrer le relevé")
    look()  # an attempt is missing
    page.locator("main [data-start]").first.click()
    page.wait_for_timeout(1100)
    page.locator("main [data-stop]").first.click()
    assert page.locator("#id_seconds-1").input_value() in {"1", "2"}
    page.locator("#id_outcome-1").select_option("answered")
    press(page, "Enregistrer le relevé")
    if page.locator("main input[name=confirmed]").count():
        look()  # the journey may run on a holiday
        for box in page.locator("main input[name=confirmed]").all():
            box.check()
        press(page, "Enregistrer le relevé")
    look()
    assert "Essai 1" in page.locator("main").inner_text()

    page.goto(address)
    follow(page, "Ce qui est relevé")
    look()
    page.goto(address)
    press(page, "Terminer la campagne")
    look()  # what is missing is to be known
    page.locator("main [name=knows_missing]").check()
    press(page, "Terminer la campagne")
    look()
    assert "Publié avec ce qui manque" in page.locator("main").inner_text()
    fail_on(faults)
