"""What everyone reads of a dossier: to whom, when, what came of it; never a person, never a small number."""

import pytest

from observatory.campaigns.models import Campaign
from observatory.campaigns.tests.making import make_campaign, make_demand
from observatory.escalations.models import Escalation
from observatory.problems.models import Problem
from observatory.problems.tests.reading import words_of

from .making import agree, body, counted_report, fill, make_dossier, send
from .test_life import step

pytestmark = pytest.mark.django_db

LIST = "/fr/saisines/"


@pytest.fixture
def problem(schaerbeek, report, now):
    return Problem.objects.create(
        territory=schaerbeek,
        service=report.service,
        channel="counter",
        obstacle=report.terms.filter(vocabulary="obstacle").get(),
        opened_at=now,
        changed_at=now,
        report_count=4,
    )


@pytest.fixture
def linked(solange, schaerbeek, report, problem, quick_pdf):
    """A dossier that was sent about a problem, for a demand of a campaign."""
    demand = make_demand(make_campaign())
    dossier = make_dossier(solange, schaerbeek, problem=problem, demand=demand)
    agree(report)
    fill(dossier, solange, report)
    send(dossier, solange, reference="OB/2026/77")
    return dossier


def page(client, dossier):
    return client.get(f"/fr/saisines/{dossier.pk}/")


def test_everyone_reads_to_whom_it_went_when_and_what_came_of_it(client, solange, linked):
    step(linked, solange, "answer", notes={"fr": "Le service rouvrira un guichet le lundi."})
    step(linked, solange, "end", notes={"fr": "Ouvert depuis lundi."}, outcome="obtained")
    words = words_of(page(client, linked))
    for one in (
        "Ombuds Bruxelles",
        "Schaerbeek",
        "20 novembre 2026",
        "Lettre recommandée",
        "Le service rouvrira un guichet le lundi.",
        "Obtenu",
        "Rouvrir un guichet sans rendez-vous.",
    ):
        assert one in words
    assert "Obtenu" in words_of(client.get(LIST))


def test_no_person_no_reference_and_no_small_number_is_on_it(client, solange, linked, report):
    response = page(client, linked)
    words = words_of(response)
    assert "Moins de trois récits" in words
    for one in ("OB/2026/77", "Solange", report.reference, "deux heures"):
        assert one not in words


def test_from_three_reports_on_their_number_is_said(client, solange, schaerbeek, quick_pdf):
    dossier = make_dossier(solange, schaerbeek)
    reports = [counted_report(schaerbeek) for _one in range(3)]
    for one in reports:
        agree(one)
    fill(dossier, solange, *reports)
    send(dossier, solange)
    assert "3 récits" in words_of(page(client, dossier))


def test_the_chain_is_walked_both_ways(client, linked, problem):
    href = f"/fr/saisines/{linked.pk}/"
    campaign = linked.demand.campaign
    for address in (
        problem.get_absolute_url(),
        campaign.get_absolute_url(),
        f"/fr/communes/{linked.territory.nis}/",
    ):
        answer = client.get(address, follow=True)
        assert href in answer.content.decode(), address
    there = page(client, linked).content.decode()
    assert problem.get_absolute_url() in there
    assert campaign.get_absolute_url() in there


@pytest.mark.parametrize("state", ["prepared", "abandoned"])
def test_what_did_not_leave_is_shown_to_nobody(client, dossier, state):
    Escalation.objects.filter(pk=dossier.pk).update(state=state)
    assert page(client, dossier).status_code == 404
    assert "Ombuds Bruxelles" not in words_of(client.get(LIST))


@pytest.mark.parametrize(
    "address", [f"{LIST}9/", f"{LIST}{10**30}/", f"{LIST}?page=2", f"{LIST}?page=x"]
)
def test_what_is_not_there_is_not_found(client, db, address):
    assert client.get(address).status_code == 404


def send_some(solange, schaerbeek, number):
    report = counted_report(schaerbeek)
    agree(report)
    for _one in range(number):
        dossier = make_dossier(solange, schaerbeek)
        fill(dossier, solange, report)
        send(dossier, solange)


@pytest.mark.usefixtures("quick_pdf")
@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_the_database_the_same_for_one_and_for_three(
    client, solange, schaerbeek, number, django_assert_num_queries
):
    send_some(solange, schaerbeek, number)
    client.get(LIST)
    with django_assert_num_queries(2):
        answer = client.get(LIST)
    assert answer.content.decode().count('class="problem-line"') == number


def test_a_dossier_for_researchers_says_so(client, solange, schaerbeek, report, quick_pdf):
    to = body("researchers")
    dossier = make_dossier(solange, schaerbeek, to=to)
    agree(report, to)
    fill(dossier, solange, report)
    send(dossier, solange)
    assert "confiés à la recherche" in words_of(page(client, dossier))


def test_an_empty_list_says_that_nothing_was_sent(client, db):
    assert "Rien n’a encore été envoyé" in words_of(client.get(LIST))


def test_a_campaign_that_is_withheld_is_named_by_no_dossier(client, linked):
    campaign = linked.demand.campaign
    there = client.get(linked.get_absolute_url()).content.decode()
    assert campaign.get_absolute_url() in there
    Campaign.objects.filter(pk=campaign.pk).update(state="draft")
    there = client.get(linked.get_absolute_url()).content.decode()
    assert campaign.title not in there
    assert campaign.get_absolute_url() not in there
