"""One chain, walked in both directions: report, problem, demand, promise and dossier, outcome.

Fatima tells what happened and agrees that her case goes to a body; Mireille publishes;
Édith writes the campaign and the promise; Solange sends the dossier and notes what came
of it. Then everyone follows links, and nothing but links, from the report to the outcome
and back.
"""

import re
from datetime import date, timedelta

import pytest

from .conftest import open_page
from .test_main_job import Wizard, decide, open_from_queue, read_code

MARK = "la chaîne des guichets"
STORY = f"J’ai fait deux heures de file pour {MARK}, puis on m’a renvoyée chez moi."
PUBLIC = f"Une personne a fait deux heures de file pour {MARK}, puis est rentrée sans rien."
DEMAND = "Un guichet sans rendez-vous, chaque matin"
QUOTE = "D’ici la fin de l’année, un guichet sera ouvert chaque matin sans rendez-vous."
ASKED = "Que la commune rouvre un guichet chaque matin, sans rendez-vous."
ANSWERED = "L’instance écrit que la commune rouvre le guichet deux matins par semaine."
UUID = re.compile(r"[0-9a-f]{8}(?=-[0-9a-f]{4}-)")
TODAY = date.today()


@pytest.fixture
def people(browser, server, sign_in):
    """Open a window for each person of the team; all are closed in the end."""
    opened = []

    def window(name):
        context, page, watch = open_page(browser, server, viewport={"width": 1280, "height": 900})
        opened.append((context, watch))
        sign_in(page, name)
        return page

    yield window
    for context, watch in opened:
        context.close()
        assert watch.faults == []


def fill(page, **fields):
    """Type into the fields of the main form, by their names."""
    for name, value in fields.items():
        field = page.locator(f"main [name={name}]")
        if field.first.evaluate("one => one.tagName") == "SELECT":
            field.select_option(value)
        elif field.first.get_attribute("type") in {"radio", "checkbox"}:
            page.locator(f"main [name={name}][value='{value}']").check(force=True)
        else:
            field.fill(value)


def send(page, words):
    """Press the button with these words and wait for the page that follows."""
    with page.expect_navigation():
        page.locator(f"main button:has-text('{words}')").first.click()
    faults = page.locator("main .summary")
    assert not faults.count(), faults.inner_text()


def follow(page, words, within="main"):
    """Click the link with these words, as someone who reads does."""
    with page.expect_navigation():
        page.locator(f'{within} a:has-text("{words}")').first.click()


def open_with_code(page, server, code):
    page.goto(server.address("follow_up"))
    page.locator("input[name=code]").fill(code)
    with page.expect_navigation():
        page.locator("main form button.primary").first.click()


def text_of(page):
    return page.locator("main").inner_text()


def tell_and_publish(fatima, mireille, server):
    """Fatima reports, Mireille publishes; return her code, what the team calls it, the problem's address."""
    fatima.goto(server.address("report_start"))
    Wizard(fatima, STORY, with_photo=False).walk()
    with fatima.expect_navigation():
        fatima.locator("main form button.primary").click()
    code = read_code(fatima)
    open_from_queue(mireille, server, MARK)
    name = UUID.search(mireille.url)[0].upper()
    mireille.locator("main textarea[name=public_text]").fill(PUBLIC)
    with mireille.expect_navigation():
        decide(mireille, "publish")
    open_with_code(fatima, server, code)
    fatima.locator("main a[href*='/problemes/']").first.click()
    fatima.wait_for_url("**/problemes/**")
    assert PUBLIC in text_of(fatima)
    return code, f"{name[:4]}-{name[4:8]}", fatima.url.split("#")[0]


def write_campaign(edith, server, problem):
    """Édith writes a campaign with one demand and publishes it; return the addresses of both pages."""
    edith.goto(server.address("campaign_new"))
    fill(edith, title="Des guichets chaque matin", level="municipality", territory="21015")
    fill(edith, problems=problem, leaders="Le comité de la chaîne")
    send(edith, "Enregistrer")
    desk = edith.url
    follow(edith, "Ajouter une revendication")
    fill(edith, text=DEMAND, whom="Au collège", sources="Notre lettre https://example.org/lettre")
    send(edith, "Enregistrer")
    send(edith, "Publier")
    follow(edith, "Voir la page publique")
    return desk, edith.url


def write_promise(edith, server, problem):
    """Édith notes a promise that answers the demand, and that it was kept in part."""
    edith.goto(server.address("promise_write"))
    fill(
        edith,
        quote=QUOTE,
        quote_language="fr",
        author="Échevine fictive",
        role="Échevine de la population (fictive)",
        territory="21015",
        said=f"{TODAY - timedelta(days=90):%d/%m/%Y}",
        due=f"{TODAY - timedelta(days=1):%d/%m/%Y}",
        source_url="https://example.org/conseil",
        condition="Un guichet est ouvert chaque matin sans rendez-vous.",
        problems=problem,
    )
    edith.locator("main select[name=level]").select_option(index=1)
    edith.locator(f"main label:has-text('{DEMAND}') input[name=demands]").check(force=True)
    send(edith, "Noter cette promesse")
    if not edith.locator("main form textarea[name=text]").count():
        follow(edith, QUOTE[:30])
    found = edith.locator("main label:has-text('partie') input[name=transition]").first
    found.check(force=True)
    fill(edith, happened=f"{TODAY:%d/%m/%Y}", text="Deux matins sur cinq sont ouverts.")
    fill(edith, source_url="https://example.org/horaires")
    send(edith, "Ajouter à la page publique")
    follow(edith, "Voir la page publique")
    return edith.url


