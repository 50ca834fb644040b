"""What the journeys without network share: a device, what is typed on it, what the server has."""

import json

from playwright.sync_api import expect

PHRASE = "trois chats verts"
SECONDS = 1000
# PBKDF2 on a slow machine, twice.
LONG = 30 * SECONDS
# The disk of the device is full.
FULL = """() => {
  window.realPut = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function () {
    throw new DOMException("full", "QuotaExceededError");
  };
}"""


def open_app(page, server, **options):
    """Open the page that works without network."""
    page.goto(server.address("offline_app", **options))
    page.locator("#app:not([hidden])").wait_for()


def prepare(page, server, phrase=PHRASE):
    """Make a device of this browser: passphrase, page kept, codes in reserve when signed in."""
    open_app(page, server)
    page.locator("#new-phrase").fill(phrase)
    page.locator("#new-phrase-again").fill(phrase)
    page.get_by_role("button", name="Préparer cet appareil").click()
    page.locator("[data-view=work]:not([hidden])").wait_for(timeout=LONG)
    page.locator("#app[data-ready=yes]").wait_for(timeout=LONG, state="attached")


def wait_for_codes(page, count=30):
    expect(page.locator("[data-codes-left]")).to_contain_text(f"{count} codes", timeout=LONG)


def unlock(page, phrase=PHRASE):
    page.locator("#phrase").fill(phrase)
    page.get_by_role("button", name="Ouvrir", exact=True).click()


def is_open(page):
    page.locator("[data-view=work]:not([hidden])").wait_for(timeout=LONG)


def choose(page, question, text):
    box = page.locator(f"#combo-{question}")
    box.fill(text)
    box.press("Enter")


def say_yes(page, question):
    page.locator(f"[data-question={question}] label.chip", has_text="Oui").click()


def fill_short(page, story="", service="CPAS"):
    """Answer the short form; agree to be counted."""
    page.locator("label.chip", has_text="Les courtes").click()
    choose(page, "where", "1080")
    choose(page, "service", service)
    choose(page, "obstacles", "rendez-vous")
    if story:
        page.locator("[data-question=story] textarea").fill(story)
    say_yes(page, "consent_count")


def keep(page):
    page.get_by_role("button", name="Garder ce signalement").click()


def enter_one(page, story=""):
    """Enter a short report, keep it, and return the code on its slip."""
    fill_short(page, story)
    keep(page)
    page.locator("#kept-title").wait_for()
    code = page.locator("[data-part=slip] .return-code").inner_text().replace(" ", "")
    page.get_by_role("button", name="La personne suivante").click()
    return code


def waiting(page):
    """Return how many entries are on the device, read from its own store."""
    return page.evaluate(
        """() => new Promise((resolve) => {
          const opening = indexedDB.open("observatoire-relais");
          opening.onsuccess = () => {
            const rows = opening.result.transaction("entries").objectStore("entries").count();
            rows.onsuccess = () => { opening.result.close(); resolve(rows.result); };
          };
        })"""
    )


def expect_waiting(page, count):
    words = f"{count} signalement" if count else "Rien n’attend"
    expect(page.locator("[data-waiting-count]")).to_contain_text(words, timeout=LONG)


COUNT = """
import json
from observatory.reports.models import Report
from observatory.reports.queries import report_by_code
from observatory.journal.models import Entry
codes = json.loads({codes!r})
found = [report_by_code(code) for code in codes]
print(json.dumps({{
    "reports": Report.objects.filter(intake__in=["assisted", "group"]).count(),
    "delivered": Entry.objects.filter(action="desk.deliver").count(),
    "found": len({{one.pk for one in found if one}}),
}}))
"""


def on_server(server, codes=()):
    """Return the number of reports that came this way, and how many different ones the codes open."""
    script = COUNT.format(codes=json.dumps(list(codes)))
    return json.loads(server.manage("shell", "-v", "0", "-c", script))
