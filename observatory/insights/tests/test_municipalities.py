"""Where we looked: the map and the table of municipalities, and one of them."""

import re
from datetime import date

import pytest

from observatory.insights.queries import municipality_rows, tiles
from observatory.insights.remembered import ByEdition
from observatory.people.queries import system_actor
from observatory.places.models import Boundary, Territory
from observatory.problems.actions import record_step
from observatory.problems.tests.factories import MARCH, NOW, add_report, make_problem
from observatory.problems.tests.reading import words_of

pytestmark = pytest.mark.django_db


def row(nis):
    return next(one for one in municipality_rows("fr") if one["nis"] == nis)


def visit(problem):
    problem.refresh_from_db()
    record_step(
        problem=problem,
        revision=problem.revision,
        transition="record_solution",
        happened_on=date(2026, 11, 20),
        visited_on=date(2026, 11, 20),
        note="",
        source_url="",
        by=system_actor("worker"),
        at=NOW,
    )


def test_the_table_holds_every_tile_and_says_the_same(client):
    response = client.get("/fr/communes/")
    html = response.content.decode()
    shown = [one["href"] for one in tiles("fr")]
    assert len(shown) == 19
    for href in shown:
        assert html.count(f'href="{href}"') == 2
    assert "La couleur dit où nous avons regardé, pas où ça va mal." in words_of(response)


def test_the_level_of_a_tile_says_where_we_looked_and_not_how_much_was_told(molenbeek):
    assert row("21012")["level"] == 0
    problem = make_problem(molenbeek, reports=1)
    few = row("21012")
    assert few["level"] == 1
    for _ in range(60):
        add_report(problem)
    assert {**row("21012"), "told": ""} == {**few, "told": ""}
    visit(problem)
    assert row("21012")["level"] == 2


def test_known_hours_count_as_a_look_even_when_nobody_told_anything():
    schaerbeek = row("21015")
    assert (schaerbeek["level"], schaerbeek["told"], schaerbeek["counters"]) == (
        1,
        "Aucun signalement",
        "1 guichet",
    )


def test_a_station_that_lost_its_hours_is_a_look_and_no_counter():
    jette, auderghem = row("21010"), row("21002")
    assert (jette["level"], jette["counters"]) == (1, "Aucun guichet")
    assert (auderghem["level"], auderghem["counters"]) == (0, "Pas encore connu")


def test_one_report_and_two_look_the_same_on_the_list_and_on_the_page(client, molenbeek):
    def seen():
        return [words_of(client.get(f"/fr/communes/{end}")) for end in ("", "21012/")]

    problem = make_problem(molenbeek, reports=1)
    one = seen()
    add_report(problem)
    assert seen() == one


def test_a_small_problem_cannot_be_worked_out_from_the_total(client, molenbeek):
    make_problem(molenbeek, reports=5)
    small = make_problem(molenbeek, service="S05", reports=1)
    one = words_of(client.get("/fr/communes/21012/"))
    add_report(small)
    assert words_of(client.get("/fr/communes/21012/")) == one
    assert "Au moins 5 signalements" in one
    assert "ne sont pas dans ce nombre" in one


def test_several_small_problems_have_a_total_when_it_gives_none_of_them_away(client, molenbeek):
    make_problem(molenbeek, service="S05", reports=1)
    make_problem(molenbeek, service="S01", reports=2)
    assert "3 signalements" in words_of(client.get("/fr/communes/21012/"))


def test_an_empty_municipality_says_so_in_all_three_sections(client, molenbeek):
    text = words_of(client.get("/fr/communes/21012/"))
    assert "Personne ne nous a encore rien raconté ici" in text
    assert "Cela ne veut pas dire qu’il n’y a pas de problème" in text
    assert "Pas encore connu" in text
    assert "Pas encore de relevé" in text
    assert "Personne n’est encore allé voir" in text


def test_reports_and_facts_stand_in_sections_of_their_own(client, schaerbeek):
    make_problem(schaerbeek, reports=4)
    html = client.get("/fr/communes/21015/").content.decode()
    sections = re.split(r'<section class="view ', html)[1:]
    assert [section.split('"')[0] for section in sections] == ["reports", "facts", "observations"]
    assert "4 signalements" in sections[0]
    assert "Bruxelles-Nord" in sections[1]
    assert "par semaine" in sections[1]
    assert "Bruxelles-Nord" not in sections[0]


