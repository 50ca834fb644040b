"""An association comes in, and brings its people in by itself.

An administrator adds it and invites who leads it; the lead accepts, protects
the account, sees the first steps and invites a second relay in two clicks.
Each page on the way is looked at with axe, at both widths.
"""

from urllib.parse import urlsplit

from .axe import fail_on, look_at
from .test_joining import PASSWORD, give_code, send

NAME = "L’Escale du canal"


def fill(page, **values):
    for name, value in values.items():
        page.locator(f"main [name={name}]").fill(value)


def take_slip(page):
    """Return the path of the invitation that the slip shows."""
    assert page.locator(".slip code").inner_text().count("-") == 4
    return urlsplit(page.locator(".slip .address").inner_text()).path


def join(page, path):
    """Accept an invitation and set the second factor up."""
    page.context.clear_cookies()
    page.goto(path)
    fill(page, password=PASSWORD, again=PASSWORD)
    send(page)
    page.goto(page.url.split("/fr/")[0] + "/fr/compte/protection/application/")
    give_code(page, page.locator("code.secret").inner_text().replace(" ", ""))


def add_association(page, server, look):
    """As an administrator: from the team's first page to an association that is listed."""
    page.goto(server.address("team"))
    page.locator(".team-bar a", has_text="Associations").click()
    look()
    page.locator("main a.button", has_text="Ajouter une association").click()
    look()
    send(page)
    look()  # what is missing is said beside its field
    fill(page, name=NAME, desk_address="quai du Hainaut 1", desk_hours="mardi de 9 h à 12 h")
    page.locator("main input[name=territories][value='21012']").check()
    page.locator("main input[name=is_listed]").check()
    send(page)
    assert page.locator("main h1").inner_text() == NAME
    look()


def test_an_association_brings_its_people_in_by_itself(page, server, sign_in, find_axe_violations):
    faults = []

    def look():
        faults.extend(look_at(page, find_axe_violations))

    sign_in(page, "olu")
    add_association(page, server, look)
    address = page.url
    for words in ("Changer", "Noter un contact", "Noter l’accord", "ne participe plus"):
        page.locator("main a", has_text=words).first.click()
        look()
        page.goto(address)
    fill(page, name="Léa", email="lea@escale.example")
    # Nobody leads it yet: the box is ticked already.
    assert page.locator("main input[name=is_lead]").is_checked()
    page.locator("main form[action$='/inviter/'] button").click()
    look()
    path = take_slip(page)

    join(page, path)
    page.goto(server.address("team"))
    look()
    page.locator("main a", has_text="Débuter comme relais").click()
    look()
    assert page.locator("main progress").get_attribute("value") == "1"
    page.locator("#guide a.button").click()
    look()
    page.go_back()
    page.locator("#guide button[value=yes]").click()
    assert page.locator("main progress").get_attribute("value") == "2"

    # Two clicks: the association, and "Inviter".
    page.goto(address)
    look()
    fill(page, name="Ousmane", email="ousmane@escale.example")
    page.locator("main form[action$='/inviter/'] button").click()
    path = take_slip(page)
    page.goto(address)
    assert "Ousmane" in page.locator("#attendus + ul").inner_text()

    join(page, path)
    page.goto(address)
    members = page.locator("#membres + ul").inner_text()
    assert "Léa" in members
    assert "Ousmane" in members
    assert not page.locator("main input[name=email]").count()

    page.goto(server.address("helping_associations"))
    look()
    assert NAME in page.locator("main").inner_text()
    fail_on(faults)


def test_the_tour_is_planned_noted_and_read_in_a_calendar(
    page, server, sign_in, find_axe_violations
):
    faults = []

    def look():
        faults.extend(look_at(page, find_axe_violations))

    sign_in(page, "chantal")
    page.goto(server.address("tour"))
    page.locator("main a.button", has_text="Prévoir une visite").first.click()
    look()
    page.locator("main select[name=association]").select_option("other")
    page.locator("main select[name=territory]").select_option("21015")
    fill(page, name="Café des Lettres", place="place Liedts 3", day="2026-01-12", hour="14:30")
    send(page)
    look()
    page.locator("main #retard + ul a", has_text="Café des Lettres").click()
    look()
    page.locator("main a.button", has_text="Changer la visite").click()
    look()
    page.go_back()
    fill(page, outcome="Ils veulent essayer.", next_step="Envoyer l’accord", next_on="2026-01-20")
    page.locator("main form[action$='/noter/'] button").click()
    look()
    page.locator("main #suites + ul a", has_text="Café des Lettres").click()
    look()
    assert "Ils veulent essayer." in page.locator("main").inner_text()

    page.goto(server.address("my_calendar"))
    look()
    page.locator("main button[value=open]").click()
    look()
    feed = page.locator("main .address").inner_text()
    answer = page.request.get(urlsplit(feed).path)
    assert answer.headers["content-type"].startswith("text/calendar")
    page.goto(server.address("my_calendar"))
    page.locator("main button[value=close]").click()
    assert page.request.get(urlsplit(feed).path).status == 404
    fail_on(faults)
