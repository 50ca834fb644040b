"""How many people live in a municipality: entered by an editor, with its date and source."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from observatory.journal.models import Entry
from observatory.places.actions import FactRefused, record_population
from observatory.places.models import Population
from observatory.places.queries import population_of, territory_by_nis

pytestmark = pytest.mark.django_db
NIS = "21015"
GOOD = {
    "number": "130690",
    "counted_on": "2026-01-01",
    "source": "Statbel, population au 1er janvier",
}


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


@pytest.fixture
def address():
    return reverse("population", args=[NIS])


def test_an_editor_enters_a_number_with_its_source_and_takes_it_back(desk, address):
    assert "Pas encore connu." in desk.get(address).text
    assert desk.post(address, GOOD).status_code == 302
    page = desk.get(address).text
    assert "130\u202f690" in page or "130 690" in page or "130690" in page
    assert "Statbel" in page
    kept = Population.objects.get()
    assert Entry.objects.get(action="record_population").data == {
        "number": 130690,
        "counted_on": "2026-01-01",
    }
    gone = reverse("population_take_back", args=[NIS, kept.pk])
    assert desk.post(gone).status_code == 302
    assert not Population.objects.exists()
    assert "Ce nombre était déjà retiré." in desk.post(gone, follow=True).text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"number": "0"}, "1"),
        ({"number": "beaucoup"}, "Écrivez un nombre, par exemple 130690."),
        ({"counted_on": "2999-01-01"}, "Cette date n’est pas encore là."),
        ({"source": ""}, "Dites d’où vient ce nombre."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(desk, address, changes, said):
    answer = desk.post(address, {**GOOD, **changes})
    assert answer.status_code == 422
    assert said in answer.text
    assert not Population.objects.exists()


def test_one_date_has_one_number(desk, address):
    desk.post(address, GOOD)
    again = desk.post(address, {**GOOD, "number": "1"})
    assert "Un nombre est déjà noté pour cette date." in again.text
    assert Population.objects.get().number == 130690


def test_the_newest_number_up_to_a_day_is_the_one(now, editor):
    place = territory_by_nis(NIS)
    for year, number in ((2024, 130000), (2025, 131000)):
        record_population(
            territory=place,
            number=number,
            counted_on=date(year, 1, 1),
            source="Statbel",
            by=editor,
            at=now,
        )
    assert population_of(place, date(2024, 6, 1)).number == 130000
    assert population_of(place, date(2026, 6, 1)).number == 131000
    assert population_of(place, date(2023, 6, 1)) is None


def test_without_source_or_right_nothing_is_kept(now, editor, amine):
    given = {
        "territory": territory_by_nis(NIS),
        "number": 1,
        "counted_on": date(2026, 1, 1),
        "at": now,
    }
    with pytest.raises(FactRefused, match="source"):
        record_population(**given, source=" ", by=editor)
    with pytest.raises(PermissionDenied):
        record_population(**given, source="Statbel", by=amine)
