"""The groups of these tests: Amine leads in Molenbeek with Jean; Nadia leads in Schaerbeek with Mireille."""

import pytest
from allauth.mfa.models import Authenticator

from observatory.people.models import Mandate, User
from observatory.people.queries import system_actor

from .making import NOW, group_of, join


@pytest.fixture
def there(molenbeek, amine, jean):
    """The group of Molenbeek."""
    group = group_of(molenbeek)
    join(group, amine, leads=True)
    join(group, jean)
    return group


@pytest.fixture
def here(schaerbeek, nadia, mireille):
    """The group of Schaerbeek."""
    group = group_of(schaerbeek)
    join(group, nadia, leads=True)
    join(group, mireille)
    return group


@pytest.fixture
def edith(db):
    """Editor, everywhere."""
    user = User.objects.create(email="edith@example.org", name="Édith")
    Mandate.objects.create(
        user=user, role="editor", given_by_id=system_actor("demo").pk, given_at=NOW
    )
    return user


@pytest.fixture
def signed_in(client):
    """Sign someone in with the second factor that the team must have."""

    def sign_in(user):
        Authenticator.objects.get_or_create(
            user=user, type=Authenticator.Type.TOTP, defaults={"data": {"secret": "x"}}
        )
        client.force_login(user)
        return client

    return sign_in
