"""Without network: what is entered arrives once, whatever happens on the way."""

import json
import re

import pytest
from playwright.sync_api import expect

from .conftest import open_page
from .offline import (
    LONG,
    PHRASE,
    choose,
    enter_one,
    expect_waiting,
    fill_short,
    is_open,
    keep,
    on_server,
    open_app,
    prepare,
    say_yes,
    unlock,
    waiting,
)


def test_ten_entries_arrive_once_through_three_interruptions(tablet, server):
    page, context = tablet, tablet.context
    before = on_server(server)
    context.set_offline(True)
    page.reload()
    unlock(page)
    is_open(page)
    codes = [enter_one(page, story=f"Récit numéro {n}.") for n in range(10)]
    expect_waiting(page, 10)
    assert len(set(codes)) == 10

    # First: the server has the third one, and its answer never comes.
    sent = []

    def lose_the_third_answer(route):
        sent.append(route.request.post_data)
        if len(sent) > 3:
            route.abort()
            return
        answer = route.fetch()
        if len(sent) == 3:
            route.abort()
        else:
            route.fulfill(response=answer)

    page.route("**/relais/envois/", lose_the_third_answer)
    context.set_offline(False)
    page.get_by_role("button", name="Envoyer maintenant").click()
    expect(page.locator("[data-name=stopped]")).to_contain_text("ne répond pas", timeout=LONG)
    expect_waiting(page, 8)
    assert on_server(server)["reports"] - before["reports"] == 3

    # Second: the page is closed and opened, and the passphrase mistyped.
    context.set_offline(True)
    page.unroute("**/relais/envois/")
    page.reload()
    unlock(page, "trois chats bleus")
    expect(page.locator("#phrase-error")).to_contain_text("Ce n’est pas la phrase", timeout=LONG)
    unlock(page)
    is_open(page)
    expect_waiting(page, 8)

    # Third: the network goes in the middle, before the server got it.
    turns = []

    def drop_the_second(route):
        turns.append(1)
        if len(turns) >= 2:
            route.abort()
        else:
            route.continue_()

    page.route("**/relais/envois/", drop_the_second)
    context.set_offline(False)
    page.get_by_role("button", name="Envoyer maintenant").click()
    expect(page.locator("[data-name=stopped]")).to_be_visible(timeout=LONG)
    expect_waiting(page, 7)

    page.unroute("**/relais/envois/")
    page.get_by_role("button", name="Envoyer maintenant").click()
    expect_waiting(page, 0)
    after = on_server(server, codes)
    assert after["reports"] - before["reports"] == 10
    assert after["delivered"] - before["delivered"] == 10
    assert after["found"] == 10
    assert waiting(page) == 0


def test_the_same_entry_five_times_is_one_report(tablet, server):
    page = tablet
    before = on_server(server)
    answers = []

    def send_five_times(route):
        answers.extend(route.fetch().json() for _ in range(5))
        route.fulfill(json=answers[-1])

    page.route("**/relais/envois/", send_five_times)
    code = enter_one(page)
    expect_waiting(page, 0)

    assert [one["is_new"] for one in answers] == [True, False, False, False, False]
    assert {one["code"] for one in answers} == {code}
    assert on_server(server)["reports"] - before["reports"] == 1


def test_two_windows_never_send_the_same_one_twice(tablet, server):
    page, context = tablet, tablet.context
    context.set_offline(True)
    enter_one(page)
    enter_one(page)
    before = on_server(server)
    other = context.new_page()
    other.goto(server.address("offline_app"))
    unlock(other)
    is_open(other)
    sent = []
    context.on(
        "request",
        lambda request: sent.append(request.post_data) if "/envois/" in request.url else None,
    )
    context.set_offline(False)
    for one in (page, other):
        one.evaluate("window.dispatchEvent(new Event('online'))")
    for one in (page, other):
        expect_waiting(one, 0)
    assert on_server(server)["reports"] - before["reports"] == 2
    assert len(sent) == len(set(sent)) == 2


def test_who_is_not_signed_in_keeps_everything_and_is_told(page, server):
    prepare(page, server)
    fill_short(page)
    keep(page)
    expect(page.locator(".kept-code")).to_contain_text("plus de code en réserve")
    page.get_by_role("button", name="La personne suivante").click()

    page.get_by_role("button", name="Envoyer maintenant").click()

    expect(page.locator("[data-name=stopped]")).to_contain_text("connectez-vous", timeout=LONG)
    expect(page.get_by_role("link", name="Se connecter pour envoyer")).to_be_visible()
    expect_waiting(page, 1)


def test_a_code_that_was_not_there_is_shown_after_the_delivery(page, server, sign_in):
    prepare(page, server)
    fill_short(page)
    keep(page)
    page.get_by_role("button", name="La personne suivante").click()
    sign_in(page, "amine")
    open_app(page, server)
    unlock(page)
    is_open(page)

    note = page.locator("[data-note]")
    expect(note).to_contain_text("Un code à donner", timeout=LONG)
    code = note.locator(".return-code").inner_text().replace(" ", "")
    assert on_server(server, [code])["found"] == 1
    page.reload()
    unlock(page)
    expect(note).to_be_visible(timeout=LONG)
    note.get_by_role("button", name="C’est noté").click()
    expect(note).to_have_count(0)


