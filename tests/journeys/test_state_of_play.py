"""The state of play of 1030: 24 observations by three ways, the authority's answer, the page for the council.

A round is observed by a telephone in the street without network, at the desk
and with ODK Collect; it is closed, answered and published. What is published is
compared with what was entered here, and is the same after newer data.
"""

import hashlib
import json
from datetime import datetime, timedelta
from tempfile import NamedTemporaryFile

import pdfua
import pypdfium2
import pytest

from .axe import WIDE, fail_on, look_at
from .collect import HERE
from .conftest import open_page
from .observing import observe_at_the_desk, observe_in_the_street, observe_with_collect
from .rounds import (
    add_place,
    close_and_send,
    count_inhabitants,
    end_round,
    follow,
    open_round,
    post_hours,
    press,
    publish,
    send_reply,
    type_reply,
)
from .street import TELEPHONE
from .truth import (
    Seen,
    flat,
    hidden_of,
    rows_for,
    rows_of_csv,
    shares_of,
    shares_of_json,
    ways_of,
    words_of,
)

A, B = "Guichet Pavillon", "Guichet Josaphat"
INHABITANTS = 130_690
IN_THE_STREET = [
    Seen(A, "visit", {"k14": "yes", "k80": "now"}),
    Seen(A, "visit", {"k14": "yes", "k80": "later"}),
    Seen(A, "visit", {"k14": "no", "k80": "online"}),
    Seen(B, "visit", {"k14": "yes", "k80": "now"}),
    Seen(B, "visit", {"k14": "no", "k80": "refused"}),
    # Nobody could tell how it ended.
    Seen(B, "visit", {"k80": "unknown"}),
    Seen(A, "call", {"k32": "yes", "k80": "online"}),
    Seen(A, "call", {"k32": "no", "k80": "now"}),
]
AT_THE_DESK = [
    Seen(B, "letter", {"k80": "later"}),
    Seen(A, "reading", {"k11": "12,5"}),
    Seen(A, "visit", {"k14": "yes", "k80": "now"}),
    Seen(A, "visit", {"k80": "online"}),
    Seen(A, "call", {"k32": "yes", "k80": "online"}),
    Seen(A, "call", {"k32": "no", "k80": "refused"}),
    # Two calls to a place are too few for a number, and in no sum.
    Seen(B, "call", {"k32": "yes", "k80": "now"}),
    Seen(B, "call", {"k32": "yes", "k80": "now"}),
]
BY_COLLECT = [
    Seen(A, "visit", {"k14": "no", "k80": "later"}),
    Seen(A, "visit", {"k14": "yes", "k80": "online"}),
    Seen(A, "visit", {"k80": "refused"}),
    Seen(B, "visit", {"k11": "20", "k80": "now"}),
    Seen(B, "visit", {"k80": "now"}),
    Seen(B, "visit", {"k80": "online"}),
    Seen(B, "visit", {"k80": "later"}),
    Seen(A, "call", {"k32": "yes", "k80": "online"}),
]
ALL = IN_THE_STREET + AT_THE_DESK + BY_COLLECT
LATER = [
    Seen(A, "visit", {"k80": "online"}),
    Seen(A, "visit", {"k80": "refused"}),
    Seen(A, "visit", {"k80": "online"}),
    Seen(A, "visit", {"k80": "now"}),
]
REPLY = "Un second guichet ouvre en mai.\n\nLe numéro de téléphone est affiché à la porte."
ASKS = {"fr": "Un guichet sans rendez-vous.", "nl": "Een loket zonder afspraak."}
STORED = """
import json
from collections import Counter
from observatory.observations.models import Observation
found = Observation.objects.kept().filter(round_id={round})
print(json.dumps(Counter(found.values_list("intake", flat=True))))
"""


@pytest.fixture
def sit_down(browser, server, sign_in):
    """A function that opens a window of their own for someone: `sit_down("nadia")`."""
    opened = []

    def sit(name, **options):
        context, page, watch = open_page(browser, server, **{"viewport": WIDE, **options})
        opened.append((context, watch))
        sign_in(page, name)
        return page

    yield sit
    for context, _watch in opened:
        context.close()
    assert [fault for _context, watch in opened for fault in watch.faults] == []


@pytest.fixture
def opened(server):
    """Keys of rounds that are open at most while the journey lasts."""
    keys = []
    yield keys
    for key in keys:
        end_round(server, key)


