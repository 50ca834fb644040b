"""Cases find the right body, or the precondition that is missing."""

from dataclasses import replace
from datetime import date

import pytest

from observatory.escalations.cases import read_case
from observatory.escalations.queries import known, records
from observatory.escalations.records import Conditions, Scope, Term
from observatory.escalations.routing import route_case
from observatory.escalations.wording import SENTENCES

from .known_cases import FEDERAL_CASES, MUNICIPAL, REGIONAL, whole
from .known_sectors import GROUNDS, SECTORS

TODAY = date(2026, 11, 23)
CASES = [*MUNICIPAL, *REGIONAL, *FEDERAL_CASES, *SECTORS, *GROUNDS]


@pytest.fixture(autouse=True)
def _reference(db):
    """Records and reference data are read from the database."""


def route(given, among=None):
    case = read_case(given, known(), today=TODAY)
    return route_case(case, among or records(), country="BE")


def test_there_are_enough_cases_and_each_has_a_source():
    assert len(CASES) >= 60
    assert all(case.source for case in CASES)
    assert len({case.sentence for case in CASES}) == len(CASES)


@pytest.mark.parametrize("known_case", CASES, ids=[case.sentence for case in CASES])
def test_a_known_case_goes_where_its_source_says(known_case):
    found = route(known_case.given)
    assert {one.body: [why.code for why in one.missing] for one in found.bodies} == (
        known_case.bodies
    )
    assert [one.body for one in found.bodies] == list(known_case.bodies)
    assert all(one.admissible == (not one.missing) for one in found.bodies)
    refused = {one.body for one in found.not_competent}
    assert set(known_case.refused) <= refused
    assert set(known_case.ask) <= set(found.ask)
    for one in found.bodies:
        day = one.earliest_on.isoformat() if one.earliest_on else None
        assert known_case.earliest.get(one.body, day) == day


@pytest.mark.parametrize("known_case", CASES, ids=[case.sentence for case in CASES])
def test_every_body_is_named_once_and_every_refusal_says_why(known_case):
    found = route(known_case.given)
    named = [
        *(one.body for one in found.bodies),
        *(one.body for one in found.not_competent),
        *found.undecided,
    ]
    assert sorted(named) == sorted(records())
    assert all(
        one.why.text.endswith(".") and "%" not in one.why.text for one in found.not_competent
    )
    assert not set(found.ask) & known_case.given.keys()


def test_a_whole_case_is_asked_nothing():
    assert route(whole(organization="commune-21015")).ask == ()


def test_who_complains_of_an_insurer_is_not_asked_whether_it_was_told():
    assert route({"service": "S45"}).ask == ("grounds",)


def test_where_the_municipality_is_open_the_rest_is_asked_at_once():
    found = route({"service": "S05", "postal_code": "1050"})
    assert found.bodies == ()
    assert set(found.undecided) >= {"ombuds_brussels", "ombuds_ixelles"}
    wanted = ("territory_nis", "facts_on", "told_service_on", "anonymous", "grounds")
    assert found.ask == wanted


def test_who_goes_to_the_regions_ombudsman_with_stib_is_told_who_takes_it():
    found = route(whole(organization="stib"))
    why = {one.body: one.why.text for one in found.not_competent}
    assert why["ombuds_brussels"].endswith("Service de médiation auprès de la STIB.")


def test_every_municipality_and_welfare_centre_goes_to_one_ombudsman():
    for provider in set(known().providers.values()):
        if provider.level not in {"commune", "cpas"}:
            continue
        found = route(whole(organization=provider.code))
        own = {"21009": "ombuds_ixelles"}
        if provider.level == "commune":
            own["21018"] = "ombuds_wsl"
        assert [one.body for one in found.bodies] == [own.get(provider.nis, "ombuds_brussels")]
        assert found.undecided == ()


def test_each_service_of_the_vocabulary_has_an_answer():
    for service in known().levels:
        found = route(whole(service=service, territory_nis="21015"))
        assert found.bodies or found.ask or service == "S46"


def test_old_complaints_that_may_be_refused_are_named_with_a_word_of_caution():
    found = route(whole(service="S28", facts_on="2025-01-01", told_service_on="2025-02-01"))
    assert [why.code for why in found.bodies[0].cautions] == ["may_refuse", "not_checked"]
    assert "1er février 2026" in found.bodies[0].cautions[0].text


def test_someone_who_speaks_of_their_health_to_unia_agrees_to_that_apart():
    unia = route(whole(service="S42", grounds=["health"])).bodies[1]
    assert "health_consent" in [why.code for why in unia.cautions]
    bank = route(whole(service="S42", grounds=["health"])).bodies[0]
    assert "health_consent" not in [why.code for why in bank.cautions]


def test_where_prior_contact_could_not_be_sourced_it_is_advised_and_blocks_nothing():
    found = route(whole(service="S26", told_service_on=None)).bodies[0]
    assert found.admissible
    assert "better_told" in [why.code for why in found.cautions]


def test_a_record_that_nobody_checked_for_a_year_is_reported_and_answers():
    stib = records()["stib"]
    for checked_on, reported in [
        (None, ("stib",)),
        (date(2025, 11, 22), ("stib",)),
        (date(2025, 11, 23), ()),
        (date(2026, 11, 23), ()),
    ]:
        among = {"stib": replace(stib, checked_on=checked_on)}
        found = route(whole(service="S12"), among)
        assert found.unchecked == reported
        assert found.bodies[0].admissible
        codes = [why.code for why in found.bodies[0].cautions]
        assert ("not_checked" in codes) == bool(reported)


def test_waiting_in_working_days_leaves_out_holidays():
    record = replace(
        records()["stib"],
        covers=(Scope(services=frozenset({"S12"})),),
        conditions=Conditions(told_first=True, wait=Term(5, "working_days")),
    )
    found = route(
        whole(service="S12", told_service_on="2026-12-23", on="2026-12-28"), {"stib": record}
    )
    assert [why.code for why in found.bodies[0].missing] == ["waiting_days"]
    # 24, 28, 29, 30 and 31 December.
    assert found.bodies[0].earliest_on == date(2026, 12, 31)


def test_whoever_is_anonymous_and_still_waiting_has_no_first_day():
    given = whole(service="S12", told_service_on="2026-11-20", anonymous=True)
    found = route(given).bodies[0]
    assert [why.code for why in found.missing] == ["waiting_days", "identity"]
    assert found.earliest_on is None


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_every_reason_has_a_french_sentence(code):
    assert str(SENTENCES[code]).endswith(".")
