"""What the journeys of rounds share: from a place that is added to figures that are published."""

import re
from datetime import datetime, timedelta

from .collect import HERE

CLOSE = """
from django.utils import timezone
from observatory.observations.actions import move_round
from observatory.observations.models import Round
from observatory.people.models import Mandate
by = Mandate.objects.filter(role="administrator", ended_at=None).first().user
asked = Round.objects.get(pk={key})
if asked.is_open:
    move_round(asked=asked, transition="close", by=by, at=timezone.now(), knows_missing=True)
"""


def end_round(server, key):
    """End a round that a journey opened, if it is open still."""
    server.manage("shell", "-v", "0", "-c", CLOSE.format(key=key))


def press(page, words):
    """Press the first button that says so."""
    page.locator("main").get_by_role("button", name=words, exact=True).first.click()


def follow(page, words):
    """Follow the first link that says so."""
    page.locator("main").get_by_role("link", name=words).first.click()


def add_place(page, server, name):
    """Add a counter of the municipality as an editor; return its code."""
    page.goto(server.address("location_add"))
    page.locator("[name=territory]").select_option("21015")
    page.locator("[name=organization]").select_option("commune-21015")
    page.locator("[name=service]").select_option("S01")
    page.locator("[name=name]").fill(name)
    press(page, "Continuer")
    return page.url.rstrip("/").split("/")[-2]


def count_inhabitants(page, server, number, day):
    """Record as an editor how many people live in the municipality on a day."""
    page.goto(server.address("population", "21015"))
    page.locator("[name=number]").fill(str(number))
    page.locator("[name=counted_on]").fill(day.isoformat())
    page.locator("[name=source]").fill("Un registre fictif")
    press(page, "Noter ce nombre")
    assert "Le nombre d’habitants est noté" in page.locator("body").inner_text()


def post_hours(page, server, code, day):
    """Record as an editor which hours a counter has since a day."""
    page.goto(server.address("location_record", code))
    page.locator("[name=taken_on]").fill(day.isoformat())
    page.locator("[name=day_0]").fill("9:00-12:00")
    page.locator("[name=source]").fill("Une affiche fictive")
    press(page, "Publier ces heures")
    assert "Les heures sont publiées" in page.locator("body").inner_text()


def open_round(page, server, first, names, planned_for=""):
    """Prepare and open a round at places, planned for someone if asked; return its key and theirs."""
    page.goto(server.address("rounds"))
    follow(page, "Ouvrir une campagne")
    page.locator("[name=starts_on]").fill(first.isoformat())
    page.locator("[name=ends_on]").fill((first + timedelta(days=60)).isoformat())
    keys = {}
    for name in names:
        box = page.locator("main label", has_text=name).locator("input[name=places]")
        box.check()
        keys[name] = box.get_attribute("value")
    press(page, "Préparer la campagne")
    address = page.url
    if planned_for:
        page.get_by_label(planned_for).check()
        press(page, "Prévoir")
        page.goto(address)
    press(page, "Ouvrir la campagne")
    return int(address.rstrip("/").rpartition("/")[2]), keys


def write_letter(page):
    """Fill in to whom the letter goes, and make it; return its link and its twelve digits."""
    page.locator("[name=body_name]").fill("Collège des bourgmestre et échevins")
    page.locator("[name=address]").fill("Place Colignon 1\n1030 Schaerbeek")
    press(page, "Faire la lettre et le lien")
    letter = page.locator(".letter").inner_text()
    assert "15 jours ouvrables" in letter
    link = page.locator(".notice a").get_attribute("href")
    return link, re.search(r"\d{4} \d{4} \d{4}", letter)[0]


def close_and_send(page, server, round_pk):
    """End the round with what is missing, and send it to the authority; return the link."""
    page.goto(server.address("round", round_pk))
    page.locator("main [name=knows_missing]").check()
    press(page, "Terminer la campagne")
    follow(page, "Envoyer à l’autorité")
    link, _code = write_letter(page)
    page.goto(server.address("round_figures", round_pk))
    assert not page.get_by_role("button", name="Publier les chiffres").count()
    return link


def send_reply(page):
    """Send the answer that was read again."""
    assert "Elle n’est pas encore envoyée" in page.locator("main").inner_text()
    press(page, "Envoyer cette réponse")
    assert "Merci, votre réponse est enregistrée" in page.locator("main").inner_text()


def type_reply(page, text):
    """Type an answer that came by post today."""
    follow(page, "Taper une réponse reçue")
    page.locator("[name=way][value=letter]").check()
    page.locator("[name=came_on]").fill(datetime.now(HERE).date().isoformat())
    page.locator("[name=text]").fill(text)
    page.locator("[name=language][value=fr]").check()
    page.locator("[name=signed_as]").fill("Le collège")
    press(page, "Noter cette réponse")
    assert text in page.locator("main").inner_text()


def publish(page, server, round_pk):
    """Publish the figures; return their permanent name."""
    page.goto(server.address("round_figures", round_pk))
    press(page, "Publier les chiffres")
    assert "Les chiffres sont publiés" in page.locator("body").inner_text()
    follow(page, "La page publiée")
    return page.url.rstrip("/").rpartition("/")[2]
