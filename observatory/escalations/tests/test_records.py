"""What is known of bodies: shipped with sources, checked by people, never overwritten."""

import json
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from observatory.escalations.actions import DATA, BodyConflict, check_body, load_bodies
from observatory.escalations.cases import words_of
from observatory.escalations.models import Body
from observatory.escalations.queries import known, records
from observatory.escalations.records import BadRecord
from observatory.journal.models import Entry
from observatory.people.models import Mandate, Role
from observatory.people.queries import system_actor
from observatory.places.models import Organization


@pytest.fixture(autouse=True)
def _forget(fresh_memory):
    """Tests here write bodies."""


@pytest.fixture
def importer(db):
    return system_actor("importer")


@pytest.fixture
def officer(outsider, now):
    """Sends cases to the bodies that take them."""
    Mandate.objects.create(
        user=outsider,
        role=Role.ESCALATION_OFFICER,
        given_by_id=system_actor("demo").pk,
        given_at=now,
    )
    return outsider


@pytest.fixture
def shipped():
    return json.loads(DATA.read_text(encoding="utf-8"))


@pytest.fixture
def file_of(tmp_path):
    """Write bodies as the project's file does."""

    def write(rows):
        path = tmp_path / "bodies.json"
        path.write_text(json.dumps({"bodies": rows}), encoding="utf-8")
        return path

    return write


def test_every_shipped_record_names_its_sources_and_what_nobody_found(shipped):
    assert len(shipped["bodies"]) == 31
    for row in shipped["bodies"]:
        assert row["sources"], row["code"]
        assert row["as_of"].count("/") == 1
        assert row["checked_on"] is None
        assert {"fr", "nl", "en"} == row["names"].keys() == row["about"].keys()
        wanted = {"told_first", "facts_within", "identity", "own_interest", "contact"}
        assert set(row["unsourced"]) <= wanted
        # What was not found is not required of anyone.
        assert not set(row["unsourced"]) & row["conditions"].keys(), row["code"]


@pytest.mark.shared
def test_every_body_that_the_project_must_know_has_a_record(shipped, settings):
    given = settings.BASE_DIR.parent / "shared" / "data" / "ombuds_belgium.json"
    data = json.loads(given.read_text(encoding="utf-8"))
    wanted = {body["id"] for body in data["bodies"]} | data["ids_to_add"].keys()
    assert {row["code"] for row in shipped["bodies"]} == wanted


def test_loading_twice_changes_nothing(importer, now):
    assert load_bodies(by=importer, at=now) == 0
    assert list(records()) == list(Body.objects.order_by("position").values_list("code", flat=True))


def test_an_escalation_officer_says_that_a_record_is_right(officer, now):
    check_body(body=Body.objects.get(code="stib"), by=officer, at=now)
    assert records()["stib"].checked_on == date(2026, 11, 23)
    assert records()["stib"].is_checked(date(2027, 11, 23))
    assert not records()["stib"].is_checked(date(2027, 11, 24))
    assert Entry.objects.filter(action="check_body", subject="body:stib").count() == 1


def test_a_moderator_does_not_check_records_nor_load_them(mireille, now):
    with pytest.raises(PermissionDenied):
        check_body(body=Body.objects.get(code="stib"), by=mireille, at=now)
    with pytest.raises(PermissionDenied):
        load_bodies(by=mireille, at=now)


def test_a_record_that_changed_meanwhile_is_not_checked(officer, now):
    read = Body.objects.get(code="stib")
    Body.objects.filter(pk=read.pk).update(facts={**read.facts, "notes": "Autre."})
    with pytest.raises(BodyConflict):
        check_body(body=read, by=officer, at=now)


def test_a_check_stays_until_the_facts_change(importer, now, shipped, file_of, officer):
    check_body(body=Body.objects.get(code="stib"), by=officer, at=now)
    assert load_bodies(by=importer, at=now) == 0
    assert Body.objects.get(code="stib").checked_on == date(2026, 11, 23)
    row = next(one for one in shipped["bodies"] if one["code"] == "stib")
    row["conditions"]["wait"]["count"] = 40
    assert load_bodies(by=importer, at=now, path=file_of(shipped["bodies"])) == 1
    assert Body.objects.get(code="stib").checked_on is None
    assert records()["stib"].conditions.wait.count == 40


