"""Édith and Aïcha edit for everywhere, Édouard for Schaerbeek."""

from datetime import UTC, date, datetime

import pytest
from allauth.mfa.models import Authenticator

from observatory.people.models import Mandate, User
from observatory.people.queries import system_actor
from observatory.places.queries import territory_by_nis
from observatory.promises.models import Promise, Source
from observatory.vocabularies.queries import term


@pytest.fixture(autouse=True)
def _forget(fresh_memory):
    """What a test wrote is rolled back; the memory of the process must not keep it."""


def editor(name, territory=None):
    user = User.objects.create(email=f"{name.lower()}@example.org", name=name)
    Mandate.objects.create(
        user=user,
        role="editor",
        territory=territory,
        given_by_id=system_actor("demo").pk,
        given_at=datetime(2026, 1, 1, tzinfo=UTC),
    )
    return user


def sign_in(client, user):
    """Sign a relay in, with the second factor that one must have."""
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    client.force_login(user)


@pytest.fixture
def edith(db):
    return editor("Edith")


@pytest.fixture
def aicha(db):
    return editor("Aicha")


@pytest.fixture
def edouard(schaerbeek):
    return editor("Edouard", schaerbeek)


def promise_values(number=0, **said):
    return {
        "code": f"essai-{number}",
        "quote": f"Le guichet numéro {number} restera ouvert.",
        "quote_language": "fr",
        "author": "Une échevine",
        "role": "Échevine de la population",
        "level": term("level", "commune"),
        "territory": territory_by_nis("21015"),
        "said": "2026-02",
        "said_on": date(2026, 2, 1),
        "source": Source.objects.get_or_create(url="https://example.org/conseil")[0],
        "condition": "Le guichet est ouvert à chaque relevé.",
        "condition_fixed_on": date(2026, 3, 1),
        "changed_at": datetime(2026, 3, 1, 9, tzinfo=UTC),
        **said,
    }


def make_promise(number=0, **said):
    return Promise.objects.create(**promise_values(number, **said))


@pytest.fixture
def no_promises(db):
    """For tests that count: what the project ships is put aside."""
    Promise.objects.all().delete()


@pytest.fixture
def promise(db):
    return make_promise()
