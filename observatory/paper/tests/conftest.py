"""What the tests of piles share."""

import pytest

from .factories import make_batch, sign_in


@pytest.fixture
def batch(jean, maison, molenbeek):
    """A pile of 20 sheets of the association that Amine and Jean work for."""
    return make_batch(jean, maison, territory=molenbeek)


@pytest.fixture
def desk(client, jean, maison):
    """Jean, signed in."""
    return sign_in(client, jean)
