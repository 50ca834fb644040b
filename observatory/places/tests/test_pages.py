"""What everyone reads about counters and their hours."""

import re

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils.translation import override

from observatory.places.models import Location
from observatory.places.panels import facts_of_service_panel, facts_of_territory_panel
from observatory.places.queries import territory_by_nis
from observatory.vocabularies.queries import term

from .conftest import counter

NORTH, MIDI, JETTE = "sncb-008812005", "sncb-008814001", "sncb-008812047"


@pytest.fixture
def read(client):
    """Ask for a page in French; return its text with plain spaces."""

    def ask(name, *args, query="", language="fr"):
        with override(language):
            response = client.get(reverse(name, args=args) + query)
        assert response.status_code == 200
        assert not response.cookies
        return response.content.decode().replace("\u00a0", " ").replace("\u202f", " ")

    return ask


def test_a_counter_shows_its_last_hours_with_date_source_and_licence(read, db):
    page = read("location", NORTH)
    assert "<h1>Bruxelles-Nord (SNCB)</h1>" in page
    assert "Tous les jours, de 6 h 15 à 22 h" in page
    assert "110 h 15" in page
    assert "Heures affichées le 24 juin 2023" in page
    assert "SNCB/NMBS, guichets / loketten, open data 2017–2023 (CC0)" in page
    assert "Les heures sont les mêmes à toutes les dates connues." in page


def test_a_counter_that_lost_its_hours_says_what_it_had(read, db):
    page = read("location", JETTE)
    assert "Plus aucune heure de guichet" in page
    assert "Avant : lundi au vendredi, de 6 h 45 à 14 h" in page
    assert page.count('<th scope="row">') == 8


def test_a_counter_that_was_cut_says_by_how_much(read, db):
    assert "7 h de moins par semaine" in read("location", MIDI)


def test_the_name_and_the_days_follow_the_language(read, db):
    assert "Brussel-Noord" in read("location", NORTH, language="nl")
    assert "Brussels-North" in read("location", NORTH, language="en")


def test_what_is_not_known_is_said(read, db):
    from observatory.places.models import Organization

    Location.objects.create(
        code="bpost-1",
        organization=Organization.objects.get(code="bpost"),
        service=term("service", "S28"),
        names={"fr": "Bureau du coin"},
    )
    page = read("location", "bpost-1")
    assert "Pas encore connu." in page
    assert "Pas encore connue : ce code postal existe dans plusieurs communes." in page


def names_in(panel):
    return re.findall(r'<h3 class="card-title"><a href="[^"]+">([^<]+)</a>', panel["items"])


def test_a_station_that_never_had_a_counter_is_not_called_closed(read, db, counters):
    path = counters(
        counter("2021-01-10", "99901", zip_code="1030"),
        counter("2022-01-10", "99901", zip_code="1030"),
    )
    call_command("import_locations", str(path), verbosity=0)
    page = read("location", "sncb-008899901")
    assert "sans heures de guichet, à toutes les dates connues" in page
    assert "Plus aucune heure" not in page
    panel = facts_of_territory_panel(territory_by_nis("21015"))
    assert names_in(panel) == ["Bruxelles-Nord"]


def test_an_unknown_counter_is_a_page_that_is_not_there(client, db):
    assert client.get("/fr/lieux/inconnu/").status_code == 404


def test_the_comparison_opens_on_the_last_two_readings(read, db):
    page = read("location_changes")
    assert "entre le 18 octobre 2020 et le 24 juin 2023" in page
    assert "Jette" in page
    assert "Bruxelles-Midi" in page
    assert "110 h 15" in page
    assert "103 h 15" in page
    assert "qu’une partie des lieux" in page


def test_any_two_dates_can_be_compared(read, db):
    page = read("location_changes", query="?from=2017-12-31&to=2019-01-01")
    assert "entre le 26 août 2017 et le 13 octobre 2018" in page
    assert "Plus d’heures" in page  # Schuman opened half an hour earlier
    swapped = read("location_changes", query="?from=2019-01-01&to=2017-12-31")
    assert "entre le 26 août 2017 et le 13 octobre 2018" in swapped


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("?from=hier", "Une date n’a pas été comprise."),
        ("?from=1999-01-01", "Nous n’avons pas de relevé aussi ancien."),
        ("?source=inconnue", "Ce qui a changé"),
    ],
)
def test_a_wrong_question_still_gets_an_answer(read, db, query, words):
    page = read("location_changes", query=query)
    assert words in page
    assert "entre le 18 octobre 2020 et le 24 juin 2023" in page


def test_two_dates_without_a_change_say_so(read, db):
    page = read("location_changes", query="?from=2020-08-08&to=2020-10-18")
    assert "Rien n’a changé entre ces deux dates" in page


def test_without_readings_the_comparison_says_not_known_yet(read, db):
    from observatory.places.models import OpeningHours, Snapshot

    OpeningHours.objects.all().delete()
    Snapshot.objects.all().delete()
    assert "Pas encore connu." in read("location_changes")


def test_what_editors_typed_never_becomes_markup(read, db, editor, now):
    from observatory.places.actions import record_opening_hours
    from observatory.places.queries.locations import location_by_code

    record_opening_hours(
        location=location_by_code(NORTH),
        hours="Mo-Fr 09:00-12:00",
        taken_on=now.date(),
        source="<b>Affiche</b>",
        source_url="javascript:alert(1)",
        by=editor,
        at=now,
    )
    page = read("location", NORTH)
    assert "&lt;b&gt;Affiche&lt;/b&gt;" in page
    assert "javascript:" not in page


def test_the_panel_of_a_municipality_lists_its_counters_and_links_them(db):
    with override("fr"):
        panel = facts_of_territory_panel(territory_by_nis("21015"))
        assert names_in(panel) == ["Bruxelles-Nord"]
        assert f'href="/fr/lieux/{NORTH}/"' in panel["items"]
        assert "Heures affichées le 24 juin 2023." in panel["items"]


def test_the_panel_of_a_municipality_without_facts_says_not_known_yet(db):
    from django.template.loader import render_to_string

    panel = facts_of_territory_panel(territory_by_nis("21001"))
    assert panel == {"items": ""}
    with override("fr"):
        assert "Pas encore connu." in render_to_string("places/panels/facts.html", {"panel": panel})


def test_the_panel_of_a_service_lists_its_counters_in_our_municipalities(db):
    with override("fr"):
        panel = facts_of_service_panel(term("service", "S27"))
    assert len(names_in(panel)) == 7
    assert facts_of_service_panel(term("service", "S01")) == {"items": ""}


def test_the_panel_takes_as_many_queries_for_one_counter_as_for_seven(
    db, django_assert_num_queries
):
    with django_assert_num_queries(2):
        facts_of_territory_panel(territory_by_nis("21015"))
    with django_assert_num_queries(2):
        facts_of_service_panel(term("service", "S27"))


def test_the_pages_take_a_fixed_number_of_queries(
    client, db, counters, django_assert_max_num_queries
):
    path = counters(
        *(
            counter(on, f"{n:05d}", hours)
            for on, hours in (("2023-06-25", "Mo-Fr 06:00-20:00"), ("2023-06-26", ""))
            for n in range(30)
        )
    )
    call_command("import_locations", str(path), verbosity=0)
    with django_assert_max_num_queries(7):
        response = client.get("/fr/lieux/changements/")
    assert response.content.decode().count("Gare 000") == 30
    with django_assert_max_num_queries(3):
        client.get(f"/fr/lieux/{NORTH}/")
