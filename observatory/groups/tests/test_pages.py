"""What everyone sees of groups: without account, the same for all, and nothing of the team's side."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate

from observatory.groups.actions import (
    correct_call,
    describe_group,
    move_call,
    move_group,
    offer_help,
    open_group,
)
from observatory.groups.models import Group
from observatory.problems.tests.reading import words_of

from .making import NOW, call_of, group_of, meeting_of, soon
from .test_describing import values as group_values

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_memory")]


def page_of(group):
    return f"/fr/groupes/{group.pk}/"


def test_fatima_finds_the_group_of_her_municipality_and_that_she_needs_no_account(client, settings):
    settings.PHONE_LINE = "02 000 00 00"
    words = words_of(client.get("/fr/groupes/"))
    assert "Pas besoin de compte, d’ordinateur ni d’inscription." in words
    places = [words.index(name) for name in ("1000 Bruxelles", "1030 Schaerbeek", "1210 Saint")]
    assert places == sorted(places)
    assert words.count("Téléphone : 02 000 00 00") == 8


def test_without_any_group_the_list_says_so_and_leads_on(client):
    Group.objects.all().delete()
    words = words_of(client.get("/fr/groupes/"))
    assert "Aucun groupe n’est encore ouvert" in words
    assert "Voir les associations" in words


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_database_nothing_for_one_and_for_three(
    client, schaerbeek, olu, count, django_assert_num_queries
):
    Group.objects.all().delete()
    for _ in range(count):
        open_group(values=group_values(schaerbeek), by=olu, at=NOW)
    with django_assert_num_queries(1):
        response = client.get("/fr/groupes/")
    assert words_of(response).count("Le groupe du quartier") == count


def test_a_working_group_stands_apart_with_its_subject(client, olu):
    open_group(values=group_values(), by=olu, at=NOW)
    words = words_of(client.get("/fr/groupes/"))
    assert "Par sujet Le groupe du quartier Les banques" in words


def test_what_is_announced_and_published_is_read_and_nothing_of_the_rest(client, here, mireille):
    meeting_of(here, held_on=soon(3), minutes="", decisions="", attendance=None, place="Au café")
    meeting_of(here, minutes="Entre nous", decisions="Rien à dire dehors")
    meeting_of(here, visibility="public", decisions="Écrire au collège")
    words = words_of(client.get(page_of(here)))
    assert "Elle n’est pas encore annoncée." in words
    assert "Écrire au collège" in words
    assert "7 personnes sont venues. Critique sociale" in words
    for hidden in ("Entre nous", "Rien à dire dehors", "Au café", mireille.name):
        assert hidden not in words


def test_the_next_meeting_is_the_first_of_those_announced(client, here):
    coming = {"minutes": "", "decisions": "", "attendance": None, "visibility": "public"}
    meeting_of(here, held_on=soon(9), place="Le deuxième lieu", **coming)
    meeting_of(here, held_on=soon(3), place="Le premier lieu", **coming)
    words = words_of(client.get(page_of(here)))
    assert "Le premier lieu" in words
    assert "Le deuxième lieu" not in words


def test_the_date_that_the_last_meeting_set_is_announced_until_it_has_gone_by(client, here):
    past = localdate() - timedelta(days=30)
    meeting_of(here, held_on=past, visibility="public", next_on=soon(5))
    assert "Elle n’est pas encore annoncée." not in words_of(client.get(page_of(here)))
    here.meetings.update(next_on=localdate() - timedelta(days=1))
    assert "Elle n’est pas encore annoncée." in words_of(client.get(page_of(here)))


def test_a_call_is_on_the_public_page_only_while_the_group_wants_it_and_people_are_missing(
    client, here, there, nadia, settings
):
    settings.PHONE_LINE = "02 000 00 00"
    hidden = call_of(here, needed_on=soon(), what="Entre groupes")
    call = call_of(here, needed_on=soon(), is_public=True)
    words = words_of(client.get(page_of(here)))
    assert "Tenir une table Il manque 3 personnes" in words
    assert "Pour dire « je viens », téléphonez au 02 000 00 00." in words
    assert hidden.what not in words
    amine = there.memberships.get(standing="lead").user
    offer_help(call=call, group=there, people=2, note="Un mot", by=amine, at=NOW)
    words = words_of(client.get(page_of(here)))
    assert "Il manque 1 personne" in words
    assert "Un mot" not in words
    assert amine.name not in words
    call.refresh_from_db()
    correct_call(call=call, revision=1, values={"is_public": False}, by=nadia, at=NOW)
    assert "Tenir une table" not in words_of(client.get(page_of(here)))


def test_a_withdrawn_call_and_one_that_is_over_leave_the_public_page(client, here, nadia):
    call = call_of(here, needed_on=soon(), is_public=True)
    call_of(here, is_public=True, what="Passé").__class__.objects.filter(what="Passé").update(
        needed_on=localdate() - timedelta(days=1)
    )
    move_call(call=call, transition="withdraw", by=nadia, at=NOW)
    words = words_of(client.get(page_of(here)))
    assert "Tenir une table" not in words
    assert "Passé" not in words


def test_a_group_that_rests_says_so_everywhere(client, schaerbeek, chantal, here):
    move_group(group=here, transition="rest", by=chantal, at=NOW)
    assert "Aucune : le groupe est en pause." in words_of(client.get(page_of(here)))
    assert "Ce groupe est en pause" in words_of(client.get("/fr/groupes/"))


def test_the_number_of_the_group_comes_before_that_of_the_line(client, here, nadia, settings):
    settings.PHONE_LINE = "02 000 00 00"
    describe_group(group=here, revision=0, values={"phone": "02 111 11 11"}, by=nadia, at=NOW)
    words = words_of(client.get(page_of(here)))
    assert "Téléphone : 02 111 11 11" in words
    assert "02 000 00 00" not in words


def test_schaerbeek_shows_its_group_and_a_group_its_municipality(client, here):
    html = client.get("/fr/communes/21015/").content.decode()
    assert f'href="{page_of(here)}"' in html
    assert "Venez à une réunion, sans vous inscrire." in html
    assert 'href="/fr/communes/21015/"' in client.get(page_of(here)).content.decode()
    # Auderghem has none yet.
    assert 'id="groups-panel"' not in client.get("/fr/communes/21002/").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_the_database_the_same_for_one_and_for_three_of_each(
    client, schaerbeek, olu, count, django_assert_num_queries
):
    group = group_of(schaerbeek)
    for _ in range(count):
        meeting_of(group, visibility="public")
        call_of(group, needed_on=soon(), is_public=True)
    with django_assert_num_queries(7):
        response = client.get(page_of(group))
    words = words_of(response)
    assert [words.count("Écrire au collège"), words.count("Tenir une table")] == [count, count]


def test_minutes_of_a_year_stand_on_several_pages(client, signed_in, here, nadia):
    for number in range(14):
        meeting_of(here, visibility="public", decisions=f"Décision numéro {number}.")
    team = f"/fr/equipe/groupes/{here.pk}/"
    public = client
    for reader, address in ((public, page_of(here)), (signed_in(nadia), team)):
        first, second = (words_of(reader.get(f"{address}?page={page}")) for page in (1, 2))
        assert [first.count("Décision numéro"), second.count("Décision numéro")] == [12, 2]
        assert "Plus anciens" in first
        assert "Plus récents" in second
        for wrong in ("0", "3", "x", "-1", "99999"):
            assert reader.get(f"{address}?page={wrong}").status_code == 404


@pytest.mark.parametrize("pk", ["0", "999999", "99999999999999999999"])
def test_a_group_that_is_not_there_is_not_found(client, pk):
    assert client.get(f"/fr/groupes/{pk}/").status_code == 404
