"""Where one can tell a problem with someone's help: only who wants to be found."""

import pytest
from django.urls import reverse

from observatory.associations.actions import end_association
from observatory.associations.queries.public import language_choices, language_name

from .making import DAY, make_association

ADDRESS = "helping_associations"


def listed(by, name="Le Puits", territories=("21012",), **details):
    return make_association(
        by,
        name=name,
        territories=territories,
        **{"is_listed": True, "desk_address": "rue de la Borne 14", **details},
    )


def test_an_empty_list_says_so_and_offers_other_ways(client, db):
    page = client.get(reverse(ADDRESS))
    assert "Aucune association n’est encore dans cette liste" in page.text
    assert reverse("paper_form") in page.text
    assert "ETag" in page.headers


def test_everything_one_needs_to_go_there_is_shown(client, olu):
    listed(
        olu,
        desk_hours="mardi de 9 h à 12 h",
        desk_phone="02 279 25 20",
        languages=["fr", "ar", "sfb"],
        website="https://www.lepuits.example/",
    )
    page = client.get(reverse(ADDRESS)).text
    for words in (
        "1080 Molenbeek-Saint-Jean",
        "Le Puits",
        "rue de la Borne 14",
        "mardi de 9 h à 12 h",
        'href="tel:022792520"',
        "français, arabe, langue des signes (LSFB)",
        ">lepuits.example</a>",
    ):
        assert words in page


def test_only_listed_associations_that_take_part_are_shown(client, olu):
    make_association(olu, name="Discrète", desk_address="ici")
    end_association(association=listed(olu, name="Partie"), by=olu, at=DAY)
    listed(olu, name="Présente")
    page = client.get(reverse(ADDRESS)).text
    assert "Présente" in page
    assert "Discrète" not in page
    assert "Partie" not in page


def test_one_that_works_in_two_municipalities_stands_in_both_in_their_order(client, olu):
    listed(olu, name="Double", territories=["21012", "21015"])
    page = client.get(reverse(ADDRESS)).text
    assert page.count(">Double<") == 2
    assert page.index('id="t21015"') < page.index('id="t21012"')


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_long(client, olu, count, django_assert_num_queries):
    for n in range(count):
        listed(olu, name=f"Association {n}", territories=["21012", "21015"])
    with django_assert_num_queries(4):
        client.get(reverse(ADDRESS))


def test_the_page_of_a_municipality_says_who_stands_behind(client, olu, molenbeek):
    address = reverse("municipality", args=["21012"])
    assert "Pas encore connu" in client.get(address).text
    make_association(olu, name="Discrète")
    page = client.get(address).text
    assert "1 association aide à raconter ici" in page
    assert "Discrète" not in page
    for n in range(7):
        listed(olu, name=f"Listée {n}")
    page = client.get(address).text
    assert "8 associations aident à raconter ici" in page
    assert "Listée 0, Listée 1" in page
    assert "Listée 5" not in page
    assert f"{reverse(ADDRESS)}#t21012" in page


def test_the_list_is_in_the_footer_of_every_page(client, db):
    assert f'href="{reverse(ADDRESS)}"' in client.get(reverse("home")).text


def test_every_language_has_a_name(db):
    for code, name in language_choices():
        assert name != code
    assert language_name("xx") == "xx"
