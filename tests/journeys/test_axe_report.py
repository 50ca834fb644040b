"""Axe on the pages of a report on its way, and on a page that is not there."""

from urllib.parse import urlsplit

import pytest

from .axe import fail_on, look_at
from .test_main_job import go_on

MOST_SCREENS = 40


@pytest.mark.parametrize("path", ["/fr/nulle-part/", "/fr/communes/99999/"])
def test_a_page_that_is_not_there_helps_all_the_same(page, path, find_axe_violations):
    assert page.goto(path).status == 404
    fail_on(look_at(page, find_axe_violations))


# Answer every question of a screen: yes to consents, else the choice whose turn it is.
ANSWER = """turn => {
  const inputs = [...document.querySelectorAll("main input[type=radio], main input[type=checkbox]")]
    .filter(input => !input.name.endsWith("-drop"));
  for (const name of new Set(inputs.map(input => input.name))) {
    const choices = inputs.filter(input => input.name === name);
    const choice = choices.find(input => input.value === "yes") || choices[turn % choices.length];
    choice.checked = true;
    choice.dispatchEvent(new Event("change", {bubbles: true}));
  }
}"""


def test_a_report_can_be_made_and_followed_on_accessible_pages(page, server, find_axe_violations):
    faults = []

    def look():
        faults.extend(look_at(page, find_axe_violations))

    page.goto(server.address("report_start"))
    seen = []
    while not urlsplit(page.url).path.endswith("/check/") and len(seen) < MOST_SCREENS:
        look()
        if not page.locator("main button[name=action][value=next]").count():
            # The end of a way: back, and the next choice there.
            page.locator("main a.primary").click()
        here = urlsplit(page.url).path
        if here not in seen:
            go_on(page)
            look()  # what was forgotten is said beside its field
            page.goto(here)
        page.evaluate(ANSWER, seen.count(here))
        seen.append(here)
        go_on(page)
    look()
    page.locator("main form:not(.erase form) button[type=submit]").first.click()
    assert page.url == server.address("report_done"), page.locator("main").inner_text()
    look()
    code = page.locator(".return-code").inner_text()

    page.goto(server.address("follow_up"))
    page.locator("main input[name=code]").fill("1234 5678 9012")
    page.locator("main button[type=submit]").first.click()
    look()
    page.locator("main input[name=code]").fill(code)
    page.locator("main button[type=submit]").first.click()
    assert page.url == server.address("follow_report"), page.locator("main").inner_text()
    look()
    page.goto(server.address("follow_withdraw"))
    look()
    page.goto(server.address("report_erase"))
    look()
    fail_on(faults)
