"""The page of a problem: what it says, and what it never lets out."""

import re
from datetime import date

import pytest

from observatory.people.queries import system_actor
from observatory.problems.actions import record_step, say_me_too
from observatory.problems.models import Problem
from observatory.vocabularies.queries import term

from .factories import MARCH, NOW, add_report, make_problem
from .reading import words_of

pytestmark = pytest.mark.django_db


def page(client, problem, language="fr"):
    return words_of(client.get(f"/{language}/problemes/{problem.pk}/"))


def me_too(problem, times):
    for number in range(times):
        say_me_too(
            problem=problem,
            territory=None,
            month=MARCH,
            client_hash=f"client {number}",
            by=system_actor("public"),
            at=NOW,
        )


def test_the_page_names_the_obstacle_the_service_the_place_and_the_state(client, schaerbeek):
    text = page(client, make_problem(schaerbeek, reports=4))
    for words in (
        "Rendez-vous seulement par internet ou QR code",
        "Population, carte d’identité, état civil",
        "Schaerbeek",
        "Pas encore réglé",
        "4 signalements",
        "mars 2026",
    ):
        assert words in text


def test_every_number_comes_with_what_it_is_not(client, schaerbeek):
    for reports in (1, 4):
        add = reports - Problem.objects.count()
        text = page(client, make_problem(schaerbeek, reports=max(add, 1)))
        assert "Les personnes ont choisi de témoigner" in text
        assert "ce n’est pas un pourcentage de la population" in text
        assert "Peu de signalements ne veut pas dire peu de problèmes" in text


def test_a_page_with_one_report_cannot_be_told_from_one_with_two(client, schaerbeek):
    problem = make_problem(schaerbeek, reports=1)
    one = page(client, problem)
    add_report(problem, obstacles=["P05", "P21"], month=date(2026, 5, 1))
    two = page(client, problem)
    assert one == two
    assert "Moins de 3 signalements" in one
    assert "Mois par mois" not in one
    assert "Ce qui a bloqué" not in one


def test_no_month_and_no_obstacle_shows_a_number_below_three(client, schaerbeek):
    problem = make_problem(schaerbeek)
    for month, times in ((1, 2), (2, 1), (3, 4), (4, 0), (5, 1), (6, 6), (7, 2)):
        for _ in range(times):
            add_report(problem, month=date(2026, month, 1))
    add_report(problem, obstacles=["P21"], month=date(2026, 6, 1))
    add_report(problem, obstacles=["P21"], month=date(2026, 6, 1))
    response = client.get(f"/fr/problemes/{problem.pk}/")
    cells = re.findall(r'<span class="n">(\d+)</span>', response.content.decode())
    assert [int(cell) for cell in cells] == [3, 4, 11]
    assert sum(map(int, cells)) == 18
    text = words_of(response)
    assert "18 signalements" in text
    assert "Cités aussi, moins de 3 fois chacun" in text
    assert not re.search(r"\b[12] signalement", text)


def test_the_order_of_rare_obstacles_does_not_say_which_was_named_twice(client, schaerbeek):
    def rare(twice, once, channel):
        problem = make_problem(schaerbeek, channel=channel, reports=4, obstacles=["P05"])
        for code in (twice, twice, once):
            add_report(problem, obstacles=[code])
        text = words_of(client.get(f"/fr/problemes/{problem.pk}/"))
        found = text[text.index("moins de 3 fois chacun") :]
        return found.index(term("obstacle", "P21").name) < found.index(term("obstacle", "P22").name)

    assert rare("P21", "P22", "counter") == rare("P22", "P21", "phone")


def test_bars_are_drawn_only_from_ten_reports(client, schaerbeek):
    problem = make_problem(schaerbeek, reports=5)
    for _ in range(4):
        add_report(problem, month=date(2026, 4, 1))
    assert b"<meter" not in client.get(f"/fr/problemes/{problem.pk}/").content
    add_report(problem, month=date(2026, 4, 1))
    assert b"<meter" in client.get(f"/fr/problemes/{problem.pk}/").content


