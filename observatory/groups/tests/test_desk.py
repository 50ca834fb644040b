"""Members, those who lead and Chantal at the pages of the team; an outsider sees nothing of them."""

import pytest

from observatory.groups.actions import add_meeting, offer_help
from observatory.groups.models import Group, HelpCall, Meeting, Membership, Offer, Task
from observatory.problems.tests.reading import words_of

from .making import NOW, call_of, join, meeting_of, meeting_values, soon, task_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_memory")]

MINE = "/fr/equipe/groupes/"
CALLS = "/fr/equipe/appels-a-l-aide/"


def desk_of(group):
    return f"{MINE}{group.pk}/"


def group_form(**said):
    return {
        "seen": 0,
        "name": "Groupe des Banques",
        "kind": "working",
        "territory": "",
        "subject": "Les banques",
        "joining": "Venez.",
        "habit": "",
        "phone": "",
        "is_open": "on",
        **said,
    }


def meeting_form(**said):
    return {
        "seen": 0,
        "held_on": "2026-01-20",
        "hour": "18:30",
        "place": "Salle du parc",
        "attendance": "7",
        "minutes": "Nous avons parlé.",
        "decisions": "",
        "next_on": "",
        "themes": ["social", "democratic"],
        **said,
    }


def call_form(**said):
    return {
        "seen": 0,
        "what": "Tenir une table",
        "place": "Place Saint-Denis",
        "needed_on": soon().isoformat(),
        "hour": "10:00",
        "needed": "3",
        **said,
    }


def test_each_sees_their_own_groups_and_chantal_those_of_her_territory(
    signed_in, here, there, chantal, outsider
):
    mireille = here.memberships.get(standing="member").user
    words = words_of(signed_in(mireille).get(MINE))
    assert "Groupe de Schaerbeek Membre" in words
    assert "Groupe de Molenbeek" not in words
    words = words_of(signed_in(chantal).get(MINE))
    assert "Les autres groupes que vous suivez Groupe de Schaerbeek" in words
    assert "Groupe de Molenbeek" not in words
    assert "Vous n’êtes dans aucun groupe" in words_of(signed_in(outsider).get(MINE))


def test_an_outsider_sees_and_does_nothing_of_the_teams_side(client, signed_in, here, outsider):
    task, meeting, call = task_of(here), meeting_of(here), call_of(here, needed_on=soon())
    assert client.get(desk_of(here)).status_code == 303
    member = here.memberships.first()
    client = signed_in(outsider)
    for path in ("", "corriger/", "membres/", "taches/", "reunions/", "appels/"):
        assert client.get(f"{desk_of(here)}{path}").status_code == 403
    assert client.get(f"{MINE}nouveau/").status_code == 403
    for path in (CALLS, f"{CALLS}{call.pk}/", f"{CALLS}{call.pk}/corriger/"):
        assert client.get(path).status_code == 403
    for path, said in (
        (f"{desk_of(here)}etat/", {"transition": "rest"}),
        (f"{desk_of(here)}annuler/", {"seen": 0}),
        (f"{MINE}membres/{member.pk}/", {"move": "end"}),
        (f"{MINE}taches/{task.pk}/etat/", {"transition": "take"}),
        (f"{MINE}reunions/{meeting.pk}/annuler/", {"seen": 0}),
        (f"{MINE}reunions/{meeting.pk}/retirer/", {"seen": 0}),
        (f"{CALLS}{call.pk}/etat/", {"transition": "withdraw"}),
        (f"{CALLS}{call.pk}/", {"people": 1}),
    ):
        assert client.post(path, said).status_code == 403


def test_edith_opens_a_working_group_and_chantal_only_in_her_territory(
    signed_in, edith, chantal, molenbeek
):
    words = words_of(signed_in(edith).post(f"{MINE}nouveau/", group_form(), follow=True))
    assert "Le groupe est ouvert" in words
    assert Group.objects.get(kind="working").subjects == {"fr": "Les banques"}
    said = group_form(kind="local", territory=molenbeek.nis)
    response = signed_in(chantal).post(f"{MINE}nouveau/", said)
    assert response.context["form"].errors["territory"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"kind": "local"}, "territory"),
        ({"subject": ""}, "subject"),
        ({"phone": "pas un numéro"}, "phone"),
        ({"territory": "99999"}, "territory"),
        ({"seen": "x"}, "seen"),
    ],
)
def test_a_group_that_cannot_be_is_explained_and_everything_typed_stays(
    signed_in, edith, wrong, field
):
    response = signed_in(edith).post(
        f"{MINE}nouveau/", group_form(**{"joining": "Mes mots", **wrong})
    )
    assert field in response.context["form"].errors
    assert "Mes mots" in response.content.decode()
    assert not Group.objects.filter(kind="working").exists()


