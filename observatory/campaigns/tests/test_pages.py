"""What everyone sees of the struggles: the list, one page, and the links both ways."""

from datetime import date

import pytest
from django.utils.translation import override

from observatory.campaigns.actions import correct_campaign, correct_step, move_campaign
from observatory.campaigns.models import Campaign
from observatory.groups.models import Group
from observatory.people.queries import system_actor
from observatory.problems.tests.factories import make_problem
from observatory.problems.tests.reading import words_of

from .making import NOW, make_campaign, make_demand, make_step
from .test_life import check

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_memory")]


def page_of(campaign):
    return f"/fr/luttes/{campaign.pk}/"


@pytest.fixture
def nothing_shipped(db):
    Campaign.objects.all().delete()


@pytest.mark.usefixtures("nothing_shipped")
def test_without_any_campaign_the_list_says_so_and_leads_on(client):
    words = words_of(client.get("/fr/luttes/"))
    assert "Aucune lutte n’est encore racontée ici" in words
    assert "Voir les problèmes" in words


@pytest.mark.usefixtures("nothing_shipped")
@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_database_the_same_for_one_and_for_three(
    client, schaerbeek, count, django_assert_num_queries
):
    for _ in range(count):
        make_campaign(schaerbeek)
    with django_assert_num_queries(2):
        response = client.get("/fr/luttes/")
    assert words_of(response).count("Rouvrir le guichet") == count


@pytest.mark.usefixtures("nothing_shipped")
def test_too_many_campaigns_stand_on_several_pages(client, schaerbeek):
    for number in range(23):
        make_campaign(schaerbeek, titles={"fr": f"Lutte numéro {number}."})
    first, second = (words_of(client.get(f"/fr/luttes/?page={page}")) for page in (1, 2))
    assert [first.count("Lutte numéro"), second.count("Lutte numéro")] == [20, 3]
    assert "Plus anciens" in first
    assert "Plus récents" in second


@pytest.mark.parametrize(
    "query", ["page=0", "page=9", "page=x", "page=-1", "page=99999", "municipality=99999"]
)
def test_an_address_that_leads_to_no_list_is_not_found(client, query):
    assert client.get(f"/fr/luttes/?{query}").status_code == 404


def test_the_list_of_schaerbeek_holds_its_own_and_those_of_the_region(
    client, schaerbeek, molenbeek
):
    make_campaign(schaerbeek, titles={"fr": "À Schaerbeek"})
    make_campaign(molenbeek, titles={"fr": "À Molenbeek"})
    words = words_of(client.get("/fr/luttes/?municipality=21015"))
    assert "À Schaerbeek" in words
    assert "L’humain d’abord" in words
    assert "À Molenbeek" not in words


def test_fatima_reads_what_is_demanded_and_that_nobody_checked_yet(client, schaerbeek):
    campaign = make_campaign(schaerbeek)
    make_demand(campaign)
    words = words_of(client.get(page_of(campaign)))
    assert "Un guichet ouvert tous les jours Résultat pas encore vérifié Au collège" in words
    assert "mars 2026" in words


def test_an_outcome_is_read_with_its_day_its_source_and_who_checked(client, edith, schaerbeek):
    demand = make_demand(make_campaign(schaerbeek))
    check(demand, by=edith)
    demand.refresh_from_db()
    check(demand, "record_refusal", by=edith, checked_on=date(2026, 11, 20))
    words = words_of(client.get(page_of(demand.campaign)))
    assert "Refusé Vérifié le 20 novembre 2026 par Maison de quartier." in words
    assert "Procès-verbal du conseil" in words
    assert "Les vérifications d’avant Obtenu en partie Vérifié le 2 novembre 2026" in words


def test_steps_stand_in_their_order_each_as_exact_as_it_is_known(client, schaerbeek):
    campaign = make_campaign(schaerbeek)
    make_step(campaign, titles={"fr": "La plus récente"})
    make_step(campaign, titles={"fr": "Un mois"}, happened_on=date(2025, 5, 9), precision="month")
    make_step(campaign, titles={"fr": "Une année"}, happened_on=date(2024, 5, 9), precision="year")
    make_step(campaign, kind="legal", stage="hearing", titles={"fr": "Au tribunal"})
    response = client.get(page_of(campaign))
    words = words_of(response)
    places = [words.index(t) for t in ("Une année", "Un mois", "La plus récente", "Au tribunal")]
    assert places == sorted(places)
    assert "mai 2025" in words
    assert "9 mai" not in words
    assert "Action en justice : l’audience" in words
    assert '<time datetime="2025-05">' in response.content.decode()


