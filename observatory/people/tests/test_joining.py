"""What packages above may add to joining: who else offers a role, and what follows."""

import pytest
from django.core.exceptions import PermissionDenied

from observatory.people import joining
from observatory.people.actions import (
    Conflict,
    accept_invitation,
    deactivate_person,
    end_mandate,
    invite_person,
)
from observatory.people.models import Mandate, User

PASSWORD = "quatre mots sans rapport"


@pytest.fixture
def registered(monkeypatch):
    """Registries of this test alone."""
    for name in ("_offers", "_joined", "_closed"):
        monkeypatch.setattr(joining, name, {})


@pytest.fixture
def amine_offers(registered, amine):
    """Amine may give the relay role, as long as he is in this list."""
    offering = [amine.pk]
    joining.register_offer("test", lambda by, role, _: role == "relay" and by.pk in offering)
    return offering


def invite(by, now, role="relay"):
    return invite_person(
        email="fati@example.org",
        name="Fati",
        language="fr",
        mandates=[(role, "21012")],
        by=by,
        at=now,
    )


def test_who_is_let_by_another_package_invites_and_the_journal_names_him(amine, amine_offers, now):
    _, token = invite(amine, now)
    user = accept_invitation(token=token, password=PASSWORD, name="Fati", at=now)
    assert user.mandates.get().given_by_id == amine.pk


def test_nothing_more_than_the_role_offered(amine, amine_offers, now):
    with pytest.raises(PermissionDenied):
        invite(amine, now, role="moderator")


def test_the_invitation_dies_with_the_right_to_offer(amine, amine_offers, now):
    _, token = invite(amine, now)
    amine_offers.clear()
    with pytest.raises(Conflict):
        accept_invitation(token=token, password=PASSWORD, name="Fati", at=now)
    assert not User.objects.filter(email="fati@example.org").exists()


def test_who_offers_a_role_does_not_end_it(amine, jean, amine_offers, now):
    with pytest.raises(PermissionDenied):
        end_mandate(mandate=jean.mandates.get(), by=amine, at=now)


def test_what_follows_fails_and_nobody_has_joined(olu, registered, now):
    def fail(*, invitation, user, at):
        raise RuntimeError

    joining.register_joined("test", fail)
    invitation, token = invite(olu, now)
    with pytest.raises(RuntimeError):
        accept_invitation(token=token, password=PASSWORD, name="Fati", at=now)
    assert not User.objects.filter(email="fati@example.org").exists()
    invitation.refresh_from_db()
    assert invitation.accepted_at is None


def test_what_follows_the_closing_of_an_account_is_told(olu, amine, registered, now):
    told = []
    joining.register_closed("test", lambda *, user, by, at: told.append((user.pk, by.pk)))
    deactivate_person(person=amine, by=olu, at=now)
    assert told == [(amine.pk, olu.pk)]
    assert not Mandate.objects.filter(user=amine, ended_at=None).exists()