def test_me_too_is_shown_apart_and_by_the_same_rule(client, schaerbeek):
    problem = make_problem(schaerbeek, reports=4)
    assert "Personne ne l’a encore dit" in page(client, problem)
    me_too(problem, 1)
    one = page(client, problem)
    me_too(problem, 2)
    assert page(client, problem) == one
    assert "Moins de 3 personnes l’ont dit" in one
    me_too(problem, 3)
    text = page(client, problem)
    assert "3 personnes l’ont dit" in text
    assert "4 signalements" in text
    assert "il ne s’ajoute jamais aux signalements" in text


@pytest.mark.parametrize(
    ("service", "channel", "departs"),
    [
        ("S01", "counter", True),
        ("S01", "phone", True),
        ("S05", "post", True),
        ("S06", "any", True),
        ("S01", "none", False),
        ("S12", "counter", False),
        ("S20", "counter", False),
        ("S42", "phone", False),
    ],
)
def test_the_guarantee_is_named_where_it_is_the_law_and_only_there(
    client, schaerbeek, service, channel, departs
):
    text = page(client, make_problem(schaerbeek, service=service, channel=channel, reports=1))
    assert ("Possible écart avec la garantie" in text) is departs
    assert ("126/2025" in text) is departs
    assert "illégal" not in text
    assert ("Ce que ça touche" in text) is (channel != "none")


def test_without_a_place_the_guarantee_is_not_named(client):
    text = page(client, make_problem(None, reports=3))
    assert "commune non précisée" in text
    assert "Possible écart" not in text


def test_the_life_of_the_problem_stands_there_with_the_visit_and_without_what_was_undone(
    client, schaerbeek
):
    problem = make_problem(schaerbeek, reports=1)
    event = record_step(
        problem=problem,
        revision=0,
        transition="record_improvement",
        happened_on=date(2026, 11, 23),
        visited_on=date(2026, 11, 20),
        note="La porte est <b>ouverte</b>.",
        source_url="",
        by=system_actor("worker"),
        at=NOW,
    )
    text = page(client, problem)
    assert "Amélioré, vérifié sur place" in text
    assert "Quelqu’un est allé voir le 20 novembre 2026. La porte est <b>ouverte</b>." in text
    event.undone_at = NOW
    event.save()
    assert "La porte est" not in page(client, problem)


def test_a_problem_without_counted_report_has_no_page(client, schaerbeek):
    problem = make_problem(schaerbeek)
    for address in ("", "moi-aussi/", "merci/"):
        assert client.get(f"/fr/problemes/{problem.pk}/{address}").status_code == 404
    assert client.get("/fr/problemes/999999/").status_code == 404


def test_the_page_is_the_same_for_all_and_sets_no_cookie(client, schaerbeek):
    response = client.get(f"/fr/problemes/{make_problem(schaerbeek, reports=1).pk}/")
    assert not response.cookies
    assert "public" in response["Cache-Control"]
    assert response["ETag"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_the_same_queries_however_much_was_told(
    client, schaerbeek, count, django_assert_num_queries
):
    problem = make_problem(schaerbeek)
    for number in range(count):
        for _ in range(3):
            add_report(
                problem,
                obstacles=["P05", "P21", "P30"][: number + 1],
                month=date(2026, number + 1, 1),
            )
    client.get("/fr/problemes/")
    # The edition, the problem, its months, obstacles and events.
    with django_assert_num_queries(5):
        client.get(f"/fr/problemes/{problem.pk}/")


@pytest.mark.parametrize(
    ("language", "words"), [("nl", "Schaarbeek"), ("en", "Appointment only online or by QR code")]
)
def test_the_names_follow_the_language_of_the_address(client, schaerbeek, language, words):
    problem = make_problem(schaerbeek, reports=3)
    found = client.get(f"/fr/problemes/{problem.pk}/").content.decode()
    href = re.search(rf'href="(/{language}/[^"]*)"', found)[1]
    assert words in words_of(client.get(href))
