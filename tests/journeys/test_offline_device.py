"""Without network: what is on the device is kept, cannot be read by others, and is wiped."""

import json
import re

from playwright.sync_api import expect

from .axe import fail_on, look_at
from .offline import (
    FULL,
    LONG,
    PHRASE,
    SECONDS,
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

ALL_OF_STORE = """async () => {
  const opening = indexedDB.open("observatoire-relais");
  await new Promise((done) => { opening.onsuccess = done; });
  const names = [...opening.result.objectStoreNames];
  const all = {};
  for (const name of names) {
    const rows = opening.result.transaction(name).objectStore(name).getAll();
    await new Promise((done) => { rows.onsuccess = done; });
    all[name] = rows.result.map((row) => {
      const bytes = row.data ? new TextDecoder().decode(row.data) : "";
      return JSON.stringify(row) + bytes;
    });
  }
  opening.result.close();
  return JSON.stringify(all);
}"""


def test_nothing_is_kept_before_the_person_agreed(tablet):
    page = tablet
    page.locator("label.chip", has_text="Les courtes").click()
    keep(page)

    expect(page.locator("[data-question=where].wrong")).to_be_visible()
    expect(page.locator("[data-question=service].wrong")).to_be_visible()
    expect(page.locator("[data-question=consent_count].wrong")).to_be_visible()
    page.locator("[data-question=consent_count] label.chip", has_text="Non").click()
    keep(page)
    expect(page.locator("[data-question=consent_count].wrong")).to_contain_text("Sans cet accord")
    assert waiting(page) == 0


def test_what_is_on_the_device_cannot_be_read_without_the_passphrase(tablet):
    page = tablet
    page.context.set_offline(True)
    code = enter_one(page, story="Madame Benali attend depuis mars.")
    page.locator("[data-question=story] textarea").fill("Encore un mot")
    page.wait_for_timeout(1200)

    kept = page.evaluate(ALL_OF_STORE)

    for secret in ("Benali", "Encore", "21012", "CPAS", code, PHRASE, "Maison"):
        assert secret not in kept
    assert "entries" in kept


def test_what_was_being_typed_comes_back_with_the_passphrase(tablet):
    page = tablet
    page.context.set_offline(True)
    fill_short(page, story="À moitié écrit")
    page.wait_for_timeout(1200)
    page.reload()

    expect(page.locator("[data-draft-waits]")).to_be_visible()
    assert "moitié" not in page.content()
    unlock(page)
    expect(page.locator("[data-question=story] textarea")).to_have_value(
        "À moitié écrit", timeout=LONG
    )
    expect(page.locator("#combo-service")).to_have_value(re.compile("CPAS"))
    keep(page)
    page.locator("#kept-title").wait_for()


def test_after_a_minute_without_use_nothing_is_on_the_screen(tablet):
    page = tablet
    page.get_by_role("button", name="Cet appareil").click()
    page.locator("[data-idle]").check()
    page.get_by_role("button", name="Saisir").click()
    page.clock.install()
    page.reload()
    unlock(page)
    is_open(page)
    fill_short(page, story="Je suis à l’écran")

    page.clock.run_for(46 * SECONDS)
    dialog = page.get_by_role("dialog", name="Toujours là")
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="Continuer").click()
    expect(dialog).to_be_hidden()
    page.clock.run_for(44 * SECONDS)
    expect(dialog).to_be_hidden()
    page.clock.run_for(17 * SECONDS)

    expect(page.locator("[data-view=locked]")).to_be_visible()
    typed = page.evaluate(
        "[...document.querySelectorAll('textarea, input')].map((f) => f.value).join()"
    )
    assert "écran" not in typed
    assert "CPAS" not in page.locator("main").inner_text()
    unlock(page)
    story = page.locator("[data-question=story] textarea")
    expect(story).to_have_value("Je suis à l’écran", timeout=LONG)


def test_a_clock_that_is_wrong_by_a_year_is_said_and_counts_for_nothing(tablet, server):
    page = tablet
    before = on_server(server)
    page.clock.install(time="2025-06-01T10:00:00Z")
    page.reload()
    unlock(page)
    is_open(page)

    expect(page.locator("[data-name=clock]")).to_contain_text("elle retarde de", timeout=LONG)
    enter_one(page)
    expect_waiting(page, 0)
    assert on_server(server)["reports"] - before["reports"] == 1
    moment = server.manage(
        "shell",
        "-v",
        "0",
        "-c",
        "from observatory.reports.models import Report\n"
        "from django.utils import timezone\n"
        "print((timezone.now() - Report.objects.latest('pk').received_at).days)",
    )
    assert int(moment) == 0


ROOM = "() => { IDBObjectStore.prototype.put = window.realPut; }"


