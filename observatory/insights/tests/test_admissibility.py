"""A citizens' interpellation: it passes, or what is missing is said; what is not known is not guessed."""

from datetime import date

import pytest
from django.urls import reverse

from observatory.associations.tests.making import sign_in
from observatory.insights.council.admissibility import (
    Asked,
    check_interpellation,
    is_admissible,
    last_day,
    rules_of,
)

IXELLES, SCHAERBEEK, WATERMAEL, FOREST = "21009", "21015", "21017", "21007"


def asked(**changes):
    told = {
        "residents": 25,
        "is_general": True,
        "is_municipal": True,
        "raised_on": None,
        "council_on": date(2027, 4, 29),
        "handed_in_on": date(2027, 4, 1),
    }
    return Asked(**{**told, **changes})


def states(nis, **changes):
    return [line.state for line in check_interpellation(rules_of(nis), asked(**changes))]


def test_what_is_in_order_passes():
    assert states(IXELLES) == ["met"] * 5
    assert is_admissible(check_interpellation(rules_of(IXELLES), asked()))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"residents": 22}, "il en manque 3"),
        ({"is_general": False}, "Le sujet est général"),
        ({"is_municipal": False}, "la compétence de la commune"),
        ({"handed_in_on": date(2027, 4, 17)}, "le 16 avril 2027 au plus tard"),
    ],
)
def test_what_is_missing_is_said(changes, said):
    lines = check_interpellation(rules_of(IXELLES), asked(**changes))
    assert not is_admissible(lines)
    assert [said in line.words for line in lines if line.state == "failed"] == [True]


def test_the_deadline_is_counted_as_each_municipality_counts():
    # Ixelles: 13 days. Watermael-Boitsfort: 12 clear days, both ends left out.
    assert last_day(rules_of(IXELLES), date(2027, 4, 29)) == date(2027, 4, 16)
    assert last_day(rules_of(WATERMAEL), date(2027, 4, 29)) == date(2027, 4, 16)
    assert last_day(rules_of(FOREST), date(2027, 4, 29)) is None


def test_the_same_subject_waits_six_months_in_schaerbeek():
    assert states(SCHAERBEEK, raised_on=date(2026, 11, 1))[3] == "failed"
    assert states(SCHAERBEEK, raised_on=date(2026, 10, 29))[3] == "met"
    # The end of a month that the sixth month after has not.
    assert (
        states(SCHAERBEEK, raised_on=date(2026, 8, 31), council_on=date(2027, 2, 28))[3] == "failed"
    )
    assert states(SCHAERBEEK, raised_on=date(2026, 8, 31), council_on=date(2027, 3, 1))[3] == "met"


def test_what_is_not_known_of_a_municipality_blocks_nothing_and_is_said():
    lines = check_interpellation(rules_of(FOREST), asked(raised_on=date(2027, 4, 1)))
    assert [line.state for line in lines] == ["met", "met", "met", "unknown", "unknown"]
    assert is_admissible(lines)
    assert "demandez-le" in lines[4].words


@pytest.mark.django_db
def test_the_coordinator_checks_on_screen_and_nothing_is_kept(client, chantal):
    sign_in(client, chantal)
    address = reverse("interpellation", args=[SCHAERBEEK])
    page = client.get(address).text
    assert "1030.be" in page
    told = {
        "residents": "24",
        "is_general": "on",
        "council_on": "2027-04-29",
        "handed_in_on": "2027-04-01",
    }
    shown = client.post(address, told).text
    assert "il en manque 1" in shown
    assert "Pas encore" in shown
    late = client.post(address, {**told, "handed_in_on": "2027-04-30"})
    assert late.status_code == 422
    assert "Cette date est après le conseil." in late.text
    wrong = client.post(address, {**told, "residents": "", "council_on": "hier"})
    assert wrong.status_code == 422
    assert "Écrivez combien de personnes signent." in wrong.text


@pytest.mark.django_db
def test_who_does_not_coordinate_there_is_turned_away(client, chantal):
    sign_in(client, chantal)
    assert client.get(reverse("interpellation", args=[IXELLES])).status_code == 403
    assert client.get(reverse("interpellation", args=["99999"])).status_code == 404
