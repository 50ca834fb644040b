"""What fails is logged by its place in the code; what someone wrote is in no log."""

import io
import logging
from logging.config import dictConfig

import pytest
from django.conf import settings as ours
from django.db import IntegrityError
from django.test import Client
from PIL import Image

from observatory.kit.pictures import clean_picture
from observatory.pages import views

SECRET = "Madame Peeters, rue du Progrès"


@pytest.fixture
def said():
    """Everything that the process writes to its log, at the most talkative level."""
    written = io.StringIO()
    console = {**ours.LOGGING["handlers"]["console"], "stream": written}
    root = {**ours.LOGGING["root"], "level": "DEBUG"}
    dictConfig({**ours.LOGGING, "handlers": {"console": console}, "root": root})
    yield written
    dictConfig(ours.LOGGING)


@pytest.fixture
def broken_page(monkeypatch):
    """A page on which the database quotes a row that it refuses."""

    def fail():
        try:
            raise IntegrityError(f"DETAIL: Failing row contains ({SECRET}).")
        except IntegrityError as error:
            raise RuntimeError(SECRET) from error

    monkeypatch.setattr(views, "ways_in", fail)
    return "/fr/mentions/"


def test_the_row_that_the_database_refused_is_in_no_log(db, said, broken_page):
    client = Client(raise_request_exception=False)
    assert client.get(f"{broken_page}?q=Peeters").status_code == 500
    text = said.getvalue()
    assert "Peeters" not in text
    assert "answer 500 on the page legal" in text
    assert "IntegrityError\nwhich led to" in text
    assert text.rstrip().endswith("RuntimeError")
    assert "pages/views.py" in text


def test_the_key_of_an_invitation_is_in_no_log_when_the_form_is_refused(db, said):
    browser = Client(enforce_csrf_checks=True)
    assert browser.post("/fr/compte/invitation/k7p2-9xwd/").status_code == 403
    assert "k7p2" not in said.getvalue()
    assert "a request was refused: csrf" in said.getvalue()


def test_a_made_up_host_gives_one_short_line(db, said):
    assert Client().get("/fr/", headers={"host": "evil.example"}).status_code == 400
    assert "evil" not in said.getvalue()
    assert [line for line in said.getvalue().splitlines() if "ERROR" in line] == [
        line for line in said.getvalue().splitlines() if "DisallowedHost" in line
    ]


def test_what_a_photo_says_of_itself_is_in_no_log(said):
    file, marks = io.BytesIO(), Image.Exif()
    marks[0x010E] = SECRET
    Image.new("RGB", (32, 32)).save(file, "JPEG", exif=marks)
    clean_picture(file.getvalue())
    assert "Peeters" not in said.getvalue()


def test_what_the_product_itself_has_to_say_is_said(said):
    logging.getLogger("observatory.ops.schedule").info("erased %s", "draft: 3")
    assert "erased draft: 3" in said.getvalue()