def download(page, link):
    """Return the file behind a link."""
    response = page.request.get(link.get_attribute("href"))
    assert response.ok
    return response.body()


def read_public(phone, server, slug):
    """Return what anyone sees and downloads of published figures."""
    found = {}
    for language in ("fr", "nl"):
        phone.goto(server.address("snapshot", slug, language=language))
        found[language] = phone.locator("main").inner_html()
        for name in ("snapshot_data", "snapshot_table"):
            path = server.address(name, slug, language=language).removeprefix(server.url)
            line = phone.locator("main li", has=phone.locator(f"a[href='{path}']"))
            file = download(phone, line.locator("a"))
            assert line.locator(".hash").inner_text() == hashlib.sha256(file).hexdigest()
            assert found.setdefault(name, file) == file
    return found


def print_council(page, server, slug=""):
    """Return the page for the council in both languages, of the newest figures or of earlier ones."""
    page.goto(server.address("council_page", "territory", "21015"))
    found = {}
    for language in ("fr", "nl"):
        path = server.address("council_pdf", "territory", "21015", language)
        path = path.removeprefix(server.url) + (slug and f"?chiffres={slug}")
        found[language] = download(page, page.locator(f"main a[href='{path}']"))
    return found


def text_of(pdf):
    with pypdfium2.PdfDocument(pdf) as document:
        assert len(document) == 1
        return flat(document[0].get_textpage().get_text_bounded())


def check_files(files, codes, day):
    """Compare the CSV and the JSON with what was entered."""
    truth = [one._replace(place=codes.get(one.place, "")) for one in shares_of(ALL)]
    data = json.loads(files["snapshot_data"])
    assert data["counts"] == {"by_channel": ways_of(ALL), "seen_twice": 0, "observers": 3}
    assert sorted(shares_of_json(data)) == sorted(truth)
    hidden = {(one["item"], one["location"], one["channel"]) for one in data["hidden"]}
    assert hidden == {(item, codes[place], way) for item, place, way in hidden_of(ALL)}
    assert not data["is_demo"]
    rows, notes = rows_of_csv(files["snapshot_table"].decode())
    assert sorted(rows) == sorted(rows_for(truth))
    assert notes == [("k80", "later", codes[B], "letter", day.isoformat())]


def check_page(phone, server, slug):
    """Compare the words of the page with what was entered, in both languages."""
    shares = {one[:4]: one for one in shares_of(ALL)}
    together = shares["k80", "done", "", ""]
    # Two calls are left out, one visit of which nobody could tell, the letter and the reading.
    assert (together.x, together.n) == (9, 19)
    phone.goto(server.address("snapshot", slug, language="nl"))
    assert words_of(together, "nl") in flat(phone.locator(".headline .value").inner_text())
    phone.goto(server.address("snapshot", slug))
    assert flat(phone.locator(".headline .value").inner_text()) == words_of(together)
    made = flat(phone.locator(".made").inner_text())
    assert made.startswith("15 visites, 7 appels, 1 lettre, 1 lecture du site, par 3 personnes, ")
    table = phone.locator("table", has_text="Faite sans internet, par lieu")
    rows = [row.locator("th, td").all_inner_texts() for row in table.locator("tbody tr").all()]
    cells = {name: [flat(text) for text in rest] for name, *rest in rows}
    assert cells[A] == [
        words_of(shares["k80", "done", A, "visit"]),
        words_of(shares["k80", "done", A, "call"]),
        "pas relevé",
    ]
    assert cells[B][:2] == [
        words_of(shares["k80", "done", B, "visit"]),
        "moins de 3 cas : pas de chiffre",
    ]
    assert cells[B][2].startswith("Oui, plus tard (le ")
    text = flat(phone.locator("main").inner_text())
    assert f"Un humain a répondu : {words_of(shares['k32', 'yes', A, 'call'])}." in text
    rate = f"{32.5 * 10_000 / INHABITANTS:.1f}".replace(".", ",")
    assert f"Ensemble : 32,5 heures sans rendez-vous par semaine, soit {rate}" in text
    reply = phone.locator(".reply-text").inner_text()
    assert reply.split("\n\n") == REPLY.split("\n\n")
    assert "Elle est publiée en entier." in text


