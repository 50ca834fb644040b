"""Inviting someone, joining, and what each may give."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from observatory.journal.models import Entry
from observatory.outbox.models import Message
from observatory.outbox.queries import read_letter
from observatory.people.actions import (
    Conflict,
    Refused,
    accept_invitation,
    deactivate_person,
    end_mandate,
    give_mandate,
    give_mandates,
    invite_person,
    make_demo_person,
    purge_invitations,
    revoke_invitation,
)
from observatory.people.models import Invitation, Mandate, User
from observatory.people.queries import system_actor

from .journey import code_of_now, sign_in, type_password

PASSWORD = "quatre mots sans rapport"


@pytest.fixture(autouse=True)
def _no_throttle_of_another_test(db):
    cache.clear()


def invite(by, at, email="Fati@Example.org", mandates=(("moderator", "21015"),)):
    return invite_person(
        email=email, name="Fati", language="fr", mandates=list(mandates), by=by, at=at
    )


def test_an_invitation_works_once(olu, now):
    _, token = invite(olu, now)
    user = accept_invitation(token=token, password=PASSWORD, name="Fati", at=now)
    assert user.email == "fati@example.org"
    assert user.check_password(PASSWORD)
    assert user.holds("moderator")
    assert not user.holds("administrator")
    with pytest.raises(Conflict):
        accept_invitation(token=token, password="un autre mot", name="Intrus", at=now)
    assert User.objects.get(email="fati@example.org").name == "Fati"


def test_a_token_typed_from_paper_is_understood(olu, now):
    _, token = invite(olu, now)
    typed = f"  {token.upper().replace('-', ' ')} "
    assert accept_invitation(token=typed, password=PASSWORD, name="Fati", at=now).pk


def test_an_invitation_lasts_seven_days(olu, now):
    _, token = invite(olu, now)
    with pytest.raises(Conflict):
        accept_invitation(token=token, password=PASSWORD, name="Fati", at=now + timedelta(days=7))
    late = now + timedelta(days=7) - timedelta(seconds=1)
    assert accept_invitation(token=token, password=PASSWORD, name="Fati", at=late).pk


def test_a_revoked_invitation_does_not_work(olu, now):
    invitation, token = invite(olu, now)
    revoke_invitation(invitation=invitation, by=olu, at=now)
    with pytest.raises(Conflict):
        accept_invitation(token=token, password=PASSWORD, name="Fati", at=now)
    with pytest.raises(Conflict):
        revoke_invitation(invitation=invitation, by=olu, at=now)


def test_another_invitation_replaces_the_first(olu, now):
    _, first = invite(olu, now)
    _, second = invite(olu, now)
    with pytest.raises(Conflict):
        accept_invitation(token=first, password=PASSWORD, name="Fati", at=now)
    assert accept_invitation(token=second, password=PASSWORD, name="Fati", at=now).pk


def test_the_token_is_stored_only_as_a_hash(olu, now):
    invitation, token = invite(olu, now)
    stored = repr(Invitation.objects.filter(pk=invitation.pk).values().get())
    assert token not in stored
    assert token.replace("-", "") not in stored


def test_the_e_mail_holds_the_link_and_the_name_of_who_invites(olu, now):
    _, token = invite(olu, now)
    letter = read_letter(Message.objects.get(kind="invitation"))
    assert letter.to == "fati@example.org"
    assert f"/fr/compte/invitation/{token}/" in letter.body
    assert "Olu" in letter.subject_line
    assert "30 novembre 2026" in letter.body


def test_the_journal_tells_who_invited_and_who_joined_without_naming_them(olu, now):
    before = Entry.objects.count()
    _, token = invite(olu, now)
    user = accept_invitation(token=token, password=PASSWORD, name="Fati", at=now)
    journal = Entry.objects.order_by("pk").values_list("action", "actor_id", "subject", "data")
    entries = list(journal[before:])
    assert [entry[:2] for entry in entries] == [
        ("person.invited", olu.pk),
        ("message.queued", olu.pk),
        ("person.joined", user.pk),
        ("mandate.given", olu.pk),
    ]
    assert "Fati" not in repr(entries)


def test_a_coordinator_invites_relays_and_moderators_of_her_own_territory(chantal, now):
    assert invite(chantal, now, mandates=[("relay", "21015"), ("moderator", "21015")])[0].pk
    for wish in [
        ("moderator", "21012"),
        ("moderator", None),
        ("coordinator", "21015"),
        ("administrator", None),
        ("editor", "21015"),
    ]:
        with pytest.raises(PermissionDenied):
            invite(chantal, now, email="x@example.org", mandates=[wish])


def test_moderators_and_relays_invite_nobody(mireille, amine, outsider, now):
    for by in (mireille, amine, outsider):
        with pytest.raises(PermissionDenied):
            invite(by, now, mandates=[("relay", "21015")])


def test_an_invitation_dies_with_the_right_of_who_made_it(chantal, olu, now):
    _, token = invite(chantal, now)
    end_mandate(mandate=chantal.mandates.get(), by=olu, at=now)
    with pytest.raises(Conflict):
        accept_invitation(token=token, password=PASSWORD, name="Fati", at=now)
    assert not User.objects.filter(email="fati@example.org").exists()


def test_nobody_is_invited_to_the_account_they_have(olu, mireille, now):
    with pytest.raises(Refused, match="has_account"):
        invite(olu, now, email=mireille.email.upper())


def test_a_coordinator_does_not_replace_the_invitation_of_someone_else(olu, chantal, now):
    invite(olu, now)
    with pytest.raises(Refused, match="invited_by_other"):
        invite(chantal, now)


def test_an_unknown_municipality_is_refused(olu, now):
    with pytest.raises(Refused, match="unknown_territory"):
        invite(olu, now, mandates=[("relay", "99999")])


def test_administration_knows_no_territory(olu, now):
    with pytest.raises(Refused, match="everywhere_only"):
        invite(olu, now, mandates=[("administrator", "21015")])


@pytest.mark.parametrize("nis", ["21015", None])
def test_the_same_role_is_not_given_twice(olu, outsider, now, nis):
    give_mandate(person=outsider, role="relay", nis=nis, by=olu, at=now)
    with pytest.raises(Conflict, match="held"):
        give_mandate(person=outsider, role="relay", nis=nis, by=olu, at=now)


def test_of_several_roles_all_are_given_or_none(olu, outsider, now):
    give_mandate(person=outsider, role="relay", nis="21015", by=olu, at=now)
    with pytest.raises(Conflict):
        give_mandates(
            person=outsider, mandates=[("relay", "21012"), ("relay", "21015")], by=olu, at=now
        )
    assert outsider.mandates.count() == 1


def test_an_ended_role_can_be_given_again(olu, mireille, now):
    end_mandate(mandate=mireille.mandates.get(), by=olu, at=now)
    assert not User.objects.get(pk=mireille.pk).holds("moderator")
    give_mandate(person=mireille, role="moderator", nis="21015", by=olu, at=now)
    assert User.objects.get(pk=mireille.pk).holds("moderator")
    assert Mandate.objects.filter(user=mireille).count() == 2


def test_two_people_who_end_the_same_role_are_a_conflict(olu, chantal, mireille, now):
    mandate = mireille.mandates.get()
    end_mandate(mandate=mandate, by=chantal, at=now)
    with pytest.raises(Conflict, match="ended"):
        end_mandate(mandate=mandate, by=olu, at=now)


def test_someone_is_left_to_administer(olu, now):
    with pytest.raises(Refused, match="last_administrator"):
        end_mandate(mandate=olu.mandates.get(), by=olu, at=now)
    assert olu.mandates.get().ended_at is None
    with pytest.raises(PermissionDenied):
        deactivate_person(person=olu, by=olu, at=now)


def test_a_closed_account_is_signed_out_and_loses_its_roles(client, olu, mireille, now):
    sign_in(client, mireille)
    assert client.get(reverse("team")).status_code == 200
    deactivate_person(person=mireille, by=olu, at=now)
    assert client.get(reverse("team")).status_code == 303
    assert not mireille.mandates.filter(ended_at=None).exists()
    with pytest.raises(Conflict, match="closed"):
        deactivate_person(person=mireille, by=olu, at=now)


def test_who_comes_back_is_invited_again_and_sets_up_a_new_protection(olu, mireille, now):
    deactivate_person(person=mireille, by=olu, at=now)
    _, token = invite(olu, now, email=mireille.email)
    back = accept_invitation(token=token, password=PASSWORD, name="Mireille", at=now)
    assert back.pk == mireille.pk
    assert back.is_active
    assert not back.authenticator_set.exists()


def test_only_administrators_close_accounts(chantal, mireille, now):
    with pytest.raises(PermissionDenied):
        deactivate_person(person=mireille, by=chantal, at=now)


def test_invitations_that_are_over_are_erased(olu, now):
    _, used = invite(olu, now, email="used@example.org")
    accept_invitation(token=used, password=PASSWORD, name="Used", at=now)
    invite(olu, now, email="waits@example.org")
    revoked, _ = invite(olu, now, email="revoked@example.org")
    revoke_invitation(invitation=revoked, by=olu, at=now)
    assert purge_invitations(at=now, dry_run=True) == 1
    assert Invitation.objects.count() == 3
    assert purge_invitations(at=now, dry_run=False) == 1
    assert purge_invitations(at=now + timedelta(days=7), dry_run=False) == 1
    assert purge_invitations(at=now + timedelta(days=31), dry_run=False) == 1
    assert not Invitation.objects.exists()


def test_joining_from_the_link_to_the_recovery_codes(client, olu, now):
    """Fati follows her link, chooses a password, sets up the app and sees her codes."""
    _, token = invite(olu, timezone.now())
    address = reverse("invitation_accept", args=[token])
    assert "fati@example.org" in client.get(address).content.decode()
    answer = client.post(address, {"name": "Fati", "password": PASSWORD, "again": PASSWORD})
    assert answer.headers["Location"] == reverse("team")
    assert client.get(reverse("team")).headers["Location"] == reverse("mfa_index")
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    answer = client.post(reverse("mfa_activate_totp"), {"code": code_of_now(secret)})
    page = client.get(answer.headers["Location"]).content.decode()
    assert page.count("<li><code>") == 10
    assert client.get(reverse("team")).status_code == 200
    assert client.get(address).status_code == 410


def test_what_is_wrong_with_a_new_password_is_told_and_the_name_is_kept(client, olu):
    _, token = invite(olu, timezone.now())
    address = reverse("invitation_accept", args=[token])
    values = {"name": "Fatiha", "password": "court", "again": "autre"}
    page = client.post(address, values).content.decode()
    assert "Les deux mots de passe ne sont pas les mêmes" in page
    assert 'value="Fatiha"' in page
    assert not User.objects.filter(email="fati@example.org").exists()


def test_the_code_on_paper_leads_to_the_invitation(client, olu):
    _, token = invite(olu, timezone.now())
    answer = client.post(reverse("invitation"), {"token": token.upper()})
    assert answer.headers["Location"] == reverse("invitation_accept", args=[token])
    page = client.post(reverse("invitation"), {"token": "k7p2 0000"}).content.decode()
    assert "Ce code ne marche pas" in page
    assert 'value="k7p2 0000"' in page


def test_guessing_codes_is_stopped(client, db):
    for _ in range(60):
        client.post(reverse("invitation"), {"token": "abcd"})
    assert "trop d’essais" in client.post(reverse("invitation"), {"token": "abcd"}).content.decode()
    assert client.get(reverse("invitation_accept", args=["abcd"])).status_code == 429


def test_a_demo_person_signs_in_with_the_codes_that_were_printed(client, db, now):
    values = {
        "email": "demo@example.org",
        "name": "Démo",
        "mandates": [("moderator", "21015")],
        "password": "un long mot de passe",
        "totp_secret": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
        "recovery_codes": ["11112222", "33334444"],
        "by": system_actor("demo"),
        "at": now,
    }
    user = make_demo_person(**values)
    assert user.is_demo
    assert make_demo_person(**values).pk == user.pk
    type_password(client, user)
    client.post(reverse("mfa_authenticate"), {"code": "1111 2222"})
    assert client.get(reverse("team")).status_code == 200
    client.post(reverse("account_logout"))
    type_password(client, user)
    client.post(reverse("mfa_authenticate"), {"code": code_of_now(values["totp_secret"])})
    assert client.get(reverse("team")).status_code == 200


def test_only_a_machine_makes_demo_people(olu, now):
    with pytest.raises(PermissionDenied):
        make_demo_person(
            email="demo@example.org",
            name="Démo",
            mandates=[],
            password="x",
            totp_secret="JBSWY3DPEHPK3PXP",
            recovery_codes=[],
            by=olu,
            at=now,
        )


def test_the_first_administrator_is_invited_from_the_console(client, db, capsys):
    call_command("invite", "First@example.org", "Première")
    path = "/" + capsys.readouterr().out.strip().split("/", 3)[3]
    client.post(path, {"name": "Première", "password": PASSWORD, "again": PASSWORD})
    assert User.objects.get(email="first@example.org").holds("administrator")
    with pytest.raises(CommandError, match="has_account"):
        call_command("invite", "first@example.org", "Première")
    with pytest.raises(CommandError, match="everywhere_only"):
        call_command("invite", "second@example.org", "Deux", "--nis=21015")