def test_the_first_of_a_month_is_written_as_one_says_it(client, schaerbeek):
    campaign = make_campaign(schaerbeek)
    make_step(campaign, happened_on=date(2022, 12, 1))
    make_step(campaign, happened_on=date(2022, 12, 11))
    words = words_of(client.get(page_of(campaign)))
    assert "1er décembre 2022" in words
    assert "11 décembre 2022" in words


def test_what_was_taken_back_is_not_shown(client, edith, schaerbeek):
    campaign = make_campaign(schaerbeek)
    step = make_step(campaign)
    correct_step(step=step, revision=0, values={"is_taken_back": True}, by=edith, at=NOW)
    assert "Une file devant le guichet" not in words_of(client.get(page_of(campaign)))


def test_a_draft_is_shown_to_nobody(client, schaerbeek):
    draft = make_campaign(schaerbeek, public=False)
    assert client.get(page_of(draft)).status_code == 404
    assert "Rouvrir le guichet" not in words_of(client.get("/fr/luttes/"))
    assert client.get("/fr/luttes/99999999999999999999/").status_code == 404


def test_a_problem_and_its_campaign_lead_to_each_other(
    client, edith, schaerbeek, django_capture_on_commit_callbacks
):
    problem = make_problem(schaerbeek, reports=3)
    campaign = make_campaign(schaerbeek)
    assert "Rouvrir le guichet" not in words_of(client.get(f"/fr/problemes/{problem.pk}/"))
    with django_capture_on_commit_callbacks(execute=True):
        correct_campaign(
            campaign=campaign, revision=0, values={"problems": [problem.pk]}, by=edith, at=NOW
        )
    from_problem = client.get(f"/fr/problemes/{problem.pk}/").content.decode()
    from_campaign = client.get(page_of(campaign)).content.decode()
    assert f'href="{page_of(campaign)}"' in from_problem
    assert f'href="/fr/problemes/{problem.pk}/"' in from_campaign
    campaign.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        move_campaign(campaign=campaign, transition="withhold", by=edith, at=NOW)
    assert page_of(campaign) not in client.get(f"/fr/problemes/{problem.pk}/").content.decode()


def test_a_group_and_the_campaign_it_leads_lead_to_each_other(
    client, edith, schaerbeek, django_capture_on_commit_callbacks
):
    group = Group.objects.get(territory=schaerbeek)
    page_of_group = f"/fr/groupes/{group.pk}/"
    campaign = make_campaign(schaerbeek, groups=[group.pk], public=False)
    assert "Rouvrir le guichet" not in words_of(client.get(page_of_group))
    with django_capture_on_commit_callbacks(execute=True):
        move_campaign(campaign=campaign, transition="publish", by=edith, at=NOW)
    assert f'href="{page_of(campaign)}"' in client.get(page_of_group).content.decode()
    assert f'href="{page_of_group}"' in client.get(page_of(campaign)).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        correct_campaign(campaign=campaign, revision=0, values={"groups": []}, by=edith, at=NOW)
    assert page_of(campaign) not in client.get(page_of_group).content.decode()


def test_schaerbeek_shows_its_campaigns_first_and_leads_to_all(client, schaerbeek):
    campaign = make_campaign(schaerbeek)
    make_campaign(schaerbeek, titles={"fr": "Une autre"})
    html = client.get("/fr/communes/21015/").content.decode()
    assert f'href="{page_of(campaign)}"' in html
    assert "/fr/luttes/?municipality=21015" in html


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_the_database_the_same_for_one_and_for_three_of_each(
    client, schaerbeek, maison, count, django_assert_num_queries
):
    campaign = make_campaign(
        schaerbeek,
        associations=[maison.pk],
        groups=list(Group.objects.values_list("pk", flat=True)[:count]),
        problems=[
            make_problem(schaerbeek, service=service, reports=1).pk
            for service in ("S01", "S05", "S06")[:count]
        ],
    )
    for _ in range(count):
        check(make_demand(campaign), by=system_actor("demo"))
        make_step(campaign)
    with django_assert_num_queries(9):
        response = client.get(page_of(campaign))
    assert words_of(response).count("Obtenu en partie") == count


def test_the_history_of_the_ordinance_is_read_in_three_languages(client):
    campaign = Campaign.objects.get(code="bruxelles-numerique")
    for language, words in (
        ("fr", "la Cour rejette le recours, sous réserve d’interprétations"),
        ("nl", "het Hof verwerpt het beroep, onder voorbehoud van interpretaties"),
        ("en", "the Court rejects the action, subject to interpretations"),
    ):
        with override(language):
            address = campaign.get_absolute_url()
        assert words in words_of(client.get(address))


def test_a_campaign_against_a_company_names_it(client):
    campaign = make_campaign(level="company", company="La Banque du Coin")
    assert campaign.state == "running"
    assert "Une entreprise · La Banque du Coin" in words_of(client.get(page_of(campaign)))