def test_nadia_describes_the_group_undoes_it_and_the_second_is_told(signed_in, here, nadia):
    client = signed_in(nadia)
    said = {"seen": 0, "name": "Groupe de Schaerbeek", "joining": "Sonnez.", "phone": ""}
    client.post(f"{desk_of(here)}corriger/", said)
    here.refresh_from_db()
    assert here.joining["fr"] == "Sonnez."
    assert here.joining["nl"]
    late = client.post(f"{desk_of(here)}corriger/", {**said, "joining": "Mes mots"})
    html = late.content.decode()
    assert "Quelqu’un d’autre a changé ceci" in html
    assert "Mes mots" in html
    assert 'name="seen" value="1"' in html
    assert client.post(f"{desk_of(here)}annuler/", {"seen": "x"}).status_code == 404
    client.post(f"{desk_of(here)}annuler/", {"seen": 1})
    here.refresh_from_db()
    assert here.joining["fr"].startswith("Venez à une réunion")


def test_nadia_adds_a_member_by_address_and_a_wrong_address_is_explained(
    signed_in, here, nadia, outsider
):
    client = signed_in(nadia)
    client.post(f"{desk_of(here)}membres/", {"email": " Outsider@Example.org "})
    assert Membership.objects.filter(group=here, user=outsider).exists()
    for email, told in (
        ("outsider@example.org", "déjà dans le groupe"),
        ("personne@example.org", "Aucun compte n’a cette adresse"),
        ("pas une adresse", "adresse"),
    ):
        response = client.post(f"{desk_of(here)}membres/", {"email": email})
        assert told in str(response.context["form"].errors["email"])


def test_mireille_leaves_by_her_own_button_and_nadia_brings_her_back(
    signed_in, here, mireille, nadia
):
    mine = Membership.objects.get(user=mireille)
    response = signed_in(mireille).post(f"{MINE}membres/{mine.pk}/", {"move": "end"})
    assert response.headers["Location"] == MINE
    client = signed_in(nadia)
    assert "Ceux qui sont partis Mireille" in words_of(client.get(desk_of(here)))
    client.post(f"{MINE}membres/{mine.pk}/", {"move": "bring_back"})
    assert Membership.objects.get(user=mireille).left_on is None
    assert client.post(f"{MINE}membres/{mine.pk}/", {"move": "burn"}).status_code == 404


def test_a_task_goes_from_nadia_to_mireille_to_done_and_back(signed_in, here, nadia, mireille):
    client = signed_in(nadia)
    client.post(f"{desk_of(here)}taches/", {"seen": 0, "text": "Affiches", "due_on": "2026-01-02"})
    task = Task.objects.get()
    client.post(f"{MINE}taches/{task.pk}/", {"seen": 0, "text": "Tracts", "due_on": ""})
    client = signed_in(mireille)
    assert client.get(f"{MINE}taches/{task.pk}/").status_code == 403
    page = client.get(desk_of(here))
    assert [name for name, _ in page.context["tasks"][0]["moves"]] == ["take", "finish"]
    for transition in ("take", "finish", "reopen"):
        client.post(f"{MINE}taches/{task.pk}/etat/", {"transition": transition})
    assert "Tracts À prendre" in words_of(client.get(desk_of(here)))
    assert client.post(f"{MINE}taches/{task.pk}/etat/", {"transition": "x"}).status_code == 404


def test_who_comes_too_late_for_a_task_is_told(signed_in, here, nadia, mireille, marc):
    join(here, marc)
    task = task_of(here)
    signed_in(mireille).post(f"{MINE}taches/{task.pk}/etat/", {"transition": "take"})
    words = words_of(
        signed_in(marc).post(f"{MINE}taches/{task.pk}/etat/", {"transition": "take"}, follow=True)
    )
    assert "Quelqu’un d’autre s’est chargé de cette tâche" in words


def test_mireille_writes_minutes_for_the_group_and_nadia_publishes_them(
    client, signed_in, here, mireille, nadia
):
    signed_in(mireille).post(f"{desk_of(here)}reunions/", meeting_form(is_public="on"))
    meeting = Meeting.objects.get()
    assert (meeting.visibility, meeting.themes) == ("team", ["social", "democratic"])
    address = f"{MINE}reunions/{meeting.pk}/"
    signed_in(nadia).post(address, meeting_form(is_public="on"))
    assert "Nous avons parlé." in words_of(client.get(f"/fr/groupes/{here.pk}/"))
    assert signed_in(mireille).get(address).status_code == 403
    signed_in(nadia).post(f"{address}retirer/", {"seen": 1})
    assert "Nous avons parlé." not in words_of(client.get(f"/fr/groupes/{here.pk}/"))
    client.post(f"{address}annuler/", {"seen": 2})
    assert "Nous avons parlé." in words_of(client.get(f"/fr/groupes/{here.pk}/"))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"held_on": ""}, "held_on"),
        ({"held_on": "2026-02-30"}, "held_on"),
        ({"hour": "25:00"}, "hour"),
        ({"attendance": "-1"}, "attendance"),
        ({"attendance": "beaucoup"}, "attendance"),
        ({"next_on": "2026-01-19"}, "next_on"),
        ({"themes": ["sport"]}, "themes"),
        ({"held_on": soon().isoformat(), "attendance": ""}, "minutes"),
    ],
)
def test_a_meeting_that_cannot_be_is_explained_beside_the_field(
    signed_in, here, mireille, wrong, field
):
    said = meeting_form(decisions="Mes mots") if "held_on" not in wrong else meeting_form()
    response = signed_in(mireille).post(f"{desk_of(here)}reunions/", {**said, **wrong})
    assert field in response.context["form"].errors
    assert not Meeting.objects.exists()


