"""The coordinator records a step, and takes it back."""

import pytest
from allauth.mfa.models import Authenticator

from observatory.problems.models import Problem, ProblemEvent

from .factories import make_problem
from .reading import words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client):
    """Sign someone in with the second factor that the team must have."""

    def sign_in(user):
        Authenticator.objects.get_or_create(
            user=user, type=Authenticator.Type.TOTP, defaults={"data": {"secret": "x"}}
        )
        client.force_login(user)
        return client

    return sign_in


def address(problem, end=""):
    return f"/fr/equipe/problemes/{problem.pk}/{end}"


def step(problem, **said):
    return {
        "revision": problem.revision,
        "transition": "record_answer",
        "happened_on": "2026-11-02",
        "visited_on": "",
        "note": "",
        "source_url": "",
        **said,
    }


def test_chantal_sees_the_problems_of_schaerbeek_only(signed_in, chantal, schaerbeek, molenbeek):
    make_problem(schaerbeek, reports=1)
    elsewhere = make_problem(molenbeek, reports=1)
    nowhere = make_problem(None, reports=1)
    client = signed_in(chantal)
    response = client.get("/fr/equipe/problemes/")
    assert [row["place"] for row in response.context["problems"]] == ["Schaerbeek"]
    for problem in (elsewhere, nowhere):
        assert client.get(address(problem)).status_code == 403
        assert client.post(address(problem), step(problem)).status_code == 403
        assert client.post(address(problem, "annuler/"), {}).status_code == 403


def test_olu_follows_everywhere(signed_in, olu, molenbeek):
    assert signed_in(olu).get(address(make_problem(molenbeek, reports=1))).status_code == 200


def test_relays_outsiders_and_passers_by_follow_nothing(
    client, signed_in, amine, outsider, molenbeek
):
    problem = make_problem(molenbeek, reports=1)
    assert client.get(address(problem)).status_code in {302, 303}
    for person in (amine, outsider):
        assert signed_in(person).get(address(problem)).status_code == 403


def test_before_anything_is_published_the_list_says_so(signed_in, chantal):
    assert "Aucun problème n’est encore publié" in words_of(
        signed_in(chantal).get("/fr/equipe/problemes/")
    )


def test_chantal_records_an_answer_and_everyone_reads_it(signed_in, chantal, schaerbeek):
    problem = make_problem(schaerbeek, reports=1)
    client = signed_in(chantal)
    said = step(
        problem, note="Le service dit qu’il va rouvrir.", source_url="https://example.org/a"
    )
    response = client.post(address(problem), said, follow=True)
    assert "Le service a répondu" in words_of(response)
    public = words_of(client.get(f"/fr/problemes/{problem.pk}/"))
    assert "Le service dit qu’il va rouvrir." in public


def test_improved_without_a_visit_is_refused_beside_the_field_and_what_was_typed_stays(
    signed_in, chantal, schaerbeek
):
    problem = make_problem(schaerbeek, reports=1)
    said = step(problem, transition="record_improvement", note="Ça va mieux.")
    response = signed_in(chantal).post(address(problem), said)
    html = response.content.decode()
    assert "Il faut la date d’une visite" in html
    assert "Ça va mieux." in html
    assert not ProblemEvent.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"happened_on": "2099-01-01"},
        {"happened_on": "hier"},
        {"transition": "record_return"},
        {"transition": "record_miracle"},
        {"note": "x" * 2001},
        {"source_url": "javascript:alert(1)"},
        {"visited_on": "2099-01-01"},
    ],
)
def test_a_step_that_cannot_be_is_refused(signed_in, chantal, schaerbeek, wrong):
    problem = make_problem(schaerbeek, reports=1)
    response = signed_in(chantal).post(address(problem), step(problem, **wrong))
    assert response.status_code == 200
    assert response.context["form"].errors
    assert not ProblemEvent.objects.exists()


def test_who_comes_second_is_told_and_can_go_on_from_what_is_now(signed_in, chantal, schaerbeek):
    problem = make_problem(schaerbeek, reports=1)
    client = signed_in(chantal)
    client.post(address(problem), step(problem))
    late = step(problem, transition="record_announcement", note="Mon texte")
    response = client.post(address(problem), late)
    html = response.content.decode()
    assert "Quelqu’un d’autre a changé ce problème" in html
    assert "Mon texte" in html
    assert ProblemEvent.objects.count() == 1
    assert 'name="revision" value="1"' in html
    client.post(address(problem), {**late, "revision": 1})
    assert Problem.objects.get().state == "announced"


def test_chantal_takes_her_last_step_back(signed_in, chantal, schaerbeek):
    problem = make_problem(schaerbeek, reports=1)
    client = signed_in(chantal)
    client.post(address(problem), step(problem))
    event = ProblemEvent.objects.get()
    said = {"event": event.pk, "revision": 1}
    client.post(address(problem, "annuler/"), said)
    assert Problem.objects.get().state == "open"
    response = client.post(address(problem, "annuler/"), said, follow=True)
    assert "Quelqu’un d’autre a changé ce problème" in response.content.decode()
    assert "Le service a répondu" not in words_of(client.get(f"/fr/problemes/{problem.pk}/"))


@pytest.mark.parametrize(
    "said", [{}, {"event": "x", "revision": "1"}, {"event": "9" * 40, "revision": "1"}]
)
def test_an_undo_of_nothing_is_not_found(signed_in, chantal, schaerbeek, said):
    problem = make_problem(schaerbeek, reports=1)
    assert signed_in(chantal).post(address(problem, "annuler/"), said).status_code == 404
