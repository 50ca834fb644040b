"""What the journeys of the desk share: a report entered, and what the server has of it."""

import re

from playwright.sync_api import expect

STORY = "Guichet fermé."


def enter_something(page, server):
    """Enter a first report, so that the sitting remembers the municipality."""
    page.goto(server.address("desk_entry"))
    expect(page.locator("#combo-where")).to_be_visible()
    for name, typed in (("where", "1080"), ("service", "cpas")):
        page.locator(f"#combo-{name}").fill(typed)
        page.keyboard.press("Enter")
    page.locator("[name=consent_count][value=yes]").check(force=True)
    page.locator("[data-go]").click()
    page.wait_for_url("**/papier/**")
    return code_on(page)


def code_on(page):
    return re.sub(r"\D", "", page.locator(".big-code").inner_text())


STORED = """
from observatory.reports.queries import report_by_code
from observatory.reports.models import Report
found = report_by_code("{code}")
if not isinstance(found, Report):
    print("gone")
else:
    terms = found.report_terms.order_by("pk").values_list("term__code", flat=True)
    consents = found.consents.order_by("code").values_list("code", "granted")
    print(found.service.code, ",".join(terms), dict(consents), found.intake)
"""


def stored(server, code):
    """Return what the database holds of the report of a code, in one line."""
    return server.manage("shell", "-v", "0", "-c", STORED.format(code=code)).strip()


def fill_in(page):
    page.locator("#combo-where").fill("1080")
    page.keyboard.press("Enter")
    page.locator("#combo-service").fill("cpas")
    page.keyboard.press("Enter")
    page.locator("#id_story").fill(STORY)
    page.locator("[name=consent_count][value=yes]").check(force=True)


def end_session(page):
    page.context.clear_cookies(name="session")
