"""What the journeys of the telephone in the street share."""

from playwright.sync_api import expect

from .offline import LONG

TELEPHONE = {"width": 360, "height": 740}


def expect_observed(page, count):
    """Wait until the telephone says how many observations it keeps."""
    words = f"{count} relevé" if count else "Rien n’attend"
    expect(page.locator("[data-waiting-count]")).to_contain_text(words, timeout=LONG)


def tick_and_keep(page):
    """Say that day and hour are right, and keep the observation."""
    page.locator("#street-sure").check()
    page.get_by_role("button", name="Garder ce relevé").click()


def attempt(page, number, outcome):
    """Wait a second on the telephone."""
    one = page.locator(f"[data-attempt='{number}']")
    one.locator("[data-start]").click()
    page.wait_for_timeout(1100)
    one.locator("[data-stop]").click()
    page.locator(f"#id_outcome-{number}").select_option(outcome)
