"""Going through the wizard as a browser without JavaScript does."""

import io
from html.parser import HTMLParser

from django.test import Client
from PIL import Image

START = "/fr/signaler/"
# What Fatima answers on each screen; a screen that is not named is passed over.
FATIMA = {
    "where": {"where": "21015"},
    "service-group": {"group": "group:transport"},
    "service": {"service": "S27"},
    "speaks": {"speaks_for": "R1"},
    "what": {"obstacles": ["P01", "P05"]},
    "led": {"consequences": ["C06"]},
    "words": {"story": "Le guichet était fermé."},
    "told": {"told_service": "yes", "told_month": "2026-10", "told_how": ["counter"]},
    "about": {"age": "A3", "equipment": ["Q1"]},
    "count": {"consent_count": "yes"},
    "publish": {"consent_publish": "yes", "consent_photo": "yes"},
    "after": {"ask_bodies": "yes", "consent_contact": "no"},
}


def screen_of(address):
    """Return the key of the screen at an address."""
    return address.partition("?")[0].rstrip("/").rpartition("/")[2].replace("signaler", "where")


def walk(client, answers=FATIMA, *, start=START, until=None):
    """Answer screen after screen; return the address of the first that is not answered.

    Stops at `until`, else at the page where the answers are checked. Follows
    the redirects only, as they are sent.
    """
    address = start
    for _step in range(30):
        key = screen_of(address)
        if key in {"check", until}:
            return address
        response = client.post(address.partition("?")[0], answers.get(key, {}))
        assert response.status_code == 303, (key, response.status_code)
        address = response["Location"]
    raise AssertionError("the wizard does not end")


def send(client, answers=FATIMA):
    """Go through the whole wizard and send; return the response."""
    address = walk(client, answers)
    return client.post(address)


def shown(client, address):
    """Return the page at an address as text."""
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code, response.get("Location"))
    return response.content.decode()


def ticked(page):
    """Return the values of the ticked choices and of the text fields: name to list of values."""
    reader = _Controls()
    reader.feed(page)
    return reader.found


def new_browser():
    return Client()


def picture(width=640, height=480, kind="JPEG", **options):
    """Return the bytes of a picture."""
    file = io.BytesIO()
    Image.new("RGB", (width, height), (200, 180, 150)).save(file, kind, **options)
    return file.getvalue()


class _Controls(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = {}
        self.inside = ""

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        kind = given.get("type", "text")
        if tag == "input" and (kind not in {"radio", "checkbox"} or "checked" in given):
            self.found.setdefault(given.get("name"), []).append(given.get("value", ""))
        elif tag == "textarea":
            self.inside = given.get("name")
        elif tag == "option" and "selected" in given:
            self.found.setdefault("selected", []).append(given["value"])

    def handle_data(self, data):
        if self.inside:
            self.found.setdefault(self.inside, []).append(data.removeprefix("\n"))

    def handle_endtag(self, tag):
        if tag == "textarea":
            self.inside = ""
