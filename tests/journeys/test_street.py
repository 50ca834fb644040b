"""Without network, in the street: what is observed there arrives once, with its slot done.

The page is looked at with axe on the way, at both widths.
"""

import json

import pytest
from playwright.sync_api import expect

from .axe import fail_on, look_at
from .conftest import open_page
from .offline import FULL, LONG, expect_waiting, is_open, prepare, unlock, waiting
from .rounds import end_round
from .street import TELEPHONE, attempt, expect_observed, tick_and_keep

# A round of these weeks in 1030, with a visit and a call that Chantal is asked to make today.
OPEN = """
from datetime import timedelta
from django.utils import timezone
from observatory.observations.actions import move_round, prepare_round
from observatory.observations.models import Round, Slot
from observatory.observations.queries.rounds import locations_offered, scenarios_for
from observatory.people.models import Mandate, User
from observatory.places.models import Territory
from observatory.questionnaires.queries import current_version
now, today = timezone.now(), timezone.localdate()
by = Mandate.objects.filter(role="administrator", ended_at=None).first().user
chantal = User.objects.get(email="{email}")
territory = Territory.objects.get(nis="21015")
version = current_version("observation")
places = {{one: scenarios_for(one, version)[0].code for one in locations_offered(territory)[:2]}}
before = 25 + Round.objects.filter(territory=territory).count()
asked = prepare_round(territory=territory, starts_on=today - timedelta(days=before),
    ends_on=today + timedelta(days=60), places=places, by=by, at=now)
move_round(asked=asked, transition="open", by=by, at=now)
place = next(iter(places))
for kind in ("visit", "call"):
    Slot.objects.create(round=asked, location=place, kind=kind, scenario=places[place],
        due_on=today, assigned_to=chantal, changed_at=now)
print(asked.pk)
"""
STORED = """
import json
from observatory.observations.models import Observation, Slot
made = Observation.objects.filter(round_id={round}).order_by("pk")
print(json.dumps({{
    "made": [[one.channel, one.intake, one.slot_id is not None,
        list(one.attempts.order_by("number").values_list("outcome", flat=True))] for one in made],
    "answers": made[0].answers if made else None,
    "slots": sorted(Slot.objects.filter(round_id={round}).values_list("state", flat=True)),
}}))
"""


def run(server, script, **values):
    return server.manage("shell", "-v", "0", "-c", script.format(**values)).strip()


@pytest.fixture
def opened(server):
    """A round that is open while the journey lasts."""
    key = run(server, OPEN, email=server.accounts["chantal"]["email"])
    yield key
    end_round(server, key)


@pytest.fixture
def telephone(browser, server, sign_in, opened):
    """Chantal's telephone, prepared with network."""
    context, page, watch = open_page(
        browser, server, viewport=TELEPHONE, timezone_id="Europe/Brussels"
    )
    sign_in(page, "chantal")
    prepare(page, server)
    page.get_by_role("button", name="Un relevé", exact=True).click()
    expect(page.locator(".task")).to_have_count(2, timeout=LONG)
    yield page
    context.close()
    assert watch.faults == []


def test_a_visit_and_a_call_made_without_network_arrive_once(
    telephone, server, opened, find_axe_violations
):
    page, context = telephone, telephone.context
    faults = []

    def look():
        faults.extend(look_at(page, find_axe_violations))
        page.set_viewport_size(TELEPHONE)

    context.set_offline(True)
    page.reload()
    unlock(page)
    is_open(page)
    page.get_by_role("button", name="Un relevé", exact=True).click()
    look()

    # A visit, by keyboard: day and hour are those of now.
    page.locator(".task", has_text="Visite").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#id_hour")).not_to_have_value("")
    expect(page.locator("#id_day")).not_to_have_value("")
    expect(page.locator("[data-question=scenario]")).to_be_hidden()
    expect(page.locator("[data-question=k17]")).to_have_count(0)
    page.locator("[data-question=k14] input").first.focus()
    page.keyboard.press("1")
    page.get_by_role("button", name="Garder ce relevé").click()
    expect(page.locator("#street-sure-error")).to_contain_text("cochez")
    look()
    page.wait_for_timeout(1000)

    # The page is closed in the middle: what was typed comes back.
    page.reload()
    unlock(page)
    is_open(page)
    expect(page.locator("[data-question=k14] input:checked")).to_have_count(1, timeout=LONG)
    tick_and_keep(page)
    expect_observed(page, 1)
    expect(page.locator(".task")).to_have_count(1)

    # A call of two attempts.
    page.locator(".task", has_text="Appel").click()
    page.get_by_role("button", name="Garder ce relevé").click()
    expect(page.locator("#id_began-1-error")).to_contain_text("au moins un essai")
    attempt(page, 1, "busy")
    attempt(page, 2, "answered")
    look()
    tick_and_keep(page)
    expect_observed(page, 2)
    expect(page.locator("[data-tasks]")).to_contain_text("attend déjà l’envoi")

    # A letter that nobody planned.
    page.locator(".ways label.chip", has_text="Lettre").click()
    page.get_by_role("button", name="Commencer ce relevé").click()
    tick_and_keep(page)
    expect_observed(page, 3)
    look()
    page.get_by_role("button", name="En attente").click()
    expect(page.locator("[data-queue] tbody tr")).to_have_count(3)
    look()

    # The server has the first one, and its answer never comes.
    lost = []

    def lose_the_first_answer(route):
        lost.append(1)
        answer = route.fetch()
        if len(lost) == 1:
            route.abort()
        else:
            route.fulfill(response=answer)

    page.route("**/relais/envois/releve/", lose_the_first_answer)
    context.set_offline(False)
    page.get_by_role("button", name="Envoyer maintenant").click()
    expect(page.locator("[data-name=stopped]")).to_contain_text("ne répond pas", timeout=LONG)
    page.get_by_role("button", name="Envoyer maintenant").click()
    expect_waiting(page, 0)

    stored = json.loads(run(server, STORED, round=opened))
    assert stored["made"] == [
        ["visit", "street", True, []],
        ["call", "street", True, ["busy", "answered"]],
        ["letter", "street", False, []],
    ]
    assert "k14" in stored["answers"]
    assert stored["slots"] == ["done", "done"]
    assert waiting(page) == 0
    page.get_by_role("button", name="Un relevé", exact=True).click()
    expect(page.locator("[data-tasks]")).to_contain_text("Rien n’est prévu", timeout=LONG)
    fail_on(faults)


