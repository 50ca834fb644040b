"""Two municipalities beside each other: only what was observed alike, never a ranking."""

from datetime import date

import pytest
from django.urls import reverse

from observatory.insights.panels import territory_panel
from observatory.insights.queries.beside import season_of
from observatory.observations.models import Round
from observatory.observations.tests.making import make_person
from observatory.places.models import Territory

from .rounds import Made

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_memory")]
TITLE = "À côté d’autres communes"


def published(nis, by, successes, total, **more):
    """Publish a round of which the counter gave what was asked so often."""
    territory = Territory.objects.get(nis=nis)
    people = [make_person(name, f"{name}-{nis}@example.org", "relay", territory) for name in "ab"]
    made = Made(by, territory, places=(f"mairie-{nis}",), people=people)
    for number in range(total):
        made.see(0, k80="now" if number < successes else "refused")
    made.close()
    if more:
        Round.objects.filter(pk=made.round.pk).update(**more)
        made.round.refresh_from_db()
    made.send()
    return made.publish()


@pytest.fixture
def there(molenbeek):
    """Coordinator of 1080."""
    return make_person("Samira", "samira@example.org", "coordinator", molenbeek)


def page(client, nis="21015"):
    return client.get(reverse("municipality", args=[nis])).text


def test_a_difference_is_told_where_the_intervals_do_not_overlap(client, chantal, there):
    published("21012", there, 12, 12)
    published("21015", chantal, 1, 12)
    shown = page(client)
    assert TITLE in shown
    row = shown[shown.index(TITLE) :]
    assert "Molenbeek-Saint-Jean" in row
    assert "12 sur 12" in row
    assert "plus souvent" in row
    assert "moins souvent" in page(client, "21012")
    assert "ce n’est pas un classement" in shown


def test_where_they_overlap_nothing_is_told(client, chantal, there):
    published("21012", there, 8, 12)
    published("21015", chantal, 6, 12)
    row = page(client).partition(TITLE)[2]
    assert "ces nombres ne permettent pas de comparer" in row


def test_nobody_stands_beside_with_another_season_or_too_few_visits(client, chantal, there):
    published("21012", there, 12, 12, starts_on=date(2027, 1, 4), ends_on=date(2027, 2, 10))
    published("21015", chantal, 1, 12)
    assert TITLE not in page(client)


def test_a_municipality_alone_is_compared_with_nobody(client, chantal):
    published("21015", chantal, 1, 12)
    assert TITLE not in page(client)


def test_fewer_than_three_visits_stand_beside_nothing(client, chantal, there):
    published("21012", there, 1, 2)
    published("21015", chantal, 1, 12)
    assert TITLE not in page(client)


def test_another_procedure_stands_beside_nothing(client, chantal, there):
    published("21015", chantal, 1, 12)
    territory = Territory.objects.get(nis="21012")
    people = [make_person(name, f"{name}@example.org", "relay", territory) for name in "cd"]
    made = Made(there, territory, places=("mairie-x",), people=people)
    made.round.points.update(scenario="T4")
    for _ in range(12):
        made.see(0, scenario="T4", k80="now")
    made.close()
    made.send()
    made.publish()
    assert TITLE not in page(client)


@pytest.mark.parametrize("others", [1, 3])
def test_it_costs_the_same_however_many_stand_beside(
    client, chantal, others, django_assert_num_queries
):
    nearby = ["21012", "21001", "21009"][:others]
    for nis in nearby:
        territory = Territory.objects.get(nis=nis)
        by = make_person(f"C{nis}", f"c{nis}@example.org", "coordinator", territory)
        published(nis, by, 12, 12)
    published("21015", chantal, 1, 12)
    schaerbeek = Territory.objects.get(nis="21015")
    with django_assert_num_queries(5):
        panel = territory_panel(schaerbeek)
        list(panel["earlier"])
    assert [row[0] for row in panel["beside_rows"]] == sorted(
        row[0] for row in panel["beside_rows"]
    )
    assert len(panel["beside_rows"]) == others


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "season"),
    [
        (date(2027, 3, 1), date(2027, 3, 31), (2027, 1)),
        (date(2026, 12, 1), date(2026, 12, 31), (2027, 0)),
        (date(2027, 1, 10), date(2027, 2, 20), (2027, 0)),
        (date(2027, 2, 1), date(2027, 4, 30), (2027, 1)),
        (date(2027, 9, 1), date(2027, 11, 30), (2027, 3)),
    ],
)
def test_the_season_is_that_of_the_middle_of_the_period(starts_on, ends_on, season):
    assert season_of(starts_on, ends_on) == season
