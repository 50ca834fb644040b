"""What the journeys of ODK Collect share: ODK's engine on a page, and the address of a telephone."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from .conftest import HOME

ENGINE = HOME / "node_modules" / "@getodk" / "xforms-engine" / "dist" / "index.js"
CLIENT = HOME / "tests" / "journeys" / "odk.js"
HERE = ZoneInfo("Europe/Brussels")


def bring_engine(page):
    """Let the page load ODK's engine and the client that plays ODK Collect."""

    def answer(route):
        name = route.request.url.rpartition("/")[2]
        if name == "odk.html":
            return route.fulfill(body="<!doctype html><title>ODK</title>", content_type="text/html")
        path = ENGINE if name == "engine.js" else CLIENT
        return route.fulfill(body=path.read_text(), content_type="text/javascript")

    page.route("**/odk-engine/*", answer)


def play(page, server, code, address, **values):
    """Run code of a client (`odk`, see odk.js) that knows the address of a telephone."""
    page.goto(server.url + "/odk-engine/odk.html")
    return page.evaluate(
        'async ({server, values}) => {const odk = await import("/odk-engine/odk.js");' + code + "}",
        {"server": address, "values": values},
    )


def open_address(page, server):
    """Open the address of the telephone of whoever is signed in, on its page; return it."""
    page.goto(server.address("my_collect"))
    page.locator("main button[value=open]").click()
    return page.locator("main .address").inner_text()


def ago(**back):
    """Return a moment as ODK Collect writes it."""
    moment = datetime.now(HERE) - timedelta(**back)
    return moment.isoformat(timespec="milliseconds")