def test_the_later_of_two_checks_counts(importer, now, shipped, file_of):
    row = next(one for one in shipped["bodies"] if one["code"] == "stib")
    row["checked_on"] = "2026-11-20"
    assert load_bodies(by=importer, at=now, path=file_of(shipped["bodies"])) == 1
    row["checked_on"] = "2026-10-01"
    assert load_bodies(by=importer, at=now, path=file_of(shipped["bodies"])) == 0
    assert Body.objects.get(code="stib").checked_on == date(2026, 11, 20)


def test_a_body_that_left_the_file_is_retired_and_may_come_back(importer, now, shipped, file_of):
    fewer = [one for one in shipped["bodies"] if one["code"] != "myria"]
    load_bodies(by=importer, at=now, path=file_of(fewer))
    assert "myria" not in records()
    load_bodies(by=importer, at=now + timedelta(days=1))
    assert "myria" in records()


@pytest.mark.parametrize(
    "wrong",
    [
        ({"sources": []}, "sources"),
        ({"as_of": ""}, "years"),
        ({"kind": "friend"}, "unknown kind"),
        ({"colour": "red"}, "unknown colour"),
        ({"covers": [{}]}, "cover everything"),
        ({"covers": [{"services": ["S77"]}]}, "unknown services S77"),
        ({"covers": [{"levels": ["planet"]}]}, "unknown levels"),
        ({"covers": [{"territories": ["99999"]}]}, "unknown territories"),
        ({"covers": [{"grounds": ["agee"]}]}, "unknown ground"),
        ({"covers": [{"services": ["S12"], "if": "never"}]}, "no words"),
        ({"covers": [{"services": ["S12"], "ask": "colour"}]}, "unknown ask"),
        ({"excludes": [{"services": ["S12"], "instead": "nobody"}]}, "unknown instead"),
        ({"conditions": {"wait": {"count": 3, "unit": "moons"}}}, "no such term"),
        ({"conditions": {"wait": {"count": 0, "unit": "days"}}}, "no such term"),
        ({"conditions": {"patience": True}}, "unknown patience"),
    ],
)
def test_a_record_that_is_not_whole_is_refused_and_nothing_is_written(
    importer, now, shipped, file_of, wrong
):
    change, complaint = wrong
    row = next(one for one in shipped["bodies"] if one["code"] == "stib")
    row.update(change)
    with pytest.raises(BadRecord, match=complaint):
        load_bodies(by=importer, at=now, path=file_of(shipped["bodies"]))
    assert load_bodies(by=importer, at=now) == 0


def test_a_record_without_a_part_or_twice_is_refused(importer, now, shipped, file_of):
    stib = next(one for one in shipped["bodies"] if one["code"] == "stib")
    with pytest.raises(BadRecord, match="twice"):
        load_bodies(by=importer, at=now, path=file_of([*shipped["bodies"], stib]))
    del stib["notes"]
    with pytest.raises(BadRecord, match="notes is missing"):
        load_bodies(by=importer, at=now, path=file_of(shipped["bodies"]))


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("stib", "stib"),
        ("MIVB", "stib"),
        ("ONEM", "onem"),
        ("Office national de l'emploi", "onem"),
        ("cpas d'ixelles", "cpas-21009"),
        ("CPAS IXELLES", "cpas-21009"),
        ("OCMW Elsene", "cpas-21009"),
        ("commune de Molenbeek-Saint-Jean", "commune-21012"),
        ("Ville de Bruxelles", "commune-21004"),
    ],
)
def test_people_name_an_organization_in_their_own_way(said, code):
    assert known().providers[words_of(said)].code == code


def test_no_name_stands_for_two_organizations():
    codes = {provider.code for provider in known().providers.values()}
    assert codes == set(Organization.objects.values_list("code", flat=True))
    for row in Organization.objects.all():
        for name in row.names.values():
            assert known().providers[words_of(name)].code == row.code
