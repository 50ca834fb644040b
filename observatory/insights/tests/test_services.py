"""Services: the list by group, who runs one, and what was told by place."""

import pytest

from observatory.problems.tests.factories import add_report, make_problem
from observatory.problems.tests.reading import words_of
from observatory.vocabularies.queries import terms

pytestmark = pytest.mark.django_db


def test_every_service_is_one_link_away(client):
    html = client.get("/fr/services/").content.decode()
    for service in terms("service"):
        assert f'href="/fr/services/{service.code}/"' in html


def test_the_list_asks_the_database_for_nothing_but_the_edition(client, django_assert_num_queries):
    client.get("/fr/services/")
    with django_assert_num_queries(1):
        client.get("/fr/services/")


def test_a_municipal_service_is_run_by_nineteen_administrations(client):
    text = words_of(client.get("/fr/services/S01/"))
    assert "19 organismes, un par commune" in text
    assert "Administration communale de Schaerbeek" in text


def test_a_regional_service_is_run_by_those_who_are_named(client):
    text = words_of(client.get("/fr/services/S12/"))
    assert "STIB" in text
    assert "un par commune" not in text


def test_problems_stand_under_their_municipality(client, schaerbeek, molenbeek):
    make_problem(schaerbeek, reports=4)
    make_problem(molenbeek, channel="phone", reports=1)
    make_problem(None, reports=3)
    make_problem(schaerbeek, service="S05", reports=3)
    response = client.get("/fr/services/S01/")
    assert [place for place, _ in response.context["places"]] == [
        "Molenbeek-Saint-Jean",
        "Schaerbeek",
        "",
    ]
    text = words_of(response)
    assert "4 signalements" in text
    assert "Commune non précisée" in text
    assert "CPAS" not in text


def test_one_report_and_two_look_the_same(client, schaerbeek):
    problem = make_problem(schaerbeek, reports=1)
    one = words_of(client.get("/fr/services/S01/"))
    add_report(problem)
    assert words_of(client.get("/fr/services/S01/")) == one


def test_a_service_nobody_spoke_of_says_so(client):
    assert "Personne ne nous a encore rien raconté" in words_of(client.get("/fr/services/S21/"))


@pytest.mark.parametrize("code", ["S00", "s01", "x", "🙂"])
def test_an_unknown_service_is_not_found(client, code):
    assert client.get(f"/fr/services/{code}/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_a_service_takes_the_same_queries_however_much_was_told(
    client, schaerbeek, count, django_assert_max_num_queries
):
    for channel in ("counter", "phone", "post")[:count]:
        make_problem(schaerbeek, channel=channel, reports=1)
    client.get("/fr/services/S01/")
    with django_assert_max_num_queries(5):
        client.get("/fr/services/S01/")