def send_dossier(solange, fatima, server, *, code, reference, problem):
    """Solange finds the body, asks Fatima, sends what she agreed to, and notes what came of it."""
    solange.goto(server.address("escalation_route"))
    fill(
        solange,
        service="S01",
        territory_nis="21015",
        told_service_on=f"{TODAY - timedelta(days=60):%Y-%m-%d}",
        told_service_how="letter",
        facts_on=f"{TODAY - timedelta(days=70):%Y-%m-%d}",
    )
    send(solange, "Chercher")
    with solange.expect_navigation():
        solange.locator("main a:has-text('Préparer un dossier pour')").first.click()
    fill(solange, language="fr", summary=ASKED, problem=problem)
    demand = solange.locator("main select[name=demand] option", has_text=DEMAND)
    fill(solange, demand=demand.get_attribute("value"))
    send(solange, "Ouvrir le dossier")
    desk = solange.url

    # Nobody agreed yet: nothing can be put in, only asked.
    assert not solange.locator(
        f"main form:has-text('Ajouter ce qui est coché') label:has-text('{reference}')"
    ).count()
    solange.locator(f"main label:has-text('{reference}') input").check(force=True)
    send(solange, "Poser la question")

    # Fatima says yes with her code.
    open_with_code(fatima, server, code)
    assert "Pouvons-nous envoyer votre cas" in text_of(fatima)
    send(fatima, "Je suis d’accord")

    solange.goto(desk)
    solange.locator(f"main label:has-text('{reference}') input").check(force=True)
    send(solange, "Ajouter ce qui est coché")
    assert reference in text_of(solange)
    take_step(solange, "send", how="hand")
    take_step(solange, "answer", notes=ANSWERED)
    take_step(solange, "end", outcome="partly", notes=ANSWERED)
    follow(solange, "Voir la page publique")
    return solange.url


def take_step(page, transition, **said):
    with page.expect_navigation():
        page.locator(f"main a[href$='/{transition}/']").first.click()
    fill(page, dated_on=f"{TODAY:%Y-%m-%d}", **said)
    send(page, "Enregistrer")


def record_outcome(edith, desk):
    """Édith notes what came of the demand, who checked, and from where."""
    edith.goto(desk)
    follow(edith, "Noter un résultat")
    fill(
        edith,
        transition="record_partly",
        checked_on=f"{TODAY:%Y-%m-%d}",
        checked_by="Le comité de la chaîne",
        source="Horaires affichés au guichet",
    )
    send(edith, "Noter")


def test_the_chain_leads_from_the_report_to_the_outcome_and_back(
    page_without_javascript, people, server
):
    fatima = page_without_javascript
    code, reference, problem = tell_and_publish(fatima, people("mireille"), server)
    edith = people("edith")
    desk, campaign = write_campaign(edith, server, problem)
    promise = write_promise(edith, server, problem)
    solange = people("solange")
    dossier = send_dossier(solange, fatima, server, code=code, reference=reference, problem=problem)
    record_outcome(edith, desk)

    # From the report to the outcome, from her own page on, by links alone.
    open_with_code(fatima, server, code)
    assert ANSWERED in text_of(fatima)
    fatima.locator("main a[href*='/problemes/']").first.click()
    fatima.wait_for_url("**/problemes/**")
    follow(fatima, "Des guichets chaque matin")
    assert fatima.url == campaign
    assert "Obtenu en partie" in text_of(fatima)
    follow(fatima, QUOTE[:30])
    assert fatima.url == promise
    assert "Deux matins sur cinq" in text_of(fatima)
    fatima.goto(campaign)
    fatima.locator(f"main a[href='{dossier.removeprefix(server.url)}']").first.click()
    fatima.wait_for_url(dossier)
    assert ANSWERED in text_of(fatima)
    assert "Obtenu en partie" in text_of(fatima)

    # And back: from the outcome to the words of the report.
    follow(fatima, DEMAND)
    assert fatima.url.split("#")[0] == campaign
    fatima.go_back()
    fatima.locator(f"main a[href='{problem.removeprefix(server.url)}']").first.click()
    fatima.wait_for_url(problem)
    assert PUBLIC in text_of(fatima)
    for name, address in (("promise", promise), ("dossier", dossier), ("campaign", campaign)):
        link = fatima.locator(f"main a[href='{address.removeprefix(server.url)}']")
        assert link.count(), f"the problem does not lead to its {name}"
    fatima.goto(promise)
    assert DEMAND in text_of(fatima)
    follow(fatima, "Des guichets chaque matin")
    assert fatima.url.split("#")[0] == campaign
    fatima.locator(f"main a[href='{problem.removeprefix(server.url)}']").first.click()
    fatima.wait_for_url(problem)
    assert PUBLIC in text_of(fatima)
    # Her words as she wrote them, and her code, are on none of these pages.
    for address in (campaign, promise, dossier, problem):
        fatima.goto(address)
        assert STORY not in fatima.content()
        assert code not in fatima.content()