def test_on_a_full_telephone_a_visit_stays_on_the_screen_and_can_be_sent(telephone, server, opened):
    page, context = telephone, telephone.context
    context.set_offline(True)
    page.locator(".task", has_text="Visite").click()
    page.locator("[data-question=k14] input").first.check()
    page.evaluate(FULL)
    tick_and_keep(page)
    full = page.locator("[role=alert] [data-name=full]")
    expect(full).to_contain_text("ce que vous avez noté n’est pas encore gardé")
    expect(page.locator("[data-question=k14] input:checked")).to_have_count(1)
    with page.expect_download() as download:
        full.get_by_role("button", name="L’enregistrer dans un fichier").click()
    assert len(json.loads(download.value.path().read_text())["entries"]) == 1

    context.set_offline(False)
    full.get_by_role("button", name="Envoyer celui-ci").click()
    expect(full).to_have_count(0, timeout=LONG)
    stored = json.loads(run(server, STORED, round=opened))
    assert stored["made"] == [["visit", "street", True, []]]


def test_what_is_refused_stays_with_its_sentence_and_is_corrected(telephone):
    page = telephone

    def refuse(route):
        uuid = json.loads(route.request.post_data)["uuid"]
        errors = {"day": "Ce moment n’est pas encore là.", "": "Cette campagne est terminée."}
        route.fulfill(status=422, json={"uuid": uuid, "errors": errors})

    page.route("**/relais/envois/releve/", refuse)
    page.locator(".task", has_text="Appel").click()
    page.get_by_role("button", name="Effacer et choisir autre chose").click()
    page.locator("#ask [data-no]").click()
    page.get_by_role("button", name="Effacer et choisir autre chose").click()
    page.locator("#ask [data-yes]").click()
    page.locator(".task", has_text="Visite").click()
    page.locator("#id_k16").fill("12")
    tick_and_keep(page)
    expect(page.locator("[data-name=refused]")).to_contain_text("1 relevé", timeout=LONG)
    page.get_by_role("button", name="En attente").click()
    expect(page.locator("[data-queue]")).to_contain_text("Cette campagne est terminée.")
    page.get_by_role("button", name="Cet appareil").click()
    with page.expect_download():
        page.locator("[data-part=device] [data-export]").click()
    page.unroute("**/relais/envois/releve/")
    page.get_by_role("button", name="En attente").click()
    page.locator("[data-queue]").get_by_role("button", name="Corriger").click()

    expect(page.locator("#id_day-error")).to_contain_text("pas encore là")
    expect(page.locator("#id_k16")).to_have_value("12")
    page.get_by_role("button", name="Garder ce relevé").click()
    expect_waiting(page, 0)


def test_a_minute_without_use_wipes_it_and_waiting_on_the_telephone_does_not(telephone):
    page = telephone
    page.get_by_role("button", name="Cet appareil").click()
    page.locator("[data-idle]").check()
    page.get_by_role("button", name="Un relevé", exact=True).click()
    page.locator(".task", has_text="Appel").click()
    page.locator("[data-attempt='1'] [data-start]").click()
    page.wait_for_timeout(63_000)
    expect(page.locator("[data-attempt='1'] [data-stop]")).to_be_visible()
    page.locator("[data-attempt='1'] [data-stop]").click()
    page.locator("#id_k17").fill("7")
    page.wait_for_timeout(63_000)

    expect(page.locator("#phrase")).to_be_visible()
    assert page.locator("[data-grid-place]").inner_html() == ""
    assert page.locator("[data-tasks]").inner_html() == ""
    unlock(page)
    is_open(page)
    expect(page.locator("#id_k17")).to_have_value("7", timeout=LONG)
    expect(page.locator("#id_minutes-1")).to_have_value("1")
