"""What comes back: the sheet of an association, and the one question six weeks later."""

import json
import re
import time
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from urllib.parse import urlsplit

import pypdfium2
import pytest

from .axe import fail_on, look_at

MAIL_SECONDS = 90

# Reports in known states, of last month and the one before; questions by each way.
PLANT = """
import json
from datetime import timedelta
from django.utils import timezone
from observatory.associations.models import Association, Membership
from observatory.people.models import User
from observatory.people.queries import system_actor
from observatory.places.models import Territory
from observatory.problems.actions import record_step
from observatory.reports.actions import withdraw_report
from observatory.reports.models import Report
from observatory.returns.jobs import send_sheets
from observatory.returns.queries.months import month_before, month_of, start_of, write_month
from observatory.returns.tests.factories import agree_to_contact, ask, bring, decide, report_of

now = timezone.now()
month = month_before(month_of(now))
place = Territory.objects.get(nis="21012")
people = {one: User.objects.get(email=f"{one}@demo.example") for one in ("amine", "marc")}
association = Association.objects.create(
    name="Maison des parcours", joined_on=month_before(month), is_demo=True
)
association.territories.add(place)
Membership.objects.create(
    association=association, user=people["amine"], is_lead=True, joined_at=now
)

# Who asks a person of theirs: another association, so that the figures stand by themselves.
asking = Association.objects.create(
    name="Relais des parcours", joined_on=month_before(month), is_demo=True
)
Membership.objects.create(association=asking, user=people["amine"], joined_at=now)

def day(n):
    return start_of(month) + timedelta(days=n, hours=9)

def take(name, report, n):
    return decide(report, name, people["marc"], day(n))

older = [bring(association, place, day(n), service="S28") for n in (-20, -19, -18)]
take("publish", older[0], -10)
take("count", older[1], 3)
newer = [
    bring(association, place, day(n), service="S28", intake=intake)
    for n, intake in ((4, "paper"), (5, "paper"), (6, "paper"), (7, "group"))
]
take("publish", newer[0], 8)
take("ask", newer[1], 8)
take("reject", newer[2], 9)
withdraw_report(
    report=bring(association, place, day(10)), by=system_actor("public"), at=day(11)
)
problem = Report.objects.get(pk=older[0].pk).problem
record_step(
    problem=problem,
    revision=problem.revision,
    transition="record_answer",
    happened_on=day(12).date(),
    visited_on=None,
    note="Le bureau répond qu’il ouvrira le samedi.",
    source_url="",
    by=people["marc"],
    at=day(12),
)
ways = {
    "link": {"email": "fatima@parcours.example"},
    "code": {"email": "rosa@parcours.example"},
    "phone": {"phone": "0470 00 00 00"},
    "post": {"post": "Rue Haute 1, 1000 Bruxelles", "name": "Fatima B."},
    "association": {"association": "À l’accueil", "name": "Rosa D."},
}
told = {"association": association.pk, "asking": asking.pk, "month": write_month(month), "codes": {}, "pk": {}}
for way, contact in ways.items():
    of = {"association": asking} if way == "association" else {}
    report = report_of(
        place, now - timedelta(days=50), contact=contact, service="S42", is_demo=True, **of
    )
    told["codes"][way], told["pk"][way] = report.code, ask(report, now).pk
send_sheets(now)
print("PLANTED" + json.dumps(told))
"""


# With several associations Amine is asked for which one, everywhere: not in the other journeys.
LEAVE = """
from django.utils import timezone
from observatory.associations.models import Membership
left = Membership.objects.filter(association__name__endswith="des parcours", ended_at=None)
left.update(ended_at=timezone.now())
"""


@pytest.fixture(scope="module")
def planted(server):
    """The planted content, and how to come to it."""
    printed = server.manage("shell", "-v", "0", "-c", PLANT)
    yield json.loads(printed.partition("PLANTED")[2])
    server.manage("shell", "-v", "0", "-c", LEAVE)


def letter_to(server, email, phrase):
    """Return the text of the letter to that address that says so, once the worker sent it."""
    folder = Path(server.environment["OBSERVATORY_DATA"]) / "mail"
    end = time.monotonic() + MAIL_SECONDS
    while time.monotonic() < end:
        for path in folder.glob("*.log"):
            for raw in path.read_bytes().split(b"-" * 79):
                letter = message_from_bytes(raw.strip(), policy=default)
                if letter["To"] == email and phrase in letter.get_content():
                    return letter.get_content()
        time.sleep(1)
    raise AssertionError(f"no letter came to {email}")


def words(page):
    return re.sub(r"\s+", " ", page.locator("main").inner_text())


def figures(page):
    """Return the numbers of the first part of the sheet, by what they count."""
    return {
        one.locator("dt").inner_text(): int(one.locator("dd").inner_text())
        for one in page.locator(".totals > div").all()
    }


