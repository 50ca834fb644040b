import hashlib
import hmac
import time
from datetime import UTC, datetime

import pytest

from observatory.letters.jobs import poll_mailbox
from observatory.letters.models import IncomingItem
from observatory.letters.queries import open_content

from .factories import receive
from .mails import TEXT, make_mail, raw

pytestmark = pytest.mark.django_db

ADDRESS = "/courrier/entree/"
SECRET = "a secret that two servers share"


@pytest.fixture(autouse=True)
def _secret(settings):
    settings.INBOUND_SECRET = SECRET


def post(client, body, *, secret=SECRET, stamp=None, **headers):
    stamp = str(int(time.time())) if stamp is None else stamp
    signature = hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    headers = {
        "X-Observatory-Timestamp": stamp,
        "X-Observatory-Signature": f"sha256={signature}",
        **headers,
    }
    return client.post(ADDRESS, body, content_type="message/rfc822", headers=headers)


def test_a_mail_that_a_service_posts_becomes_an_item(client):
    response = post(client, raw(make_mail()))
    assert (response.status_code, response.content) == (200, b"taken\n")
    item = IncomingItem.objects.get()
    assert (item.channel, open_content(item).text) == ("webhook", TEXT)
    assert response.headers["Cache-Control"] == "no-store"
    assert not response.cookies


def test_no_token_of_a_form_is_asked_for(settings):
    from django.test import Client

    assert post(Client(enforce_csrf_checks=True), raw(make_mail())).status_code == 200


def test_without_the_setting_there_is_no_such_address(client, settings):
    settings.INBOUND_SECRET = ""
    assert post(client, raw(make_mail())).status_code == 404
    assert post(client, raw(make_mail()), secret="").status_code == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Observatory-Signature": ""},
        {"X-Observatory-Signature": "sha256=" + "0" * 64},
        {"X-Observatory-Signature": "é"},
        {"X-Observatory-Timestamp": ""},
        {"X-Observatory-Timestamp": "now"},
        {"X-Observatory-Timestamp": "٣٣٣"},
        {"X-Observatory-Timestamp": "9" * 400},
    ],
)
def test_a_wrong_signature_is_refused_and_nothing_is_kept(client, headers):
    assert post(client, raw(make_mail()), **headers).status_code == 403
    assert not IncomingItem.objects.exists()


def test_another_secret_is_refused(client):
    assert post(client, raw(make_mail()), secret="another").status_code == 403


@pytest.mark.parametrize("shift", [-301, 301, -365 * 86400])
def test_a_request_that_is_played_again_later_is_refused(client, shift):
    stamp = str(int(time.time()) + shift)
    assert post(client, raw(make_mail()), stamp=stamp).status_code == 403


def test_the_same_request_five_times_is_one_item(client):
    for _ in range(5):
        assert post(client, raw(make_mail())).status_code == 200
    assert IncomingItem.objects.count() == 1


def test_a_mail_that_comes_by_both_ways_is_one_item(client):
    polled = receive(make_mail())
    other = b"Received: by the service\n" + raw(make_mail()).replace(b"\r\n", b"\n")
    assert post(client, other).status_code == 200
    assert IncomingItem.objects.get() == polled


def test_and_the_other_way_round(client, imap):
    assert post(client, raw(make_mail())).status_code == 200
    imap.deliver(raw(make_mail()))
    assert poll_mailbox(datetime.now(UTC)) == 0
    assert IncomingItem.objects.count() == 1


def test_a_mail_over_the_limit_is_kept_as_one_that_says_so(client, settings):
    settings.MAIL_MAX_BYTES = 100_000
    response = post(client, raw(make_mail(subject="Lourd")) + b"x" * 200_000)
    assert response.status_code == 200
    item = IncomingItem.objects.get()
    assert item.left_out[0]["why"] == "mail_too_large"
    assert open_content(item).subject == "Lourd"
    assert open_content(item).text == ""


def test_what_is_far_too_large_is_not_read_to_the_end(client, settings):
    settings.MAIL_MAX_BYTES = 10_000
    assert post(client, b"x" * 100_000).status_code == 413
    assert not IncomingItem.objects.exists()


def test_only_posting_is_answered(client):
    assert client.get(ADDRESS).status_code == 405