def test_jean_asks_mireille_says_they_are_two_and_takes_it_back(
    signed_in, here, there, jean, mireille
):
    signed_in(jean).post(f"{desk_of(there)}appels/", call_form(is_public="on"))
    call = HelpCall.objects.get()
    assert not call.is_public
    client = signed_in(mireille)
    assert "Il manque 3 personnes Groupe de Molenbeek" in words_of(client.get(CALLS))
    address = f"{CALLS}{call.pk}/"
    said = {"group": here.pk, "people": "4", "note": "À dix heures"}
    words = words_of(client.post(address, said, follow=True))
    assert "Groupe de Schaerbeek · 4 personnes Mireille À dix heures" in words
    assert "Il y a 1 personne de plus" in words
    assert "Vous venez : 4 personnes" in words_of(client.get(CALLS))
    assert "vous avez déjà dit que vous venez" in words_of(client.post(address, said))
    client.post(f"{CALLS}offres/{Offer.objects.get().pk}/retirer/")
    assert "Personne ne l’a encore dit." in words_of(client.get(address))


@pytest.mark.parametrize(
    "wrong", [{"people": "0"}, {"people": "x"}, {"group": "999"}, {"note": "x" * 201}]
)
def test_an_offer_that_cannot_be_is_explained(signed_in, here, there, mireille, wrong):
    call = call_of(there, needed_on=soon())
    said = {"group": here.pk, "people": "2", "note": "", **wrong}
    response = signed_in(mireille).post(f"{CALLS}{call.pk}/", said)
    assert list(response.context["form"].errors) == list(wrong)
    assert not Offer.objects.exists()


def test_amine_shows_the_call_to_everyone_withdraws_it_and_asks_again(signed_in, there, amine):
    call = call_of(there, needed_on=soon())
    client = signed_in(amine)
    client.post(f"{CALLS}{call.pk}/corriger/", call_form(is_public="on"))
    assert HelpCall.objects.get().is_public
    for transition in ("withdraw", "ask_again"):
        client.post(f"{CALLS}{call.pk}/etat/", {"transition": transition})
    assert HelpCall.objects.get().state == "open"
    assert client.post(f"{CALLS}{call.pk}/etat/", {"transition": "x"}).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"what": ""}, "what"),
        ({"place": ""}, "place"),
        ({"needed_on": "2020-01-01"}, "needed_on"),
        ({"needed": "0"}, "needed"),
        ({"needed": "9" * 30}, "needed"),
    ],
)
def test_a_call_that_cannot_be_is_explained(signed_in, there, jean, wrong, field):
    response = signed_in(jean).post(f"{desk_of(there)}appels/", call_form(**wrong))
    assert list(response.context["form"].errors) == [field]
    assert not HelpCall.objects.exists()


def test_what_waits_stands_on_the_home_of_the_team(signed_in, here, there, mireille):
    task = task_of(here)
    call_of(there, needed_on=soon())
    client = signed_in(mireille)
    client.post(f"{MINE}taches/{task.pk}/etat/", {"transition": "take"})
    words = words_of(client.get("/fr/equipe/"))
    assert "Coller les affiches" in words
    assert "Tenir une table" in words


@pytest.mark.parametrize("count", [1, 3])
def test_the_lists_of_the_team_ask_the_same_for_one_and_for_three(
    signed_in, here, there, count, django_assert_num_queries
):
    mireille = here.memberships.get(standing="member").user
    Group.objects.exclude(pk__in=[here.pk, there.pk]).delete()
    for number in range(count):
        call = call_of(there, needed_on=soon(), what=f"Appel {number}")
        offer_help(call=call, group=here, people=1, note="", by=mireille, at=NOW)
        task_of(here)
        add_meeting(group=here, values=meeting_values(), by=mireille, at=NOW)
    client = signed_in(mireille)
    for address, words, queries in (
        (MINE, "Groupe de Schaerbeek", 8),
        (CALLS, "Appel ", 9),
        (desk_of(here), "Coller les affiches", 15),
    ):
        client.get(address)
        with django_assert_num_queries(queries):
            response = client.get(address)
        assert words in words_of(response)


@pytest.mark.parametrize(
    "path", ["groupes/99999999999999999999/", "groupes/taches/999999/", "appels-a-l-aide/999999/"]
)
def test_what_is_not_there_is_not_found(signed_in, olu, path):
    assert signed_in(olu).get(f"/fr/equipe/{path}").status_code == 404
