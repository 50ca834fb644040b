"""The people of these tests, besides those of the project."""

from datetime import UTC, datetime

import pytest
from allauth.mfa.models import Authenticator

from observatory.people.models import Mandate, User
from observatory.people.queries import system_actor


@pytest.fixture
def edith(db):
    """Editor, everywhere."""
    user = User.objects.create(email="edith@example.org", name="Édith")
    Mandate.objects.create(
        user=user,
        role="editor",
        given_by_id=system_actor("demo").pk,
        given_at=datetime(2026, 1, 1, tzinfo=UTC),
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