def test_who_went_to_look_is_shown_beside_the_number(client, molenbeek):
    problem = make_problem(molenbeek, reports=3)
    visit(problem)
    assert "la dernière fois le 20 novembre 2026" in words_of(client.get("/fr/communes/21012/"))


def test_many_problems_are_cut_and_the_rest_is_one_link_away(client, schaerbeek):
    for code in ("S01", "S02", "S03", "S04", "S05", "S06", "S07", "S08", "S09", "S10", "S11"):
        make_problem(schaerbeek, service=code, reports=1)
    response = client.get("/fr/communes/21015/")
    assert len(response.context["problems"]) == 10
    more = client.get(response.context["more_href"])
    assert len(more.context["problems"]) == 11


@pytest.mark.parametrize(("code", "nis"), [("1030", "21015"), ("1210", "21014"), ("1020", "21004")])
def test_a_postal_code_leads_to_its_municipality(client, code, nis):
    response = client.get(f"/fr/communes/{code}/")
    assert (response.status_code, response["Location"]) == (302, f"/fr/communes/{nis}/")


@pytest.mark.parametrize("code", ["1040", "1050"])
def test_a_postal_code_of_several_municipalities_asks_which_one(client, code):
    response = client.get(f"/fr/communes/{code}/")
    text = words_of(response)
    assert "plusieurs communes" in text
    assert "Bruxelles" in text
    assert ("Etterbeek" if code == "1040" else "Ixelles") in text
    assert "/fr/communes/21004/" in response.content.decode()


@pytest.mark.parametrize("code", ["99999", "9999", "abc", "🙂", "04000", "01000", "1" * 200])
def test_what_is_no_municipality_is_not_found(client, code):
    assert client.get(f"/fr/communes/{code}/").status_code == 404


def test_imported_outlines_replace_the_tiles_and_mark_the_place(client, now):
    from observatory.kit.remembered import memory

    square = [[[4.3, 50.8], [4.4, 50.8], [4.4, 50.9], [4.3, 50.9], [4.3, 50.8]]]
    Boundary.objects.create(
        territory=Territory.objects.get(nis="21015"),
        geometry={"type": "Polygon", "coordinates": square},
        source="© Test",
        imported_at=now,
    )
    memory.forget_all()
    try:
        html = client.get("/fr/communes/").content.decode()
        assert 'class="outlines"' in html
        assert 'class="tile-map"' not in html
        assert "© Test" in html
        assert "La même chose en tableau" in html
        assert 'class="here"' in client.get("/fr/communes/21015/").content.decode()
        assert 'class="here"' not in client.get("/fr/communes/21010/").content.decode()
    finally:
        memory.forget_all()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries_however_much_was_told(
    client, schaerbeek, count, django_assert_num_queries
):
    for code in ("S01", "S05", "S12")[:count]:
        make_problem(schaerbeek, service=code, reports=3)
    client.get("/fr/communes/")
    # The edition, what was told, visits for problems and in rounds, facts, for the map and for the
    # table; outside a transaction all but the first are kept.
    with django_assert_num_queries(9):
        client.get("/fr/communes/")


@pytest.mark.parametrize("count", [1, 3])
def test_one_municipality_takes_the_same_queries_however_much_was_told(
    client, schaerbeek, count, django_assert_num_queries
):
    for code in ("S01", "S05", "S12")[:count]:
        make_problem(schaerbeek, service=code, reports=3)
    client.get("/fr/communes/21015/")
    # The edition, the total, the problems, the last visit, the associations, two for the facts, the rounds, the figures, the promises.
    with django_assert_num_queries(10):
        client.get("/fr/communes/21015/")


def test_names_follow_the_language(client):
    assert "Schaarbeek" in [one["name"] for one in municipality_rows("nl")]
    assert next(one["href"] for one in tiles("en")).startswith("/en/")


def test_inside_a_transaction_nothing_is_remembered():
    built = []
    remembered = ByEdition(lambda language: built.append(language) or language)
    assert [remembered.get("fr"), remembered.get("fr")] == ["fr", "fr"]
    assert built == ["fr", "fr"]


def test_the_months_of_a_place_are_those_of_its_reports(client, molenbeek):
    problem = make_problem(molenbeek, reports=3, month=MARCH)
    add_report(problem, month=date(2025, 12, 1))
    text = words_of(client.get("/fr/communes/21012/"))
    assert "décembre 2025 à mars 2026" in text
