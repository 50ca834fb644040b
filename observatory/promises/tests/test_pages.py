"""What anyone reads of promises: exact words, where they stand, real numbers; none, one, many."""

from datetime import date, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from observatory.kit.remembered import memory
from observatory.places.queries import territory_by_nis
from observatory.problems.tests.reading import words_of
from observatory.promises.actions import correct_promise, record_update
from observatory.promises.models import Promise, Source, SourcedFact
from observatory.promises.queries import read_evidence
from observatory.promises.queries.listing import ON_A_PAGE

from .conftest import make_promise

pytestmark = pytest.mark.django_db

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data"
RAILWAY = "/fr/promesses/sncb-2017/"


@pytest.fixture
def every_counter(db):
    """The whole file of the railway, as an administrator imports it."""
    path = SHARED / "sncb_ticket_counters_2017_2023.csv"
    call_command(
        "import_locations",
        str(path),
        "--dataset",
        "sncb-counters",
        "--source",
        "SNCB/NMBS, guichets",
        stdout=StringIO(),
        stderr=StringIO(),
        verbosity=0,
    )


@pytest.mark.shared
def test_the_page_of_the_railway_counts_the_real_counters(client, every_counter):
    words = words_of(client.get(RAILWAY))
    assert "Le 26 août 2017, 135 guichets avaient des heures d’ouverture." in words
    assert "Aucun ne les avait perdues aux relevés suivants, jusqu’à celui du 18 octobre 2020." in (
        words
    )
    assert (
        "Entre le 18 octobre 2020 et le 24 juin 2023, 44 guichets sur 135 ont perdu toutes "
        "leurs heures. 1 n’est plus dans la liste : on ne sait pas." in words
    )
    assert "Tenue (vérifiée)" in words
    assert "qu’une partie des lieux" not in words


@pytest.mark.shared
def test_the_counters_were_kept_at_every_date_before(every_counter):
    found = read_evidence("sncb-counters", date(2017, 3, 1))
    assert [(one.still, one.closed, one.unknown) for one in found.readings] == [
        *[(135, 0, 0)] * 6,
        (90, 44, 1),
    ]
    assert found.kept_until == date(2020, 10, 18)


@pytest.mark.shared
def test_the_way_from_the_numbers_to_the_facts_leads_to_the_same_number(client, every_counter):
    response = client.get(RAILWAY)
    facts = client.get(response.context["changes_href"])
    assert len(facts.context["changes"].closed) == 44


def test_before_the_whole_file_is_there_the_page_says_so(client):
    words = words_of(client.get(RAILWAY))
    assert "Ces nombres ne parlent donc que de ces lieux." in words
    assert "135" not in words


def test_before_there_are_two_readings_the_page_knows_nothing(client):
    make_promise(dataset="unknown-source")
    assert "Il faut deux relevés de la même source" in words_of(
        client.get("/fr/promesses/essai-0/")
    )
    assert read_evidence("sncb-counters", date(2023, 6, 1)) is None


def test_exact_words_keep_their_language_in_every_language(client):
    quote = Promise.objects.get(code="sncb-2017").quote.replace("'", "&#x27;")
    for page in (RAILWAY, RAILWAY.replace("/fr/", "/nl/"), RAILWAY.replace("/fr/", "/en/")):
        response = client.get(page, follow=True)
        if response.status_code == 404:
            # Addresses are translated with the catalogues.
            continue
        html = response.content.decode()
        assert '<blockquote lang="fr"' in html
        assert quote in html


def test_a_promise_shows_its_condition_sources_and_copies(client):
    kept = Source.objects.create(
        url="https://www.example.org/pv",
        archive_url="https://archive.example/pv",
        archive_sha256="ab" * 32,
        archived_on=date(2026, 3, 1),
        gone_on=date(2026, 6, 2),
    )
    make_promise(source=kept, is_oral=True, said_at_place="Conseil communal")
    words = words_of(client.get("/fr/promesses/essai-0/"))
    assert "Le guichet est ouvert à chaque relevé." in words
    assert "Condition écrite par nous le 1er mars 2026." in words
    assert "Conseil communal · dit de vive voix" in words
    assert "Copie de example.org gardée le 1er mars 2026" in words
    assert "ab" * 32 in words
    assert "l’adresse ne répond plus depuis le 2 juin 2026" in words
    assert "Pas d’échéance" in words


