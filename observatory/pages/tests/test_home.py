"""The home page: one sentence, four ways of the same size, and only what is true."""

from datetime import UTC, datetime

import pytest

from observatory.journal.actions import advance_edition
from observatory.pages import queries
from observatory.problems.models import Problem
from observatory.vocabularies.models import Term

pytestmark = pytest.mark.django_db


def open_problem(territory, service="S01", day=1, **values):
    at = datetime(2026, 11, day, 9, 0, tzinfo=UTC)
    values = {"channel": "counter", "report_count": 1, "changed_at": at, **values}
    return Problem.objects.create(
        territory=territory,
        service=Term.objects.get(vocabulary="service", code=service),
        obstacle=Term.objects.get(vocabulary="obstacle", code="P05"),
        opened_at=at,
        **values,
    )


def home(client):
    advance_edition()
    return client.get("/fr/").content.decode()


def test_before_anything_is_published_the_page_says_so(client):
    page = home(client)

    assert "Rien n’est encore publié." in page
    assert "Raconter mon problème" in page


def test_all_municipalities_stand_on_the_map(client):
    page = home(client)

    assert page.count('class="tile ') == 19
    assert "Schaerbeek" in page


def test_the_legend_says_of_how_many_municipalities_we_know_something(client, schaerbeek):
    assert {one["level"]: one["places"] for one in queries.home()["looked"]}[2] == "Aucune commune"
    open_problem(schaerbeek, "S01")
    levels = [tile["level"] for tile in queries.home()["tiles"]]

    looked = {one["level"]: one["places"] for one in queries.home()["looked"]}
    assert looked[1] == f"{levels.count(1)} communes"
    assert looked[0] == f"{levels.count(0)} communes"
    assert levels.count(0) + levels.count(1) == 19
    assert "la couleur ne dit pas où cela va mal" in home(client).lower()


def test_a_count_below_three_is_never_a_number(client, schaerbeek):
    open_problem(schaerbeek, "S01", report_count=2)
    assert "2 signalements" not in home(client)

    open_problem(schaerbeek, "S02", report_count=3)
    assert "3 signalements" in home(client)


def test_while_there_is_no_phone_line_the_page_says_what_exists_instead(client):
    page = home(client)

    assert "Pas encore ouvert" in page
    assert "tel:" not in page
    assert "l’une d’elles peut écrire avec vous" in page


def test_the_phone_line_stands_there_once_it_exists(client, settings):
    settings.PHONE_LINE = "02 000 00 00"
    settings.PHONE_HOURS = "Mardi et jeudi, de 14 h à 17 h."
    page = home(client)

    assert 'href="tel:020000000' in page.replace(" ", "")
    assert "Mardi et jeudi, de 14 h à 17 h." in page
    assert "Pas encore ouvert" not in page


def test_a_post_box_is_only_promised_once_it_is_named(client, settings):
    assert "envoyer par la poste" not in home(client)
    settings.POSTAL_ADDRESS = "Rue Exemple 1\n1080 Bruxelles"
    assert "envoyer par la poste" in home(client)


def test_who_is_responsible_is_named_or_said_to_be_missing(client, settings):
    assert "doivent encore nommer le responsable" in home(client)
    settings.CONTROLLER = "Association Exemple"
    assert "Responsable\u202f: Association Exemple." in home(client)


def test_the_problem_that_changed_last_comes_first_and_only_three_stand_there(client, schaerbeek):
    for day, service in enumerate(["S01", "S02", "S03", "S04"], start=1):
        open_problem(schaerbeek, service, day)
    page = home(client)

    assert page.index("École et crèche communales") < page.index("Urbanisme, logement")
    assert "Population, carte d" not in page
    assert "Rien n’est encore publié." not in page


def test_a_problem_without_counted_report_is_not_shown(client, schaerbeek):
    open_problem(schaerbeek, report_count=0)

    assert "Rien n’est encore publié." in home(client)


def test_a_problem_outside_the_known_places_says_that_its_place_is_not_known(client):
    open_problem(None)

    assert "commune non précisée" in home(client)


def test_the_page_costs_the_same_with_one_problem_and_with_three(
    client, schaerbeek, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    open_problem(schaerbeek, "S01", 1)
    home(client)
    advance_edition()
    with CaptureQueriesContext(
        connection,
    ) as seen:
        client.get("/fr/")
    for day, service in enumerate(["S02", "S03"], start=2):
        open_problem(schaerbeek, service, day)
    advance_edition()
    with django_assert_num_queries(len(seen)):
        client.get("/fr/")
