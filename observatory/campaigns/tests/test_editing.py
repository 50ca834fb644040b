"""Édith and Chantal write campaigns on their pages, correct them, and take back what was wrong."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from observatory.campaigns.models import Campaign, Check, Demand, Step
from observatory.groups.models import Group
from observatory.problems.tests.factories import make_problem
from observatory.problems.tests.reading import words_of

from .making import SOURCE, make_campaign, make_demand, make_step

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_memory")]

DESK = "/fr/equipe/luttes/"


def campaign_form(**said):
    return {
        "seen": 0,
        "title": "Rouvrir le guichet",
        "summary": "",
        "level": "municipality",
        "territory": "21015",
        "company": "",
        "leaders": "Le comité de quartier",
        "problems": "",
        "laws": "",
        "themes": ["social"],
        **said,
    }


def step_form(**said):
    return {
        "seen": 0,
        "kind": "action",
        "stage": "",
        "title": "Une file devant le guichet",
        "year": "2026",
        "month": "4",
        "day": "22",
        "place": "Place Colignon",
        "text": "",
        "sources": "Le journal du quartier https://example.org/a\nUn tract",
        **said,
    }


def outcome_form(**said):
    return {
        "seen": 0,
        "transition": "record_partly",
        "checked_on": "2026-11-02",
        "checked_by": "Maison de quartier",
        "source": "Procès-verbal",
        "source_url": "",
        "note": "",
        **said,
    }


def written():
    return Campaign.objects.get(code="")


def test_chantal_writes_a_campaign_with_its_demand_and_step_and_publishes_it(
    signed_in, chantal, schaerbeek, maison
):
    client = signed_in(chantal)
    problem = make_problem(schaerbeek, reports=1)
    said = campaign_form(
        associations=[maison.pk],
        problems=f"http://localhost/fr/problemes/{problem.pk}/",
        laws="Ordonnance de 2024, article 13 https://example.org/loi",
    )
    response = client.post(f"{DESK}nouvelle/", said, follow=True)
    assert "Personne d’autre que l’équipe ne le voit" in words_of(response)
    campaign = written()
    assert (campaign.state, campaign.leaders) == ("draft", {"fr": "Le comité de quartier"})
    assert [list(campaign.associations.all()), list(campaign.problems.all())] == [
        [maison],
        [problem],
    ]
    client.post(f"{DESK}{campaign.pk}/etapes/", step_form())
    demand = {
        **{"seen": 0, "text": "Un guichet chaque jour", "whom": "Au collège", "year": ""},
        **{"month": "", "day": "", "sources": "Lettre du comité"},
    }
    client.post(f"{DESK}{campaign.pk}/revendications/", demand)
    assert client.get(f"/fr/luttes/{campaign.pk}/").status_code == 404
    client.post(f"{DESK}{campaign.pk}/etat/", {"transition": "publish"})
    words = words_of(client.get(f"/fr/luttes/{campaign.pk}/"))
    for said in ("Un guichet chaque jour", "22 avril 2026", "Le journal du quartier", "Un tract"):
        assert said in words
    assert "Ordonnance de 2024, article 13" in words


def test_each_person_sees_the_campaigns_they_may_write(
    signed_in, chantal, edith, schaerbeek, molenbeek
):
    make_campaign(schaerbeek, titles={"fr": "À Schaerbeek"}, public=False)
    elsewhere = make_campaign(molenbeek, titles={"fr": "À Molenbeek"})
    words = words_of(signed_in(chantal).get(DESK))
    assert "À Schaerbeek" in words
    assert "À Molenbeek" not in words
    for path in ("", "corriger/", "etapes/", "revendications/"):
        assert signed_in(chantal).get(f"{DESK}{elsewhere.pk}/{path}").status_code == 403
    for path in ("etat/", "annuler/"):
        assert signed_in(chantal).post(f"{DESK}{elsewhere.pk}/{path}").status_code == 403
    step, demand = make_step(elsewhere), make_demand(elsewhere)
    for path in (f"etapes/{step.pk}/retirer/", f"revendications/{demand.pk}/retirer/"):
        assert signed_in(chantal).post(f"/fr/equipe/{path}", {"seen": 0}).status_code == 403
    assert "À Molenbeek" in words_of(signed_in(edith).get(DESK))


def test_relays_moderators_and_passers_by_write_nothing(client, signed_in, amine, mireille):
    assert client.get(DESK).status_code in {302, 303}
    for person in (amine, mireille):
        assert signed_in(person).get(DESK).status_code == 403
        assert signed_in(person).post(f"{DESK}nouvelle/", campaign_form()).status_code == 403


def test_chantal_cannot_write_for_another_municipality(signed_in, chantal, molenbeek):
    response = signed_in(chantal).post(f"{DESK}nouvelle/", campaign_form(territory=molenbeek.nis))
    assert response.context["form"].errors["territory"]
    assert not Campaign.objects.filter(code="").exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": ""}, "title"),
        ({"territory": ""}, "territory"),
        ({"level": "company"}, "company"),
        ({"company": "Une banque"}, "company"),
        ({"problems": "99999999"}, "problems"),
        ({"problems": "n’importe quoi"}, "problems"),
        ({"laws": "https://example.org/sans-nom"}, "laws"),
        ({"themes": ["sport"]}, "themes"),
    ],
)
def test_a_campaign_that_cannot_be_is_explained_beside_the_field_and_stays_typed(
    signed_in, edith, schaerbeek, wrong, field
):
    response = signed_in(edith).post(
        f"{DESK}nouvelle/", campaign_form(summary="Mon texte", **wrong)
    )
    assert field in response.context["form"].errors
    assert "Mon texte" in response.content.decode()
    assert not Campaign.objects.filter(code="").exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"year": "2099"}, "year"),
        ({"year": ""}, "year"),
        ({"month": "", "day": "3"}, "month"),
        ({"month": "2", "day": "31"}, "day"),
        ({"sources": ""}, "sources"),
        ({"sources": "https://example.org/"}, "sources"),
        ({"sources": "\n".join(["Un tract"] * 21)}, "sources"),
        ({"kind": "legal"}, "stage"),
        ({"stage": "ruling"}, "stage"),
        ({"title": "x" * 201}, "title"),
    ],
)
def test_a_step_that_cannot_be_is_explained_beside_the_field(
    signed_in, edith, schaerbeek, wrong, field
):
    campaign = make_campaign(schaerbeek)
    response = signed_in(edith).post(f"{DESK}{campaign.pk}/etapes/", step_form(**wrong))
    assert field in response.context["form"].errors
    assert not campaign.steps.exists()


def test_edith_gives_a_month_or_a_year_when_no_more_is_known(signed_in, edith, schaerbeek):
    campaign = make_campaign(schaerbeek)
    client = signed_in(edith)
    client.post(f"{DESK}{campaign.pk}/etapes/", step_form(day=""))
    client.post(f"{DESK}{campaign.pk}/etapes/", step_form(day="", month=""))
    assert sorted(campaign.steps.values_list("precision", flat=True)) == ["month", "year"]


def test_edith_corrects_a_step_in_french_and_the_dutch_stays(signed_in, edith, schaerbeek):
    source = {**SOURCE, "labels": {"fr": "Le journal", "nl": "De krant"}, "dated_on": "2026-04"}
    step = make_step(
        make_campaign(schaerbeek), titles={"fr": "Une file", "nl": "Een rij"}, sources=[source]
    )
    client = signed_in(edith)
    shown = client.get(f"/fr/equipe/etapes/{step.pk}/").content.decode()
    assert "Le journal https://example.org/a" in shown
    said = step_form(title="Deux files", sources="Le journal https://example.org/a")
    client.post(f"/fr/equipe/etapes/{step.pk}/", said)
    step.refresh_from_db()
    assert step.titles == {"fr": "Deux files", "nl": "Een rij"}
    assert step.sources == [source]


def test_a_french_text_sent_back_from_the_dutch_page_is_no_translation(
    signed_in, edith, schaerbeek
):
    step = make_step(make_campaign(schaerbeek))
    with override("nl"):
        address = reverse("campaign_step_edit", args=[step.pk])
    signed_in(edith).post(address, step_form(place="", text="In het Nederlands"))
    step.refresh_from_db()
    assert step.titles == {"fr": "Une file devant le guichet"}
    assert step.texts == {"nl": "In het Nederlands"}


def test_edith_corrects_the_campaign_and_undoes_it(signed_in, edith, schaerbeek):
    campaign = make_campaign(schaerbeek)
    client = signed_in(edith)
    client.post(f"{DESK}{campaign.pk}/corriger/", campaign_form(title="Autrement dit"))
    assert written().title == "Autrement dit"
    page = client.get(f"{DESK}{campaign.pk}/")
    client.post(f"{DESK}{campaign.pk}/annuler/", {"change": page.context["undoable"].pk})
    assert written().title == "Rouvrir le guichet"
    assert client.get(f"{DESK}{campaign.pk}/").context["undoable"] is None


def test_who_comes_second_is_told_keeps_the_words_and_can_go_on(signed_in, edith, schaerbeek):
    campaign = make_campaign(schaerbeek)
    step = make_step(campaign)
    client = signed_in(edith)
    for address, said in (
        (f"{DESK}{campaign.pk}/corriger/", campaign_form(title="Première")),
        (f"/fr/equipe/etapes/{step.pk}/", step_form(title="Première")),
    ):
        client.post(address, said)
        late = {**said, "title": "Mes mots"}
        html = client.post(address, late).content.decode()
        assert "Quelqu’un d’autre a changé ceci" in html
        assert "Mes mots" in html
        assert 'name="seen" value="1"' in html
        assert client.post(address, {**late, "seen": 1}).status_code == 303


def test_a_step_and_a_demand_written_by_mistake_are_taken_back_and_return(
    signed_in, edith, schaerbeek
):
    campaign = make_campaign(schaerbeek)
    demand, step = make_demand(campaign), make_step(campaign)
    client = signed_in(edith)
    for path, model in ((f"revendications/{demand.pk}", Demand), (f"etapes/{step.pk}", Step)):
        client.post(f"/fr/equipe/{path}/retirer/", {"seen": 0})
        assert model.objects.get(code="").is_taken_back
        assert client.get(f"/fr/equipe/{path}/").status_code == 404
        change = client.get(f"{DESK}{campaign.pk}/").context["undoable"]
        client.post(f"{DESK}{campaign.pk}/annuler/", {"change": change.pk})
        assert not model.objects.get(code="").is_taken_back


def test_groups_of_two_municipalities_lead_a_campaign_and_an_undo_brings_them_back(
    signed_in, edith, schaerbeek, molenbeek
):
    here, there = (Group.objects.get(territory=place) for place in (schaerbeek, molenbeek))
    campaign = make_campaign(schaerbeek, groups=[here.pk])
    client = signed_in(edith)
    address = f"{DESK}{campaign.pk}/corriger/"
    assert client.get(address).context["form"].initial["groups"] == [str(here.pk)]
    client.post(address, campaign_form(groups=[here.pk, there.pk]))
    assert set(campaign.groups.all()) == {here, there}
    words = words_of(client.get(f"/fr/luttes/{campaign.pk}/"))
    assert "Le comité de quartier Groupe de Molenbeek Groupe de Schaerbeek" in words
    page = client.get(f"{DESK}{campaign.pk}/")
    client.post(f"{DESK}{campaign.pk}/annuler/", {"change": page.context["undoable"].pk})
    assert set(campaign.groups.all()) == {here}
    response = client.post(address, campaign_form(seen=2, groups=["999999"]))
    assert response.context["form"].errors["groups"]


def test_edith_records_an_outcome_and_takes_it_back(signed_in, edith, schaerbeek):
    demand = make_demand(make_campaign(schaerbeek))
    address = f"/fr/equipe/revendications/{demand.pk}/resultat/"
    client = signed_in(edith)
    client.post(address, outcome_form())
    public = f"/fr/luttes/{demand.campaign_id}/"
    assert "Obtenu en partie Vérifié le 2 novembre 2026" in words_of(client.get(public))
    late = client.post(address, outcome_form(transition="record_refusal", note="Mes mots"))
    assert "Quelqu’un d’autre a changé ceci" in late.content.decode()
    assert "Mes mots" in late.content.decode()
    client.post(f"{address}annuler/", {"check": Check.objects.get().pk, "seen": 1})
    assert "Résultat pas encore vérifié" in words_of(client.get(public))


@pytest.mark.parametrize(
    "wrong",
    [
        {"checked_on": "2099-01-01"},
        {"checked_on": ""},
        {"checked_by": ""},
        {"source": ""},
        {"transition": "take_up"},
        {"transition": "record_miracle"},
        {"source_url": "javascript:alert(1)"},
    ],
)
def test_an_outcome_that_cannot_be_is_refused(signed_in, edith, schaerbeek, wrong):
    demand = make_demand(make_campaign(schaerbeek))
    address = f"/fr/equipe/revendications/{demand.pk}/resultat/"
    response = signed_in(edith).post(address, outcome_form(**wrong))
    assert response.context["form"].errors
    assert not Check.objects.exists()


def test_what_no_page_would_send_is_not_found(signed_in, edith, schaerbeek):
    campaign = make_campaign(schaerbeek)
    demand = make_demand(campaign)
    client = signed_in(edith)
    for address, said in (
        (f"{DESK}{campaign.pk}/etat/", {"transition": "burn"}),
        (f"{DESK}{campaign.pk}/annuler/", {"change": "x"}),
        (f"{DESK}{campaign.pk}/annuler/", {"change": "999999"}),
        (f"/fr/equipe/revendications/{demand.pk}/retirer/", {}),
        (f"/fr/equipe/revendications/{demand.pk}/resultat/annuler/", {"check": "9" * 40}),
    ):
        assert client.post(address, said).status_code == 404
    assert client.get(f"{DESK}?page=x").status_code == 404
    assert client.get(f"{DESK}99999999999999999999/").status_code == 404
    assert client.get("/fr/equipe/etapes/99999999999999999999/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_the_team_asks_the_same_for_one_and_for_three(
    signed_in, edith, schaerbeek, count, django_assert_num_queries
):
    Campaign.objects.all().delete()
    for _ in range(count):
        make_campaign(schaerbeek)
    client = signed_in(edith)
    client.get(DESK)
    with django_assert_num_queries(5):
        response = client.get(DESK)
    assert words_of(response).count("Rouvrir le guichet") == count
