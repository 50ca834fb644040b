"""What the tests of piles share."""

import pytest
from django.urls import reverse

from observatory.observations.tests.making import make_person

from .factories import key_many, make_batch, sign_in, waiting
from .observed import make_planned


@pytest.fixture
def batch(jean, maison, molenbeek):
    """A pile of 20 sheets of the association that Amine and Jean work for."""
    return make_batch(jean, maison, territory=molenbeek)


@pytest.fixture
def desk(client, jean, maison):
    """Jean, signed in."""
    return sign_in(client, jean)


@pytest.fixture
def small(jean, maison, molenbeek):
    """A pile of eleven sheets: two of them are drawn."""
    return make_batch(jean, maison, territory=molenbeek, announced=11)


@pytest.fixture
def pile(small, jean):
    """Eleven sheets that Jean keyed."""
    return key_many(small, range(1, 12), jean)


@pytest.fixture
def number(pile):
    """The first drawn sheet of the eleven."""
    return waiting(pile)[0]


@pytest.fixture
def again(client, pile, number, amine):
    """Amine, signed in, and the address of the second keying."""
    sign_in(client, amine)
    return reverse("sheet_again", args=[pile.uuid, number])


@pytest.fixture
def marie(schaerbeek):
    """Observes in 1030."""
    return make_person("Marie", "marie@example.org", "relay", schaerbeek)


@pytest.fixture
def planned(chantal, schaerbeek, marie):
    """An open round in 1030 of one place whose hours nobody knows, given to Marie."""
    return make_planned(chantal, schaerbeek, [marie])


@pytest.fixture
def office(client, chantal):
    return sign_in(client, chantal)
