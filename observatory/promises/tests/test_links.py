"""From a demand or a problem to what was promised, and back."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from observatory.campaigns.tests.making import make_campaign, make_demand
from observatory.problems.tests.factories import make_problem
from observatory.problems.tests.reading import words_of
from observatory.promises.actions import Conflict, link_promise
from observatory.promises.models import Promise

from .conftest import make_promise
from .test_desk import WRITE, said

pytestmark = pytest.mark.django_db

PAGE, LINKS = "/fr/promesses/essai-0/", "/fr/equipe/promesse/essai-0/liens/"


@pytest.fixture
def campaign(schaerbeek):
    return make_campaign(schaerbeek)


@pytest.fixture
def demand(campaign):
    return make_demand(campaign)


@pytest.fixture
def problem(schaerbeek):
    return make_problem(schaerbeek, reports=3)


def link(promise, by, now, *, demands=(), problems=()):
    link_promise(
        promise=promise,
        revision=promise.revision,
        demands=demands,
        problems=problems,
        by=by,
        at=now,
    )


@pytest.fixture
def as_edith(client, edith):
    client.force_login(edith)
    return client


def test_the_chain_is_walked_both_ways(as_edith, promise, campaign, *, demand, problem):
    sent = {
        "revision": 0,
        "demands": [demand.pk],
        "problems": f"http://testserver{problem.get_absolute_url()}",
    }
    assert "Un guichet ouvert tous les jours" in words_of(as_edith.get(LINKS))
    assert as_edith.post(LINKS, sent).status_code == 303
    page = as_edith.get(PAGE)
    assert "Rouvrir le guichet Un guichet ouvert tous les jours" in words_of(page)
    for other in (campaign.get_absolute_url(), problem.get_absolute_url()):
        assert other in page.content.decode()
        there = as_edith.get(other)
        assert "Ce qui a été promis" in words_of(there)
        assert PAGE in there.content.decode()
    assert "entre-temps" in words_of(as_edith.post(LINKS, sent))


def test_edith_names_them_as_she_writes_the_promise(as_edith, demand, problem):
    as_edith.post(WRITE, said(demands=[demand.pk], problems=str(problem.pk)))
    made = Promise.objects.get(author="Anne Exemple")
    assert list(made.demands.all()) == [demand]
    assert list(made.problems.all()) == [problem]


@pytest.mark.parametrize("wrong", [{"problems": "999999"}, {"problems": "x"}, {"demands": ["0"]}])
def test_what_does_not_exist_is_refused(as_edith, promise, demand, wrong):
    response = as_edith.post(LINKS, {"revision": 0, "problems": "", **wrong})
    assert response.context["form"].errors
    assert not promise.problems.exists()


def test_what_is_not_public_is_neither_offered_nor_shown(
    as_edith, edith, schaerbeek, *, promise, now
):
    draft = make_demand(make_campaign(schaerbeek, public=False))
    back = make_demand(make_campaign(schaerbeek), is_taken_back=True)
    hidden = make_problem(schaerbeek)
    assert "Un guichet ouvert tous les jours" not in words_of(as_edith.get(LINKS))
    link(promise, edith, now, demands=[draft, back], problems=[hidden])
    words = words_of(as_edith.get(PAGE))
    assert "À quoi elle répond" not in words
    # What is linked stays linked when the form is saved again.
    assert "Un guichet ouvert tous les jours" in words_of(as_edith.get(LINKS))
    assert "Ce qui a été promis" not in words_of(as_edith.get(back.campaign.get_absolute_url()))


def test_only_editors_link_and_nobody_overwrites_unseen(edith, outsider, now, *, promise, demand):
    with pytest.raises(PermissionDenied):
        link(promise, outsider, now, demands=[demand])
    stale = Promise.objects.get(pk=promise.pk)
    link(promise, edith, now, demands=[demand])
    with pytest.raises(Conflict):
        link(stale, edith, now)
    assert list(promise.demands.all()) == [demand]


@pytest.mark.parametrize("count", [1, 3])
def test_links_cost_no_more_queries(
    client, edith, now, *, campaign, demand, problem, count, django_assert_num_queries
):
    for number in range(count):
        day = date(2026, 2, 1 + number)
        promise = make_promise(number, said=day.isoformat(), said_on=day)
        link(promise, edith, now, demands=[demand], problems=[problem])
    for page, queries in ((PAGE, 8), (campaign.get_absolute_url(), 9)):
        client.get(page)
        with django_assert_num_queries(queries):
            client.get(page)