def test_on_a_full_device_the_entry_stays_on_the_screen(tablet, server):
    page = tablet
    before = on_server(server)
    page.context.set_offline(True)
    fill_short(page, story="Il ne faut pas me perdre")
    page.evaluate(FULL)
    keep(page)

    full = page.locator("[role=alert] [data-name=full]")
    expect(full).to_contain_text("La mémoire de cet appareil est pleine")
    expect(page.locator("[data-question=story] textarea")).to_have_value("Il ne faut pas me perdre")
    with page.expect_download() as download:
        full.get_by_role("button", name="L’enregistrer dans un fichier").click()
    assert len(json.loads(download.value.path().read_text())["entries"]) == 1

    page.context.set_offline(False)
    full.get_by_role("button", name="Envoyer celui-ci").click()
    page.locator("#kept-title").wait_for(timeout=LONG)
    code = page.locator("[data-part=slip] .return-code").inner_text()
    after = on_server(server, [code.replace(" ", "")])
    assert after["reports"] - before["reports"] == 1
    assert after["found"] == 1


def test_on_a_device_with_room_again_the_entry_is_kept_as_the_same_one(tablet):
    page = tablet
    page.context.set_offline(True)
    fill_short(page)
    page.evaluate(FULL)
    keep(page)
    expect(page.locator("[data-name=full]")).to_be_visible()
    page.evaluate(ROOM)
    keep(page)

    page.locator("#kept-title").wait_for()
    expect(page.locator("[data-name=full]")).to_have_count(0)
    assert waiting(page) == 1


def test_the_passphrase_can_be_changed_and_the_old_one_opens_nothing(tablet):
    page = tablet
    page.context.set_offline(True)
    enter_one(page)
    page.get_by_role("button", name="Cet appareil").click()
    page.get_by_text("Changer de phrase secrète").click()
    page.locator("#old-phrase").fill("ce n'est pas elle")
    page.locator("#next-phrase").fill("quatre chiens bleus")
    page.get_by_role("button", name="Changer la phrase").click()
    expect(page.locator("#old-phrase-error")).to_be_visible(timeout=LONG)
    page.locator("#old-phrase").fill(PHRASE)
    page.get_by_role("button", name="Changer la phrase").click()
    expect(page.locator("[data-name=phrase]")).to_be_visible(timeout=LONG)

    page.reload()
    unlock(page)
    expect(page.locator("#phrase-error")).to_be_visible(timeout=LONG)
    unlock(page, "quatre chiens bleus")
    is_open(page)
    page.get_by_role("button", name="En attente").click()
    expect(page.locator("[data-queue]")).to_contain_text("CPAS")


def test_a_new_version_of_the_page_hides_nothing_that_waits(tablet, server):
    page = tablet
    page.context.set_offline(True)
    enter_one(page)
    page.route("**/relais/envois/", lambda route: route.abort())
    page.context.set_offline(False)
    page.evaluate(
        """async () => {
          const old = (await caches.keys())[0];
          await navigator.serviceWorker.register(document.getElementById("app").dataset.worker + "?new");
          await caches.delete(old);
          await new Promise((done) => setTimeout(done, 2000));
        }"""
    )
    expect_waiting(page, 1)
    open_app(page, server)
    expect_waiting(page, 1)
    unlock(page)
    is_open(page)
    page.get_by_role("button", name="En attente").click()
    expect(page.locator("[data-queue]")).to_contain_text("CPAS")


def test_without_network_every_address_of_the_relays_gives_the_page(tablet, server):
    page = tablet
    page.context.set_offline(True)
    page.goto(server.address("group_sessions"))

    expect(page.get_by_role("heading", name="Saisir sans réseau")).to_be_visible()
    expect(page.locator("[data-network-words]")).to_contain_text("Pas de réseau")
    # A picture, a font or a module that is not kept would be missing here.
    assert page.evaluate(
        "document.fonts.ready.then((all) => [...all].every((f) => f.status !== 'error'))"
    )


def test_the_other_pages_say_what_waits_on_the_device(tablet, server):
    page = tablet
    page.context.set_offline(True)
    enter_one(page)
    # The network is back, and what waits cannot leave yet.
    page.route("**/relais/envois/", lambda route: route.abort())
    page.context.set_offline(False)
    page.goto(server.address("group_sessions"))

    expect(page.locator("[data-waiting]")).to_contain_text("1 signalement attend sur cet appareil")


def test_every_state_of_the_page_is_accessible(page, server, find_axe_violations):
    faults = []

    def look():
        faults.extend(look_at(page, find_axe_violations))

    open_app(page, server)
    look()
    page.get_by_role("button", name="Préparer cet appareil").click()
    look()
    prepare(page, server)
    look()
    keep(page)
    look()
    fill_short(page)
    say_yes(page, "consent_count")
    keep(page)
    page.locator("#kept-title").wait_for()
    look()
    page.get_by_role("button", name="En attente").click()
    look()
    page.get_by_role("button", name="Effacer 1").click()
    look()
    page.get_by_role("button", name="Ne rien faire").click()
    page.get_by_role("button", name="Cet appareil").click()
    for summary in page.locator("[data-part=device] summary").all():
        summary.click()
    look()
    page.get_by_role("button", name="Fermer à clé").click()
    page.locator("[data-view=locked] summary").click()
    look()
    fail_on(faults)
