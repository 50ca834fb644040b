"""Keys pressed as a person presses them: once the page shows where they go."""

from playwright.sync_api import expect


def await_focus(page):
    """Wait until the page has put the focus where it asks for it.

    A browser under load does so a moment after the page has come.
    """
    expect(page.locator(":focus")).to_have_count(1)


def press_and_go(page, *keys):
    """Press keys, and wait for the page that follows."""
    await_focus(page)
    with page.expect_navigation():
        for key in keys:
            page.keyboard.press(key)