def test_what_happened_and_what_was_corrected_can_be_read(client, edith, now):
    promise = make_promise()
    record_update(
        promise=promise,
        revision=0,
        transition="find_partly",
        happened="2026-10",
        texts={"fr": "Ouvert le matin seulement."},
        source_url="https://example.org/journal",
        by=edith,
        at=now,
    )
    correct_promise(
        promise=promise,
        revision=1,
        part="role",
        after="Bourgmestre",
        reason="Elle l’est depuis mars.",
        by=edith,
        at=now,
    )
    words = words_of(client.get("/fr/promesses/essai-0/"))
    assert "octobre 2026 Tenue en partie (vérifiée) Ouvert le matin seulement." in words
    assert "Avant : Échevine de la population" in words
    assert "Pourquoi : Elle l’est depuis mars." in words
    assert "Edith" not in words


def test_a_finding_that_waits_for_a_second_editor_is_not_public(client, edith, now):
    promise = make_promise(is_contested=True)
    record_update(
        promise=promise,
        revision=0,
        transition="find_not_kept",
        happened="2026-10",
        texts={"fr": "Fermé."},
        source_url="https://example.org/journal",
        by=edith,
        at=now,
    )
    words = words_of(client.get("/fr/promesses/essai-0/"))
    assert "Fermé." not in words
    assert "Rien n’est encore noté." in words
    assert "deux personnes de la rédaction" in words


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({}, "À suivre, sans échéance"),
        ({"due": "2099", "due_on": date(2099, 12, 31)}, "Échéance pas encore passée"),
        (
            {"due": "2026-03", "due_on": date(2026, 3, 31)},
            "Échéance passée, pas encore vérifiée",
        ),
        ({"state": "unverifiable"}, "Trop vague pour être vérifiée"),
    ],
)
def test_the_page_says_where_the_promise_stands_today(client, said, words):
    make_promise(**said)
    assert words in words_of(client.get("/fr/promesses/essai-0/"))


def test_without_any_promise_the_list_says_so(client, no_promises):
    words = words_of(client.get("/fr/promesses/"))
    assert "Aucune promesse n’est notée ici" in words


def test_one_promise_stands_alone_without_pages(client, no_promises):
    make_promise()
    response = client.get("/fr/promesses/")
    assert [row["author"] for row in response.context["promises"]] == ["Une échevine"]
    assert (response.context["older_href"], response.context["newer_href"]) == ("", "")


