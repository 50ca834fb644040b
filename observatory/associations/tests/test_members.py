"""Members of an association: invited in two clicks, added, leading, leaving."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from observatory.associations.actions import (
    add_member,
    end_association,
    end_membership,
    invite_member,
    set_lead,
)
from observatory.associations.models import ExpectedMember, Membership
from observatory.associations.permissions import is_member, may_see_reports_of
from observatory.associations.queries import associations_of, members_of
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
    invite_person,
    purge_invitations,
)
from observatory.people.models import Invitation, Mandate, User

from .making import PASSWORD, fresh, join, make_association, sign_in


def invite(association, by, at, email="zoe@example.org", *, is_lead=False):
    return invite_member(
        association=association, email=email, name="Zoé", is_lead=is_lead, by=by, at=at
    )


def accept(welcome, at):
    return accept_invitation(token=welcome.token, password=PASSWORD, name="Zoé", at=at)


def test_an_administrator_invites_the_first_lead_who_joins_at_once(olu, now):
    association = make_association(olu, territories=["21012", "21015"])
    zoe = accept(invite(association, olu, now, is_lead=True), now)
    assert members_of(association) == [zoe]
    assert associations_of(zoe) == [association]
    assert Membership.objects.get(user=zoe).is_lead
    assert {(one.role, one.territory.nis) for one in zoe.mandates.all()} == {
        ("relay", "21012"),
        ("relay", "21015"),
    }
    assert not ExpectedMember.objects.exists()


def test_a_lead_invites_in_two_clicks_and_hands_over_the_slip(client, amine, maison):
    sign_in(client, amine)
    page = client.get(reverse("association", args=[maison.pk])).text
    address = reverse("association_invite", args=[maison.pk])
    assert f'action="{address}"' in page
    slip = client.post(address, {"name": "Zoé", "email": "Zoe@Example.org"}).text
    assert "L’invitation de Zoé est prête" in slip
    assert "data:image/svg+xml" in slip
    assert "/fr/compte/invitation/" in slip
    invitation = Invitation.objects.get()
    assert invitation.invited_by_id == amine.pk
    assert invitation.mandates == [{"role": "relay", "nis": "21012"}]
    letter = read_letter(Message.objects.get(kind="invitation"))
    assert letter.to == "zoe@example.org"
    assert "Amine" in letter.subject_line
    assert "Zoé" in client.get(reverse("association", args=[maison.pk])).text


def test_who_a_lead_invited_is_a_relay_and_a_member_and_no_lead(amine, maison, now):
    zoe = accept(invite(maison, amine, now), now)
    assert is_member(zoe, maison)
    assert may_see_reports_of(zoe, maison)
    assert not Membership.objects.get(user=zoe).is_lead
    assert zoe.mandates.get().given_by_id == amine.pk
    with pytest.raises(PermissionDenied):
        invite(maison, zoe, now, "encore@example.org")


def test_an_invitation_dies_when_who_made_it_leads_no_more(amine, olu, maison, now):
    welcome = invite(maison, amine, now)
    set_lead(membership=Membership.objects.get(user=amine), is_lead=False, by=olu, at=now)
    with pytest.raises(Conflict):
        accept(welcome, now)
    assert not User.objects.filter(email="zoe@example.org").exists()


def test_leading_another_association_of_the_place_does_not_keep_it_alive(amine, olu, maison, now):
    join(make_association(olu), amine, is_lead=True)
    welcome = invite(maison, amine, now)
    end_membership(
        membership=Membership.objects.get(user=amine, association=maison), by=olu, at=now
    )
    with pytest.raises(Conflict):
        accept(welcome, now)
    assert not User.objects.filter(email="zoe@example.org").exists()


def test_nobody_offers_a_role_they_do_not_hold(amine, olu, maison, now):
    end_mandate(mandate=amine.mandates.get(), by=olu, at=now)
    with pytest.raises(Refused, match="no_territory"):
        invite(maison, User.objects.get(pk=amine.pk), now)


def test_a_lead_gives_no_role_outside_the_association(amine, maison, now):
    for wish in [("relay", "21015"), ("relay", None), ("moderator", "21012")]:
        with pytest.raises(PermissionDenied):
            invite_person(
                email="x@example.org", name="X", language="fr", mandates=[wish], by=amine, at=now
            )


def test_a_lead_ends_nobodys_role(amine, jean, maison, now):
    with pytest.raises(PermissionDenied):
        end_mandate(mandate=jean.mandates.get(), by=amine, at=now)


def test_a_coordinator_invites_where_she_coordinates_and_no_further(chantal, olu, now):
    association = make_association(olu, territories=["21012", "21015"])
    zoe = accept(invite(association, chantal, now), now)
    assert [one.territory.nis for one in zoe.mandates.all()] == ["21015"]
    elsewhere = make_association(olu, name="Autre", territories=["21012"])
    with pytest.raises(PermissionDenied):
        invite(elsewhere, chantal, now, "autre@example.org")


@pytest.mark.parametrize("who", ["jean", "mireille", "nadia", "outsider"])
def test_others_invite_nobody(who, request, maison, now):
    with pytest.raises(PermissionDenied):
        invite(maison, request.getfixturevalue(who), now)


def test_who_has_an_account_is_a_member_directly_and_is_told(client, amine, outsider, maison):
    sign_in(client, amine)
    answer = client.post(
        reverse("association_invite", args=[maison.pk]),
        {"name": "X", "email": outsider.email.upper()},
        follow=True,
    )
    assert "Outsider avait déjà un compte" in answer.text
    assert is_member(outsider, maison)
    assert User.objects.get(pk=outsider.pk).holds("relay")
    assert not Invitation.objects.exists()
    letter = read_letter(Message.objects.get(kind="membership"))
    assert letter.to == outsider.email
    assert "Maison de quartier" in letter.subject_line
    assert "Amine" in letter.body


def test_who_is_a_member_is_not_added_twice(client, amine, jean, maison, now):
    sign_in(client, amine)
    page = client.post(
        reverse("association_invite", args=[maison.pk]), {"name": "Jean", "email": jean.email}
    )
    assert page.status_code == 422
    assert "déjà membre" in page.text
    with pytest.raises(Conflict, match="member"):
        add_member(association=maison, person=jean, is_lead=False, by=amine, at=now)
    assert Membership.objects.filter(user=jean).count() == 1


def test_what_is_wrong_with_an_invitation_is_told_and_kept(client, amine, maison):
    sign_in(client, amine)
    page = client.post(
        reverse("association_invite", args=[maison.pk]), {"name": "Zoé", "email": "zoe"}
    )
    assert page.status_code == 422
    assert 'value="Zoé"' in page.text
    assert 'value="zoe"' in page.text
    assert "Il reste une chose à corriger" in page.text


def test_a_lead_does_not_replace_the_invitation_of_someone_else(client, amine, olu, maison, now):
    invite(maison, olu, now)
    with pytest.raises(Refused, match="invited_by_other"):
        invite(maison, amine, now)


def test_a_lead_takes_back_their_own_invitation_only(client, amine, olu, maison):
    sign_in(client, amine)
    address = reverse("association_invite", args=[maison.pk])
    client.post(address, {"name": "Zoé", "email": "zoe@example.org"})
    mine = ExpectedMember.objects.get()
    page = client.get(reverse("association", args=[maison.pk])).text
    assert reverse("association_invitation_revoke", args=[mine.pk]) in page
    client.post(reverse("association_invitation_revoke", args=[mine.pk]))
    assert "Zoé" not in client.get(reverse("association", args=[maison.pk])).text
    mine.invitation.refresh_from_db()
    theirs = invite(maison, olu, mine.invitation.invited_at, "ali@example.org")
    expected = theirs.invitation.expected_member
    answer = client.post(reverse("association_invitation_revoke", args=[expected.pk]))
    assert answer.status_code == 403


def test_invitations_of_associations_are_purged_and_counted_as_one_each(amine, maison, now):
    welcome = invite(maison, amine, now)
    later = welcome.invitation.expires_at
    assert purge_invitations(at=later, dry_run=True) == 1
    assert purge_invitations(at=later, dry_run=False) == 1
    assert not ExpectedMember.objects.exists()


def test_a_member_who_leaves_is_no_relay_any_more(amine, maison, now):
    zoe = accept(invite(maison, amine, now), now)
    end_membership(membership=Membership.objects.get(user=zoe), by=amine, at=now)
    assert not is_member(zoe, maison)
    assert not User.objects.get(pk=zoe.pk).holds("relay")
    with pytest.raises(Conflict, match="ended"):
        end_membership(membership=Membership.objects.get(user=zoe), by=amine, at=now)


def test_a_role_that_did_not_come_with_joining_stays(amine, jean, maison, now):
    end_membership(membership=Membership.objects.get(user=jean), by=amine, at=now)
    assert User.objects.get(pk=jean.pk).holds("relay")


def test_a_role_stays_while_another_association_of_the_place_needs_it(amine, olu, maison, now):
    zoe = accept(invite(maison, amine, now), now)
    other = make_association(olu)
    second = add_member(association=other, person=zoe, is_lead=False, by=olu, at=now)
    end_membership(membership=Membership.objects.get(user=zoe, association=maison), by=olu, at=now)
    assert User.objects.get(pk=zoe.pk).holds("relay")
    end_membership(membership=second, by=olu, at=now)
    assert not User.objects.get(pk=zoe.pk).holds("relay")


def test_a_closed_account_works_for_nobody_and_stays_out_when_it_is_opened_again(
    amine, olu, maison, now
):
    deactivate_person(person=amine, by=olu, at=now)
    assert amine not in members_of(maison)
    _, token = invite_person(
        email=amine.email,
        name="Amine",
        language="fr",
        mandates=[("editor", None)],
        by=olu,
        at=now,
    )
    back = accept_invitation(token=token, password=PASSWORD, name="Amine", at=now)
    assert back.pk == amine.pk
    assert not may_see_reports_of(back, maison)


def test_leading_is_given_and_taken_back(client, amine, jean, maison):
    sign_in(client, amine)
    member = Membership.objects.get(user=jean)
    address = reverse("membership_lead", args=[member.pk])
    client.post(address, {"lead": "yes"})
    member.refresh_from_db()
    assert member.is_lead
    answer = client.post(address, {"lead": "yes"}, follow=True)
    assert "Quelqu’un a changé cette page" in answer.text
    client.post(address, {"lead": "no"})
    member.refresh_from_db()
    assert not member.is_lead


def test_who_leaves_by_themselves_comes_to_their_first_page(client, amine, maison):
    sign_in(client, amine)
    mine = Membership.objects.get(user=amine)
    answer = client.post(reverse("membership_end", args=[mine.pk]))
    assert answer.headers["Location"] == reverse("team")
    assert not is_member(amine, maison)


def test_a_stranger_reaches_no_membership(client, nadia, chantal, maison):
    sign_in(client, chantal)
    member = Membership.objects.first()
    for route in ("membership_end", "membership_lead"):
        assert client.post(reverse(route, args=[member.pk])).status_code == 404
        assert client.post(reverse(route, args=[999999])).status_code == 404


@pytest.mark.parametrize("name", ["mireille", "chantal", "nadia", "outsider", "olu"])
def test_who_is_no_member_does_not_see_the_raw_reports_as_one(name, request, maison):
    assert not may_see_reports_of(request.getfixturevalue(name), maison)


def test_members_see_the_raw_reports_of_an_association_that_takes_part(
    maison, amine, jean, olu, now
):
    assert may_see_reports_of(amine, maison)
    assert may_see_reports_of(jean, maison)
    end_association(association=maison, by=olu, at=now)
    assert not may_see_reports_of(amine, fresh(maison))


def test_the_journal_tells_who_brought_whom_without_a_name_or_an_address(amine, maison, now):
    zoe = accept(invite(maison, amine, now), now)
    entries = list(Entry.objects.about(maison.subject).values_list("action", "actor_id", "data"))
    assert [entry[:2] for entry in entries] == [
        ("member.invited", amine.pk),
        ("member.joined", zoe.pk),
    ]
    assert "Zoé" not in repr(entries)
    assert "zoe@" not in repr(entries)


def test_an_ended_role_is_ended_by_the_machine_in_the_journal(amine, maison, now):
    zoe = accept(invite(maison, amine, now), now)
    end_membership(membership=Membership.objects.get(user=zoe), by=amine, at=now)
    ended = Entry.objects.get(action="mandate.ended")
    assert ended.actor.name == "worker"
    assert Mandate.objects.get(user=zoe).ended_at == now


def test_a_role_given_elsewhere_is_not_given_again(olu, outsider, maison, now):
    give_mandate(person=outsider, role="relay", nis="21012", by=olu, at=now)
    person = User.objects.get(pk=outsider.pk)
    add_member(association=maison, person=person, is_lead=False, by=olu, at=now)
    assert outsider.mandates.count() == 1
