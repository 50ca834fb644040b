"""The list of problems: newest change first, by place and service, a page at a time."""

from datetime import timedelta

import pytest

from observatory.problems.models import Problem
from observatory.problems.queries.listing import ON_A_PAGE
from observatory.vocabularies.queries import terms

from .factories import NOW, add_report, make_problem
from .reading import words_of

pytestmark = pytest.mark.django_db


def many(territory, count):
    """Make public problems that changed one minute after the other."""
    made = []
    for number, service in zip(range(count), terms("service"), strict=False):
        problem = make_problem(territory, service=service.code)
        add_report(problem, at=NOW + timedelta(minutes=number))
        made.append(problem)
    return made


def links(response):
    return [row["href"] for row in response.context["problems"]]


def test_before_anything_is_published_the_list_says_so(client):
    assert "Rien n’est encore publié ici" in words_of(client.get("/fr/problemes/"))


def test_one_problem_stands_there_with_its_state_and_count(client, schaerbeek):
    make_problem(schaerbeek, reports=3)
    text = words_of(client.get("/fr/problemes/"))
    assert "3 signalements" in text
    assert "Pas encore réglé" in text
    assert "Peu de signalements ne veut pas dire peu de problèmes" in text


def test_one_report_and_two_look_the_same(client, schaerbeek):
    problem = make_problem(schaerbeek, reports=1)
    one = words_of(client.get("/fr/problemes/"))
    add_report(problem)
    assert words_of(client.get("/fr/problemes/")) == one


def test_the_newest_change_comes_first_and_nothing_is_lost_between_pages(client, schaerbeek):
    made = many(schaerbeek, ON_A_PAGE + 5)
    first = client.get("/fr/problemes/")
    second = client.get(first.context["older_href"])
    shown = links(first) + links(second)
    assert shown == [f"/fr/problemes/{one.pk}/" for one in reversed(made)]
    assert len(links(first)) == ON_A_PAGE
    assert not second.context["older_href"]
    assert second.context["newer_href"] == "/fr/problemes/"


def test_problems_that_changed_at_the_same_moment_are_all_shown_once(client, schaerbeek):
    many(schaerbeek, ON_A_PAGE + 3)
    Problem.objects.update(changed_at=NOW)
    first = client.get("/fr/problemes/")
    shown = links(first) + links(client.get(first.context["older_href"]))
    assert len(set(shown)) == len(shown) == ON_A_PAGE + 3


def test_a_place_and_a_service_narrow_the_list(client, schaerbeek, molenbeek):
    here = make_problem(schaerbeek, reports=1)
    make_problem(schaerbeek, service="S05", reports=1)
    make_problem(molenbeek, reports=1)
    assert len(links(client.get("/fr/problemes/?municipality=21015"))) == 2
    assert len(links(client.get("/fr/problemes/?service=S01"))) == 2
    both = client.get("/fr/problemes/?municipality=21015&service=S01")
    assert links(both) == [f"/fr/problemes/{here.pk}/"]
    text = words_of(both)
    assert "Vous voyez seulement" in text
    assert "Voir tous les problèmes" in text


def test_a_place_far_beyond_the_list_is_only_empty_or_full(client, schaerbeek):
    make_problem(schaerbeek, reports=1)
    assert len(links(client.get("/fr/problemes/?before=99999999999999999-1"))) == 1
    assert links(client.get("/fr/problemes/?before=0-0")) == []


@pytest.mark.parametrize(
    "query",
    [
        "municipality=99999",
        "service=S00",
        "before=x",
        "before=1",
        "before=-1-1",
        "before=1-" + "9" * 30,
    ],
)
def test_an_address_that_means_nothing_is_not_found(client, query):
    assert client.get(f"/fr/problemes/?{query}").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_two_queries_however_long_it_is(
    client, schaerbeek, count, django_assert_num_queries
):
    many(schaerbeek, count)
    client.get("/fr/problemes/")
    with django_assert_num_queries(2):
        assert len(links(client.get("/fr/problemes/"))) == count