def test_another_code_than_the_one_on_paper_is_said_loudly(tablet):
    page = tablet

    def answer_another(route):
        entry = json.loads(route.request.post_data)
        route.fulfill(json={"uuid": entry["uuid"], "code": "1" * 12, "is_new": True})

    page.route("**/relais/envois/", answer_another)
    enter_one(page)

    note = page.locator("[role=alert] [data-note]")
    expect(note).to_contain_text("Attention\u202f: le code a changé", timeout=LONG)
    expect(note.locator(".return-code")).to_contain_text("1111 1111 1111")


@pytest.mark.parametrize(
    ("status", "words"), [(500, "a un problème"), (403, "ne peut pas envoyer"), (429, "Beaucoup")]
)
def test_a_server_that_refuses_takes_nothing_off_the_device(tablet, status, words):
    page = tablet
    page.route("**/relais/envois/", lambda route: route.fulfill(status=status, body="{}"))
    enter_one(page)

    expect(page.locator("[data-name=stopped]")).to_contain_text(words, timeout=LONG)
    expect_waiting(page, 1)


def test_an_answer_for_another_entry_takes_nothing_off_the_device(tablet):
    page = tablet
    other = {"uuid": "00000000-0000-4000-8000-000000000000", "code": "1" * 12, "is_new": True}
    page.route("**/relais/envois/", lambda route: route.fulfill(json=other))
    enter_one(page)

    expect(page.locator("[data-name=stopped]")).to_be_visible(timeout=LONG)
    expect_waiting(page, 1)


def test_a_short_report_made_without_network_is_counted_in_its_session(tablet, server):
    page = tablet
    page.context.set_offline(True)
    page.locator("label.chip", has_text="Les courtes").click()
    page.locator("#app-session").select_option(index=1)
    # The municipality of the session is chosen already.
    expect(page.locator("#combo-where")).to_have_value(re.compile("1080"))
    choose(page, "service", "CPAS")
    say_yes(page, "consent_count")
    keep(page)
    page.locator("#kept-title").wait_for()
    page.context.set_offline(False)
    page.get_by_role("button", name="Envoyer maintenant").click()
    expect_waiting(page, 0)

    page.goto(server.address("group_sessions"))
    page.locator(".sessions a").first.click()
    expect(page.locator("tbody tr").last).to_contain_text("Amine")


def test_a_refused_entry_is_corrected_and_sent(tablet, server):
    page = tablet
    before = on_server(server)

    def refuse(route):
        uuid = json.loads(route.request.post_data)["uuid"]
        errors = {"service": "Nous ne connaissons pas ce service."}
        route.fulfill(status=422, json={"uuid": uuid, "errors": errors})

    page.route("**/relais/envois/", refuse)
    code = enter_one(page, story="Le texte tapé reste.")
    expect(page.locator("[data-name=refused]")).to_be_visible(timeout=LONG)
    page.get_by_role("button", name="En attente").click()
    queue = page.locator("[data-queue]")
    expect(queue).to_contain_text("Nous ne connaissons pas ce service")
    page.unroute("**/relais/envois/")
    queue.get_by_role("button", name="Corriger").click()

    wrong = page.locator("[data-question=service].wrong")
    expect(wrong).to_contain_text("Nous ne connaissons pas ce service")
    expect(page.locator("[data-question=story] textarea")).to_have_value("Le texte tapé reste.")
    page.locator("#combo-service").fill("Poste")
    page.locator("#combo-service").press("Enter")
    keep(page)
    expect_waiting(page, 0)
    after = on_server(server, [code])
    assert after["reports"] - before["reports"] == 1
    assert after["found"] == 1


def test_a_file_carries_entries_to_another_device_and_counts_once(tablet, browser, server, sign_in):
    page = tablet
    before = on_server(server)
    page.context.set_offline(True)
    codes = [enter_one(page, story="Madame Benali"), enter_one(page)]
    page.get_by_role("button", name="Cet appareil").click()
    with page.expect_download() as download:
        page.locator("[data-part=device] [data-export]").click()
    file = download.value.path()
    assert "Benali" not in file.read_text()
    assert not any(code in file.read_text() for code in codes)

    # The same passphrase on both: the keys differ all the same.
    context, other, watch = open_page(browser, server)
    sign_in(other, "amine")
    prepare(other, server)
    other.get_by_role("button", name="Cet appareil").click()

    def take_in(phrase):
        other.locator("#import-file").set_input_files(file)
        other.locator("#import-phrase").fill(phrase)
        other.get_by_role("button", name="Reprendre ces signalements").click()

    take_in("une autre phrase")
    expect(other.locator("#import-phrase-error")).to_contain_text("Ce n’est pas", timeout=LONG)
    take_in(PHRASE)
    expect(other.locator("[data-name=file]")).to_contain_text("2 signalements repris", timeout=LONG)
    expect_waiting(other, 0)

    page.context.set_offline(False)
    page.get_by_role("button", name="Envoyer maintenant").click()
    expect_waiting(page, 0)
    after = on_server(server, codes)
    assert after["reports"] - before["reports"] == 2
    assert after["found"] == 2
    context.close()
    assert watch.faults == []


def test_a_file_that_is_not_ours_is_refused(tablet, tmp_path):
    page = tablet
    page.get_by_role("button", name="Cet appareil").click()
    for number, text in enumerate(
        ("", "{}", "[1]", '{"format": "observatoire-relais", "number": 1}')
    ):
        file = tmp_path / f"{number}.json"
        file.write_text(text)
        page.locator("#import-file").set_input_files(file)
        page.locator("#import-phrase").fill(PHRASE)
        page.get_by_role("button", name="Reprendre ces signalements").click()
        expect(page.locator("#import-file-error")).to_contain_text("n’est pas un enregistrement")
