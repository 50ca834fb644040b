"""An association comes in, is described, leaves and comes back."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from observatory.associations.actions import (
    add_association,
    describe_association,
    end_association,
    invite_member,
    note_contact,
    resume_association,
)
from observatory.associations.models import Association
from observatory.associations.permissions import is_member
from observatory.associations.queries import associations_in, associations_of, members_of
from observatory.journal.models import Entry
from observatory.journal.queries import edition_number
from observatory.people.actions import Conflict, Refused, accept_invitation
from observatory.people.models import User
from observatory.vault.queries import has_contact

from .making import PASSWORD, fresh, make_association, sign_in


def typed(**changes):
    """What someone types in the form."""
    return {
        "name": "Le Puits",
        "territories": ["21015"],
        "joined_on": "2026-01-05",
        "website": "https://lepuits.example",
        "publics": ["U01"],
        "desk_address": "rue de la Borne 14",
        "desk_hours": "mardi de 9 h à 12 h",
        "desk_phone": "022792520",
        "languages": ["fr", "ar"],
        "is_listed": "on",
        "seen": "0",
        **changes,
    }


def test_a_coordinator_adds_an_association_of_her_territory(client, chantal):
    sign_in(client, chantal)
    answer = client.post(reverse("association_add"), typed())
    added = Association.objects.get()
    assert answer.headers["Location"] == reverse("association", args=[added.pk])
    assert added.desk_phone == "02 279 25 20"
    assert [one.nis for one in added.territories.all()] == ["21015"]
    assert [term.code for term in added.publics.all()] == ["U01"]
    page = client.get(answer.headers["Location"]).text
    for words in ("Le Puits", "rue de la Borne 14", "arabe", "Personnes âgées", "lepuits.example"):
        assert words in page


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": " "}, "Nom de l’association"),
        ({"territories": []}, "Choisissez au moins une commune"),
        ({"territories": ["21012"]}, "21012"),
        ({"joined_on": "2999-01-01"}, "n’est pas encore passée"),
        ({"joined_on": "hier"}, "date"),
        ({"website": "javascript:alert(1)"}, "URL"),
        ({"desk_phone": "le matin"}, "Écrivez seulement un numéro"),
        ({"desk_address": "", "desk_phone": ""}, "il faut une adresse ou un numéro"),
        ({"languages": ["xx"]}, "xx"),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_is_still_there(client, chantal, wrong, words):
    sign_in(client, chantal)
    page = client.post(reverse("association_add"), typed(**wrong)).text
    assert words in page
    assert "mardi de 9 h à 12 h" in page
    assert not Association.objects.exists()


def test_two_associations_do_not_share_a_name(client, chantal, olu):
    make_association(olu, name="le puits")
    sign_in(client, chantal)
    assert "porte déjà ce nom" in client.post(reverse("association_add"), typed()).text
    with pytest.raises(Refused, match="name_taken"):
        make_association(olu, name="le puits")


def test_a_coordinator_keeps_to_her_own_territories(chantal, olu, now):
    with pytest.raises(PermissionDenied):
        make_association(chantal, territories=["21015", "21012"])
    both = make_association(olu, territories=["21015", "21012"])
    describe_association(
        association=both, details={}, publics=[], territories=["21015"], seen=0, by=chantal, at=now
    )
    assert {one.nis for one in both.territories.all()} == {"21015", "21012"}
    theirs = make_association(olu, name="Autre", territories=["21012"])
    with pytest.raises(PermissionDenied):
        describe_association(association=theirs, details={}, publics=[], seen=0, by=chantal, at=now)


@pytest.mark.parametrize("who", ["amine", "mireille", "nadia", "outsider"])
def test_others_add_no_association(who, request, now):
    with pytest.raises(PermissionDenied):
        make_association(request.getfixturevalue(who))


def test_an_association_works_in_at_least_one_known_municipality(olu):
    for nowhere, reason in (([], "no_territory"), (["99999"], "unknown_territory")):
        with pytest.raises(Refused, match=reason):
            make_association(olu, territories=nowhere)


def test_a_lead_changes_the_public_details_and_no_more(client, amine, maison, now):
    sign_in(client, amine)
    address = reverse("association_edit", args=[maison.pk])
    assert 'name="territories"' not in client.get(address).text
    client.post(address, typed(name="Autre nom", territories=["21015"]))
    changed = fresh(maison)
    assert changed.desk_address == "rue de la Borne 14"
    assert changed.name == "Maison de quartier"
    assert [one.nis for one in changed.territories.all()] == ["21012"]
    with pytest.raises(PermissionDenied):
        describe_association(
            association=maison, details={"name": "Autre"}, publics=[], seen=1, by=amine, at=now
        )
    with pytest.raises(PermissionDenied):
        describe_association(
            association=maison,
            details={},
            publics=[],
            territories=["21015"],
            seen=1,
            by=amine,
            at=now,
        )


def test_a_member_who_does_not_lead_changes_nothing(client, jean, maison):
    sign_in(client, jean)
    page = client.get(reverse("association", args=[maison.pk])).text
    assert "Amine" in page
    for route in ("association_edit", "association_contact_edit"):
        assert reverse(route, args=[maison.pk]) not in page
        assert client.get(reverse(route, args=[maison.pk])).status_code == 403
    assert client.post(reverse("association_invite", args=[maison.pk])).status_code == 403


def test_the_second_window_learns_that_someone_was_quicker(client, amine, maison):
    sign_in(client, amine)
    address = reverse("association_edit", args=[maison.pk])
    assert client.post(address, typed()).status_code == 302
    page = client.post(address, typed(desk_address="ailleurs 3"))
    assert "Quelqu’un a changé cette page" in page.text
    assert "ailleurs 3" in page.text
    assert fresh(maison).desk_address == "rue de la Borne 14"


def test_public_pages_are_made_again_after_each_change(olu, now):
    before = edition_number()
    association = make_association(olu)
    added = edition_number()
    describe_association(
        association=association, details={"is_listed": True}, publics=[], seen=0, by=olu, at=now
    )
    assert before < added < edition_number()


def test_the_journal_names_columns_and_no_word_that_was_typed(olu, now):
    association = make_association(olu, desk_address="rue secrète 3")
    describe_association(
        association=association,
        details={"desk_address": "rue encore plus secrète 4"},
        publics=[],
        seen=0,
        by=olu,
        at=now,
    )
    entries = list(Entry.objects.about(association.subject).values_list("action", "data"))
    assert [action for action, _ in entries] == ["association.added", "association.described"]
    assert "desk_address" in repr(entries)
    assert "secrète" not in repr(entries)


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("olu", {"De Schaerbeek", "Maison de quartier"}),
        ("chantal", {"De Schaerbeek"}),
        ("mireille", {"De Schaerbeek"}),
        ("amine", {"Maison de quartier"}),
        ("nadia", set()),
    ],
)
def test_who_sees_which_association(client, request, maison, who, seen):
    make_association(request.getfixturevalue("olu"), name="De Schaerbeek", territories=["21015"])
    sign_in(client, request.getfixturevalue(who))
    page = client.get(reverse("associations")).text
    assert {name for name in ("De Schaerbeek", "Maison de quartier") if name in page} == seen
    status = 200 if "Maison de quartier" in seen else 404
    assert client.get(reverse("association", args=[maison.pk])).status_code == status


def test_who_has_no_role_does_not_come_in(client, outsider):
    sign_in(client, outsider)
    assert client.get(reverse("associations")).status_code == 403


@pytest.mark.parametrize("count", [0, 1, 3])
def test_the_list_costs_the_same_however_long(client, olu, amine, count, django_assert_num_queries):
    sign_in(client, olu)
    for n in range(count):
        make_association(olu, name=f"Association {n}", territories=["21015", "21012"])
    client.get(reverse("associations"))
    with django_assert_num_queries(8 if count else 6):
        page = client.get(reverse("associations")).text
    assert page.count("Association ") >= count


def test_a_long_list_is_shown_page_by_page(client, olu):
    for n in range(51):
        make_association(olu, name=f"Association {n:02}")
    sign_in(client, olu)
    first = client.get(reverse("associations")).text
    assert "Association 49" in first
    assert "Association 50" not in first
    assert "Association 50" in client.get(reverse("associations") + "?page=2").text


def test_an_association_that_leaves_takes_its_members_and_its_contact_along(olu, now):
    association = make_association(olu, is_listed=True, desk_phone="02 279 25 20")
    welcome = invite_member(
        association=association, email="zoe@example.org", name="Zoé", is_lead=True, by=olu, at=now
    )
    zoe = accept_invitation(token=welcome.token, password=PASSWORD, name="Zoé", at=now)
    other = invite_member(
        association=association, email="ali@example.org", name="Ali", is_lead=False, by=olu, at=now
    )
    note_contact(association=association, values={"phone": "02"}, by=olu, at=now)
    end_association(association=fresh(association), by=olu, at=now)

    assert not fresh(association).is_listed
    assert not is_member(zoe, association)
    assert not User.objects.get(pk=zoe.pk).holds("relay")
    assert not has_contact(association.subject)
    with pytest.raises(Conflict):
        accept_invitation(token=other.token, password=PASSWORD, name="Ali", at=now)
    with pytest.raises(Conflict):
        end_association(association=association, by=olu, at=now)


def test_an_association_that_left_shows_it_and_comes_back(client, olu, amine, maison, molenbeek):
    sign_in(client, olu)
    ask = client.get(reverse("association_end", args=[maison.pk])).text
    assert "Ses signalements restent" in ask
    client.post(reverse("association_end", args=[maison.pk]))
    assert associations_in(molenbeek) == []
    assert associations_of(amine) == []
    page = client.get(reverse("association", args=[maison.pk])).text
    assert "ne participe plus" in page
    assert 'name="email"' not in page
    client.post(reverse("association_resume", args=[maison.pk]))
    assert associations_in(molenbeek) == [maison]
    assert members_of(maison) == []
    with pytest.raises(Conflict):
        resume_association(association=maison, by=olu, at=maison.joined_on)


def test_a_lead_does_not_end_their_association(client, amine, maison, now):
    sign_in(client, amine)
    assert client.post(reverse("association_end", args=[maison.pk])).status_code == 403
    with pytest.raises(PermissionDenied):
        end_association(association=maison, by=amine, at=now)


def test_a_column_nobody_may_write_is_refused(olu, now):
    with pytest.raises(PermissionDenied):
        add_association(
            name="X",
            joined_on=now.date(),
            territories=["21012"],
            details={"is_demo": True},
            by=olu,
            at=now,
        )