def test_too_many_promises_come_a_page_at_a_time_and_none_twice(client, no_promises):
    for number in range(ON_A_PAGE * 2 + 1):
        day = date(2026, 2, 1) - timedelta(days=number // 2)
        make_promise(number, said=day.isoformat(), said_on=day)
    seen, address = [], "/fr/promesses/"
    while address:
        response = client.get(address)
        seen += [row["href"] for row in response.context["promises"]]
        address = response.context["older_href"]
    assert len(seen) == len(set(seen)) == ON_A_PAGE * 2 + 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_as_many_queries_whatever_it_holds(
    client, no_promises, count, django_assert_num_queries
):
    for number in range(count):
        make_promise(number)
    client.get("/fr/promesses/")
    # The edition, the promises.
    with django_assert_num_queries(2):
        client.get("/fr/promesses/")


@pytest.mark.parametrize("count", [1, 3])
def test_a_promise_takes_as_many_queries_however_much_happened(
    client, edith, now, count, django_assert_num_queries
):
    promise = make_promise()
    for number in range(count):
        record_update(
            promise=promise,
            revision=number,
            transition="",
            happened="2026-10",
            texts={"fr": "Une nouvelle."},
            source_url=f"https://example.org/{number}",
            by=edith,
            at=now,
        )
    client.get("/fr/promesses/essai-0/")
    # The edition, the promise, its updates, replies, other sources, demands, problems,
    # corrections.
    with django_assert_num_queries(8):
        client.get("/fr/promesses/essai-0/")


@pytest.mark.parametrize("count", [1, 3])
def test_the_facts_take_as_many_queries_whatever_they_are(client, count, django_assert_num_queries):
    kept = SourcedFact.objects.order_by("pk").values_list("pk", flat=True)[:count]
    SourcedFact.objects.exclude(pk__in=list(kept)).delete()
    client.get("/fr/faits-avec-source/")
    # The edition, the facts, their other sources, corrections.
    with django_assert_num_queries(4):
        client.get("/fr/faits-avec-source/")


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("place=21015", {"essai-0", "essai-1", "essai-2"}),
        ("place=21012", {"essai-1", "essai-2"}),
        ("place=04000", {"essai-1", "essai-2"}),
        ("level=commune", {"essai-0", "essai-2"}),
        ("state=kept", {"essai-1"}),
        ("state=open", {"essai-0", "essai-2"}),
        ("state=overdue", {"essai-2"}),
        ("place=21015&level=commune&state=overdue", {"essai-2"}),
    ],
)
def test_promises_are_chosen_by_place_level_and_state(client, no_promises, asked, shown):
    from observatory.vocabularies.queries import term

    make_promise(0)
    region = territory_by_nis("04000")
    make_promise(1, territory=region, level=term("level", "region"), state="kept")
    country = territory_by_nis("01000")
    make_promise(2, territory=country, due="2026-03", due_on=date(2026, 3, 31))
    response = client.get(f"/fr/promesses/?{asked}")
    assert {row["href"].split("/")[-2] for row in response.context["promises"]} == shown


@pytest.mark.parametrize(
    "address",
    [
        "/fr/promesses/?place=99999",
        "/fr/promesses/?level=x",
        "/fr/promesses/?state=miracle",
        "/fr/promesses/?before=2026-02-30-1",
        "/fr/promesses/?before=🙂",
        "/fr/promesses/inconnue/",
        "/fr/faits-avec-source/?page=0",
        "/fr/faits-avec-source/?page=99",
        "/fr/faits-avec-source/?page=deux",
    ],
)
def test_what_is_not_there_is_not_found(client, address):
    assert client.get(address).status_code == 404


def test_facts_are_marked_as_our_summary_and_never_quoted(client):
    response = client.get("/fr/faits-avec-source/")
    words = words_of(response)
    assert words.count("Notre résumé.") == SourcedFact.objects.count() == 11
    html = response.content.decode()
    assert "<q" not in html
    assert "<blockquote" not in html


def test_facts_come_a_page_at_a_time_those_without_a_date_last(client, monkeypatch):
    monkeypatch.setattr("observatory.promises.queries.facts.ON_A_PAGE", 5)
    first = client.get("/fr/faits-avec-source/")
    last = client.get(client.get(first.context["older_href"]).context["older_href"])
    assert first.context["facts"][0]["happened"] == "16 octobre 2025"
    assert last.context["facts"][-1]["happened"] == ""
    assert not last.context["older_href"]
    SourcedFact.objects.all().delete()
    assert "Aucun fait n’est encore noté" in words_of(client.get("/fr/faits-avec-source/"))


def test_a_municipality_shows_what_was_promised_to_it_its_region_and_its_country(client):
    words = words_of(client.get("/fr/communes/21015/"))
    assert "Ce qui a été promis" in words
    assert "supprimer les guichets physiques" in words
    for number in range(3):
        make_promise(number)
    memory.forget_all()
    words = words_of(client.get("/fr/communes/21015/"))
    assert "Voir toutes les promesses qui concernent cette commune" in words
    assert "Le guichet numéro" not in words_of(client.get("/fr/communes/21012/"))


def test_a_municipality_without_promises_shows_no_empty_part(client, no_promises):
    assert "Ce qui a été promis" not in words_of(client.get("/fr/communes/21015/"))
