"""What pages weigh on the line, as a browser with an empty cache really asks for them.

Design, section 5, rule 12: 50 kB for the first screen of the report flow with
everything it loads, 120 kB for the whole flow, 100 kB for any public page
without photos, compressed. A kB is 1,000 bytes; headers are counted too.
"""

import pytest

from tests.journeys.conftest import open_page
from tests.journeys.test_main_job import Wizard

KB = 1000
LANGUAGES = ("fr", "nl", "en")
PUBLIC = [
    ("home",),
    ("municipalities",),
    ("municipality", "21015"),
    ("services",),
    ("service", "S01"),
    ("problems",),
    ("search",),
    ("method",),
    ("privacy",),
    ("accessibility",),
    ("legal",),
    ("help",),
    ("paper_form",),
    ("location_changes",),
    ("follow_up",),
]


class Scale:
    """Adds up the bytes of every answer a window receives."""

    def __init__(self, page):
        self.answers = {}
        page.on("requestfinished", self.weigh)

    def weigh(self, request):
        sizes = request.sizes()
        bytes_in = sizes["responseBodySize"] + sizes["responseHeadersSize"]
        self.answers.setdefault(request.url, []).append(bytes_in)

    @property
    def total(self):
        return sum(sum(each) for each in self.answers.values())


@pytest.fixture
def scale_of(browser, server):
    """A function that opens a window with an empty cache and returns it with its scale."""
    opened = []

    def weigh():
        context, page, _watch = open_page(browser, server, viewport={"width": 360, "height": 740})
        opened.append(context)
        return page, Scale(page)

    yield weigh
    for context in opened:
        context.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_screen_of_the_report_flow_is_light(scale_of, server, language):
    page, scale = scale_of()
    page.goto(server.address("report_start", language=language), wait_until="networkidle")
    assert any("woff2" in url for url in scale.answers), "the font was not weighed"
    assert any(url.endswith(".css") for url in scale.answers), "the sheet was not weighed"
    assert scale.total <= 50 * KB, scale.answers


def test_the_whole_report_flow_is_light(scale_of, server):
    page, scale = scale_of()
    page.goto(server.address("report_start"))
    Wizard(page, "Le guichet est fermé.", with_photo=False).walk()
    page.locator("main form button.primary").click()
    page.wait_for_load_state("networkidle")
    assert "Merci" in page.locator("h1").inner_text()
    screens = [url for url in scale.answers if "/signaler/" in url]
    assert len(screens) > 10
    assert scale.total <= 120 * KB, scale.answers


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PUBLIC, ids=lambda name: name[0])
def test_a_public_page_is_light(scale_of, server, name, language):
    page, scale = scale_of()
    page.goto(server.address(*name, language=language), wait_until="networkidle")
    assert scale.total > 0
    assert scale.total <= 100 * KB, scale.answers


def test_the_page_of_a_problem_is_light(scale_of, server):
    page, scale = scale_of()
    page.goto(server.address("problems"))
    address = page.locator(".problem-list a").first.get_attribute("href")
    page, scale = scale_of()
    page.goto(server.url + address, wait_until="networkidle")
    assert scale.total <= 100 * KB, scale.answers