def test_the_sheet_of_an_association_has_the_right_figures_on_screen_printed_and_by_mail(
    page, server, sign_in, planted, find_axe_violations
):
    faults = []
    right = {
        "Publiés": 2,
        "Comptés, sans texte": 1,
        "En attente": 3,
        "Pas repris": 1,
        "Retirés par la personne": 1,
    }
    text = letter_to(server, "amine@demo.example", "Maison des parcours")
    for line in (
        "Voici ce que vos 7 signalements sont devenus (Maison des parcours).",
        "- 4 signalements reçus",
        "- 4 signalements ont bougé",
        "- 1 question attend une réponse",
        "- 1 nouvelle des problèmes dont ils font partie",
        "- 1 signalement retiré par la personne",
        "- 2 publiés",
        "- 1 compté, sans texte",
        "- 3 en attente",
        "- 1 pas repris",
    ):
        assert line in text.splitlines(), text
    sign_in(page, "amine")
    page.goto(server.address("return_sheets"))
    faults += look_at(page, find_axe_violations)
    page.goto(server.address("return_months", planted["association"]))
    faults += look_at(page, find_axe_violations)
    [address] = [line for line in text.splitlines() if planted["month"] in line]
    page.goto(urlsplit(address).path)
    faults += look_at(page, find_axe_violations)
    assert "Voici ce que vos 7 signalements sont devenus." in words(page)
    assert "4 signalements reçus." in words(page)
    assert "Formulaire papier 3" in words(page)
    assert figures(page) == right
    assert page.locator(".line").count() == 5
    assert page.locator(".line", has_text="a changé").count() == 1
    assert "Le bureau répond qu’il ouvrira le samedi." in words(page)
    assert planted["codes"]["association"] not in page.content()

    page.emulate_media(media="print", color_scheme="light")
    assert figures(page) == right
    for hidden in (".team-bar", ".site-nav", ".convey", "[data-print]", ".pager"):
        assert not page.locator(hidden).first.is_visible(), hidden
    assert page.locator(".line").last.is_visible()
    paper = pypdfium2.PdfDocument(page.pdf(format="A4", print_background=False))
    assert len(paper) <= 3
    printed = " ".join(" ".join(leaf.get_textpage().get_text_range().split()) for leaf in paper)
    assert "Voici ce que vos 7 signalements sont devenus." in printed
    assert "Retirés par la personne" in printed
    fail_on(faults)


def test_the_question_is_answered_by_link_and_by_code(
    page_without_javascript, server, planted, find_axe_violations, browser
):
    page = page_without_javascript
    text = letter_to(server, "fatima@parcours.example", "une seule question")
    [address] = [line for line in text.splitlines() if "six-semaines" in line]
    path = urlsplit(address).path
    # What reads the mail before her opens every link.
    for _ in range(3):
        assert page.request.get(path).status == 200
        assert page.request.head(path).status == 200
    page.goto(path)
    assert "est déjà notée" not in words(page)
    assert "Banque" not in words(page)
    page.get_by_role("button", name="C’est réglé en partie").click()
    assert "Votre réponse : C’est réglé en partie" in words(page).replace("\u202f", " ")
    page.goto(path)
    assert "Une réponse est déjà notée." in words(page)
    page.get_by_role("button", name="Ce n’est pas réglé").click()
    assert "C’est noté, merci" in words(page)

    page.goto(server.address("follow_up"))
    page.locator("main input[name=code]").fill(planted["codes"]["code"])
    page.locator("main button[type=submit]").first.click()
    page.get_by_role("button", name="C’est pire qu’avant").click()
    page.get_by_role("link", name="Revenir à mon signalement").click()
    assert "C’est pire qu’avant" in words(page)
    assert "Vous nous avez dit où en est votre problème" in words(page)

    faults = look_with_axe(browser, server, find_axe_violations, path, path[:-5] + "/")
    fail_on(faults)


def look_with_axe(browser, server, find_axe_violations, *paths):
    """Look at public pages in a window of their own: axe needs JavaScript."""
    context = browser.new_context(base_url=server.url)
    page = context.new_page()
    faults = []
    for path in paths:
        page.goto(path)
        faults += look_at(page, find_axe_violations)
    page.goto(paths[0])
    page.get_by_role("button", name="Ce n’est pas réglé").click()
    faults += look_at(page, find_axe_violations)
    context.close()
    return faults


def test_the_line_and_the_relays_note_what_people_say(
    page, server, sign_in, planted, find_axe_violations
):
    faults = []

    def look():
        faults.extend(look_at(page, find_axe_violations))

    sign_in(page, "nadia")
    page.goto(server.address("six_weeks_call", planted["pk"]["phone"]))
    look()
    page.get_by_role("button", name="C’est réglé", exact=True).click()
    assert page.url == server.address("six_weeks_team")
    assert "C’est noté" in words(page)
    look()
    page.locator(f"form[action$='/{planted['pk']['post']}/lettre/'] button").click()
    look()
    number = re.search(r"Talon ([\d-]+)", words(page))[1]
    page.get_by_role("button", name="La lettre est partie").click()
    page.goto(server.address("six_weeks_stub"))
    page.locator("main button[type=submit]").first.click()
    look()
    page.locator("main input[name=number]").fill(number)
    page.get_by_label("Ce n’est pas réglé").check()
    page.locator("main button[type=submit]").first.click()
    assert "C’est noté" in words(page)

    page.context.clear_cookies()
    sign_in(page, "amine")
    page.goto(server.address("return_months", planted["asking"]))
    page.locator(".convey").get_by_role("button", name="Voir de qui il s’agit").click()
    assert "Rosa D." in words(page)
    look()
    page.get_by_role("button", name="C’est réglé en partie").click()
    assert "C’est noté" in words(page)
    assert not page.locator(".convey").count()
    fail_on(faults)
