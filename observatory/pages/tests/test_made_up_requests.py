"""Someone types nonsense in an address or sends a form by hand: a clear answer, on either database."""

import pytest
from django.urls import reverse

from observatory.limits.models import Tally
from observatory.moderation.tests.factories import make_report, publish, sign_in
from observatory.problems.models import MeToo, Problem
from observatory.reports.models import Exchange, Report

pytestmark = pytest.mark.django_db

# Beyond 31 bits, beyond 63 bits, beyond any column; digits that are not ASCII.
NUMBERS = ["0", str(2**31), str(2**63), "9" * 30]
# A zero byte, half a pair, broken UTF-8, a turn of direction, operators, very much.
WORDS = ["%00", "a%00b", "%ED%A0%80", "%FF%FE", "%E2%80%AE", "%22%20OR%20NEAR(", "'%20|%20!", "%25"]


@pytest.fixture
def problem(schaerbeek, mireille):
    return publish(make_report(schaerbeek), mireille).problem


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize(
    "address",
    [
        "/fr/problemes/{}/",
        "/fr/problemes/{}/moi-aussi/",
        "/fr/problemes/{}/merci/",
        "/fr/problemes/{}/textes/?before=1",
        "/fr/problemes/photos/{}.jpg",
        "/fr/communes/{}/",
    ],
)
def test_a_number_that_names_nothing_is_not_found(client, address, number):
    assert client.get(address.format(number)).status_code == 404


@pytest.mark.parametrize("number", [*NUMBERS, "-1", "1e3", "%D9%A1", "9" * 5000])
def test_a_place_in_a_list_that_does_not_exist_is_no_error(client, problem, number):
    for address in (
        f"/fr/problemes/{problem.pk}/textes/?before={number}",
        f"/fr/problemes/?before={number}-{number}",
        f"/fr/problemes/?before={number}",
        f"/fr/recherche/?q=guichet&before={number}",
    ):
        assert client.get(address).status_code in {200, 404}, address


@pytest.mark.parametrize("words", [*WORDS, "a" * 20_000, "%F0%9F%98%80"])
def test_no_word_breaks_a_page(client, words):
    for address in (
        "/fr/recherche/?q={}",
        "/fr/problemes/?municipality={}",
        "/fr/problemes/?service={}",
        "/fr/communes/{}/",
        "/fr/services/{}/",
        "/fr/lieux/{}/",
        "/fr/lieux/changements/?source={}",
        "/fr/lieux/changements/?from={}&to={}",
        "/fr/signaler/{}/",
        "/fr/signaler/?back={}",
        "/fr/compte/invitation/{}/",
        "/fr/compte/connexion/?next={}",
        "/fr/compte/nouveau-mot-de-passe/1-{}/",
        "/{}/",
    ):
        assert client.get(address.format(words, words)).status_code < 500, address


BAD_TEXTS = ["\x00", "a\x00b", "\u202e", "😀" * 300, "9" * 400]


@pytest.mark.parametrize("text", BAD_TEXTS)
def test_a_form_sent_by_hand_is_answered_and_writes_nothing(client, problem, text):
    for name, values in (
        ("follow_up", {"code": text}),
        ("account_login", {"login": f"{text}@example.org", "password": text}),
        ("account_reset_password", {"email": f"{text}@example.org"}),
        ("invitation", {"token": text}),
        ("report_start", {"where": text, "action": text, "back": text}),
    ):
        assert client.post(reverse(name), values).status_code < 500, name
    address = reverse("me_too", args=[problem.pk])
    assert client.post(address, {"where": text, "when": text}).status_code == 200
    assert client.post(f"{address}?{text}", {"where": ["?"], "when": text}).status_code == 200
    assert not MeToo.objects.exists()
    assert Tally.objects.filter(scope__startswith="me-too").count() == 0


@pytest.mark.parametrize("text", ["\x00x", "\u202e", "😀" * 20])
def test_what_a_person_adds_reaches_the_database_without_what_it_cannot_hold(
    client, schaerbeek, text
):
    report = make_report(schaerbeek)
    client.post(reverse("follow_up"), {"code": report.code})
    assert client.post(reverse("follow_add"), {"text": text}).status_code < 500
    assert all("\x00" not in one.text for one in Exchange.objects.all())


@pytest.mark.parametrize("number", [*NUMBERS[1:], "-1", "", "x", "9" * 5000])
def test_a_decision_with_made_up_numbers_changes_nothing(client, problem, mireille, number):
    sign_in(client, mireille)
    report = Report.objects.get()
    here = reverse("moderation_decide", args=[report.uuid])
    for values in (
        {"decision": "undo", "revision": number, "decision_id": number},
        {"decision": "undo", "revision": report.revision, "decision_id": number},
        {"decision": "mark_urgent", "revision": number},
        {"decision": "publish", "revision": number, "public_text": "\x00", "channel": "\x00"},
    ):
        assert 400 <= client.post(here, values).status_code < 500, values
    follow = reverse("problem_undo", args=[problem.pk])
    assert client.post(follow, {"event": number, "revision": number}).status_code in {303, 404}
    follow = reverse("problem_follow", args=[problem.pk])
    values = {"transition": "record_answer", "happened_on": "2026-11-01", "revision": number}
    client.post(follow, values)
    for address in (
        f"{reverse('moderation_queue')}?after=2026-11-23T09:00:00+00:00_{number}",
        f"{reverse('moderation_queue')}?after=0001-01-01T00:00:00%2B00:00_{number}",
        f"{reverse('moderation_decisions')}?before={number}",
        f"{reverse('problems_followed')}?before={number}-{number}",
    ):
        assert client.get(address).status_code in {200, 404}, address
    report.refresh_from_db()
    assert (report.state, report.revision, report.is_urgent) == ("published", 1, False)
    assert Problem.objects.get().state == "open"


@pytest.mark.parametrize("number", NUMBERS)
def test_an_administrator_who_names_nobody_is_told_so(client, olu, number):
    sign_in(client, olu)
    assert client.get(f"{reverse('people')}?page={number}").status_code == 200
    for name in ("person", "person_deactivate"):
        assert client.get(reverse(name, args=[number])).status_code == 404
    for name in ("invitation_revoke", "mandate_end"):
        assert client.post(reverse(name, args=[number])).status_code == 404
    assert client.post(reverse("fact_take_back", args=[number])).status_code == 302