def accessibility_faults(pdf):
    """Return what PDF/UA finds wrong."""
    with NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf)
        file.flush()
        return list(pdfua.validate(file.name).findings)


def check_council(pdfs, slug):
    """Look for the numbers, the demands and the address on the page, in both languages."""
    shares = {one[:4]: one for one in shares_of(ALL)}
    wanted = [("k80", "done", "", way) for way in ("", "visit", "call")]
    wanted += [("k32", "yes", "", "call"), ("k14", "yes", "", "visit")]
    for language, pdf in pdfs.items():
        text = text_of(pdf)
        said = [words_of(shares[one], language) for one in wanted]
        assert [one for one in [*said, ASKS[language], slug] if one not in text] == []
        assert accessibility_faults(pdf) == []
    assert "15 visites, 7 appels, 1 lettre, 1 lecture du site" in text_of(pdfs["fr"])
    assert "Schaarbeek" in text_of(pdfs["nl"])


def test_a_state_of_play_is_made_three_ways_answered_printed_and_stays_as_it_was(
    sit_down, page_without_javascript, server, opened, find_axe_violations
):
    phone = page_without_javascript
    today = datetime.now(HERE).date()
    day = today - timedelta(days=1)
    edith, chantal = sit_down("edith"), sit_down("chantal")
    codes = {name: add_place(edith, server, name) for name in (A, B)}
    count_inhabitants(edith, server, INHABITANTS, today - timedelta(days=200))
    round_pk, places = open_round(
        chantal, server, today - timedelta(days=6), (A, B), planned_for="Chantal (démo)"
    )
    opened.append(round_pk)

    street = sit_down("chantal", viewport=TELEPHONE, timezone_id="Europe/Brussels")
    observe_in_the_street(street, server, IN_THE_STREET)
    nadia = sit_down("nadia")
    observe_at_the_desk(nadia, server, round_pk, AT_THE_DESK, day)
    observe_with_collect(sit_down("mireille"), server, round_pk, BY_COLLECT, places)
    stored = server.manage("shell", "-v", "0", "-c", STORED.format(round=round_pk))
    assert json.loads(stored) == {"street": 8, "desk": 8, "odk": 8}
    chantal.goto(server.address("round_observations", round_pk))
    assert f"{len(ALL)} relevés" in chantal.locator("main").inner_text()

    # The authority answers by its link, without account; then the figures are published.
    link = close_and_send(chantal, server, round_pk)
    phone.goto(link)
    assert "9 sur 19" in flat(phone.locator("main").inner_text())
    phone.locator("[name=text]").fill(REPLY)
    phone.locator("[name=signed_as]").fill("Le service Population")
    press(phone, "Relire avant d’envoyer")
    send_reply(phone)
    slug = publish(chantal, server, round_pk)

    check_page(phone, server, slug)
    public = read_public(phone, server, slug)
    check_files(public, codes, day)
    chantal.goto(server.address("round_figures", round_pk))
    follow(chantal, "La page pour le conseil")
    for language, ask in ASKS.items():
        chantal.locator(f"[name=asks_{language}]").fill(ask)
    press(chantal, "Garder")
    printed = print_council(chantal, server)
    check_council(printed, slug)

    # New data: facts, inhabitants, and another round at the same places, one observation set aside.
    post_hours(edith, server, codes[A], day)
    count_inhabitants(edith, server, INHABITANTS + 10_000, day)
    second, _places = open_round(chantal, server, today - timedelta(days=5), (A, B))
    opened.append(second)
    addresses = observe_at_the_desk(nadia, server, second, LATER, day)
    chantal.goto(addresses[-1])
    press(chantal, "C’est une erreur : mettre de côté")
    close_and_send(chantal, server, second)
    chantal.goto(server.address("round", second))
    type_reply(chantal, "Nous prenons note.")
    newer = publish(chantal, server, second)
    phone.goto(server.address("snapshot", newer))
    assert flat(phone.locator(".headline .value").inner_text()) == "0 sur 3"
    before = phone.get_by_role("link", name="Leurs chiffres").get_attribute("href")
    assert before.endswith(f"/{slug}/")

    assert read_public(phone, server, slug) == public
    assert "0 van 3" in text_of(print_council(chantal, server)["nl"])
    assert print_council(chantal, server, slug) == printed
    fail_on(look_at(chantal, find_axe_violations))
