"""Cases whose route is known, of public authorities: each with the source of its route.

`bodies` are all competent bodies in order with what is missing; `refused` some of
those that must not be named; `ask` fields that must be asked about.
"""

from dataclasses import dataclass, field
from typing import Any

ON = "2026-11-23"

BXL = "https://www.ombuds.brussels/fr/questions-frequentes"
BXL_REGION = "https://be.brussels/fr/propos-de-la-region/plaintes-et-litiges/ombuds-bruxelles"
IXELLES = "https://www.ixelles.be/site/332-Een-klacht-indienen?langue=fr"
STIB = "http://www.stib-mivb.be/a-propos-de-la-stib/le-service-de-mediation-est-a-votre-ecoute"
FEDERAL = "http://www.mediateurfederal.be/fr/content/faqs"
FEDERAL_NOT = (
    "https://1070.makemeweb.net/nl/klachten/welke-niet/"
    "welke-klachten-kan-de-federale-ombudsman-niet-onderzoeken"
)
PENSIONS = "https://mediateurpensions.be/fr/handling/handling.htm"
REFNIS = "Statbel, REFNIS 2025: municipalities and their postal codes"
ROUTES = "The observatory's vocabularies `service` (route) and `escalation`"
TOLD = "2026-10-01"
FACTS = "2026-09-15"


@dataclass(frozen=True)
class KnownCase:
    sentence: str
    source: str
    given: dict[str, Any]
    bodies: dict[str, list[str]]
    refused: tuple[str, ...] = ()
    ask: tuple[str, ...] = ()
    earliest: dict[str, str] = field(default_factory=dict)


def whole(**given: Any) -> dict[str, Any]:
    """A case with nothing left to ask, but for what `given` changes; None takes a field out."""
    everything = {
        "on": ON,
        "facts_on": FACTS,
        "told_service_on": TOLD,
        "told_service_how": "letter",
        "anonymous": False,
        "own_interest": True,
        "grounds": [],
    }
    return {name: value for name, value in (everything | given).items() if value is not None}


K = KnownCase
BRUSSELS = {"ombuds_brussels": []}
OWN = ("ombuds_ixelles", "ombuds_wsl", "ombuds_vivaqua", "stib")

MUNICIPAL = [
    K("the town hall of 1030", BXL, whole(organization="commune-21015"), BRUSSELS, OWN),
    K("a service of 1030 by NIS", BXL, whole(service="S01", territory_nis="21015"), BRUSSELS, OWN),
    K("a service of 1030 by post", REFNIS, whole(service="S02", postal_code="1030"), BRUSSELS),
    K("1020 is the City", REFNIS, whole(service="S01", postal_code="1020"), BRUSSELS),
    K("the CPAS of Saint-Gilles", BXL, whole(organization="CPAS de Saint-Gilles"), BRUSSELS, OWN),
    K("the same by its Dutch name", BXL, whole(organization="OCMW van Sint-Gillis"), BRUSSELS),
    K("schools of Forest", BXL, whole(service="S04", territory_nis="21007"), BRUSSELS),
    K(
        "the CPAS of Ixelles never goes to the Region's ombudsman",
        BXL,
        whole(organization="CPAS d'Ixelles"),
        {"ombuds_ixelles": []},
        ("ombuds_brussels", "ombuds_wsl", "federal"),
    ),
    K(
        "nor by service and NIS",
        BXL,
        whole(service="S05", territory_nis="21009"),
        {"ombuds_ixelles": []},
        ("ombuds_brussels",),
    ),
    K(
        "nor does its town hall",
        BXL,
        whole(organization="Commune d'Ixelles"),
        {"ombuds_ixelles": []},
        ("ombuds_brussels",),
    ),
    K(
        "whoever lives elsewhere and complains of Ixelles",
        BXL,
        whole(organization="cpas-21009", postal_code="1030"),
        {"ombuds_ixelles": []},
        ("ombuds_brussels",),
    ),
    K(
        "an organization counts before a service that is not its own",
        BXL,
        whole(organization="cpas-21009", service="S12"),
        {"ombuds_ixelles": []},
        ("ombuds_brussels", "stib"),
    ),
    K(
        "Ixelles takes no facts of more than a year",
        IXELLES,
        whole(organization="cpas-21009", facts_on="2025-11-22"),
        {"ombuds_ixelles": ["facts_age"]},
    ),
    K(
        "a year ago to the day is no more than a year",
        IXELLES,
        whole(organization="cpas-21009", facts_on="2025-11-23"),
        {"ombuds_ixelles": []},
    ),
    K(
        "Ixelles wants a name",
        IXELLES,
        whole(organization="commune-21009", anonymous=True),
        {"ombuds_ixelles": ["identity"]},
    ),
    K(
        "Ixelles is told first",
        IXELLES,
        whole(organization="commune-21009", told_service_on=None),
        {"ombuds_ixelles": ["told_service_on"]},
    ),
    K(
        "Woluwe-Saint-Lambert has its own",
        BXL,
        whole(service="S01", postal_code="1200"),
        {"ombuds_wsl": []},
        ("ombuds_brussels", "ombuds_ixelles"),
    ),
    K(
        "and its CPAS has not",
        BXL,
        whole(organization="cpas-21018"),
        BRUSSELS,
        ("ombuds_wsl",),
    ),
    K(
        "1040 is two municipalities, which go to the same: asked about all the same",
        REFNIS,
        whole(service="S05", postal_code="1040"),
        BRUSSELS,
        ask=("territory_nis",),
    ),
    K(
        "1050 is two municipalities, which go to two: nobody is named",
        REFNIS,
        whole(service="S05", postal_code="1050"),
        {},
        ask=("territory_nis",),
    ),
    K(
        "1050 with the NIS code is Ixelles",
        REFNIS,
        whole(service="S01", postal_code="1050", territory_nis="21009"),
        {"ombuds_ixelles": []},
        ("ombuds_brussels",),
    ),
    K(
        "1050 with the other NIS code is the City",
        REFNIS,
        whole(service="S01", postal_code="1050", territory_nis="21004"),
        BRUSSELS,
        ("ombuds_ixelles",),
    ),
    K(
        "a municipal service of nobody knows where",
        BXL,
        whole(service="S01"),
        {},
        ask=("territory_nis",),
    ),
    K(
        "a code of no municipality of ours",
        REFNIS,
        whole(service="S01", postal_code="4000"),
        {},
        ask=("territory_nis",),
    ),
    K(
        "nobody told the service",
        BXL_REGION,
        {"organization": "commune-21015", "on": ON},
        {"ombuds_brussels": ["told_service_on"]},
        ask=("facts_on", "anonymous", "grounds"),
    ),
    K(
        "what is not said blocks nothing",
        BXL_REGION,
        {"organization": "commune-21015", "told_service_on": TOLD, "on": ON},
        BRUSSELS,
        ask=("facts_on", "anonymous", "grounds"),
        earliest={"ombuds_brussels": ON},
    ),
    K(
        "facts of more than three years",
        BXL,
        whole(organization="actiris", facts_on="2023-11-22", told_service_on="2023-12-01"),
        {"ombuds_brussels": ["facts_age"]},
    ),
    K(
        "facts of three years to the day",
        BXL,
        whole(organization="actiris", facts_on="2023-11-23", told_service_on="2023-12-01"),
        BRUSSELS,
    ),
    K(
        "no name for the Region's ombudsman",
        BXL,
        whole(organization="cpas-21012", anonymous=True),
        {"ombuds_brussels": ["identity"]},
    ),
]

REGIONAL = [
    K("Actiris", BXL, whole(service="S06"), BRUSSELS, ("federal", *OWN)),
    K("Bruxelles Formation", BXL, whole(organization="Bruxelles Formation"), BRUSSELS),
    K("the rent allowance", BXL, whole(service="S07"), BRUSSELS),
    K("regional taxes", BXL, whole(service="S08"), BRUSSELS, ("federal",)),
    K("parking.brussels", BXL_REGION, whole(organization="parking.brussels"), BRUSSELS),
    K("aid of the COCOF", BXL, whole(service="S10"), BRUSSELS, ("federal",)),
    K("child benefit", BXL, whole(service="S11"), BRUSSELS),
    K(
        "Vivaqua has its own",
        BXL,
        whole(organization="vivaqua"),
        {"ombuds_vivaqua": []},
        ("ombuds_brussels", "stib"),
    ),
    K(
        "STIB never goes to the Region's ombudsman",
        BXL,
        whole(organization="STIB"),
        {"stib": []},
        ("ombuds_brussels", "ombudsrail", "federal"),
    ),
    K(
        "STIB by its Dutch name",
        BXL,
        whole(organization="MIVB"),
        {"stib": []},
        ("ombuds_brussels",),
    ),
    K(
        "STIB, 29 calendar days after the complaint",
        STIB,
        whole(service="S12", told_service_on="2026-10-25", on="2026-11-23"),
        {"stib": ["waiting_days"]},
        ("ombuds_brussels",),
        earliest={"stib": "2026-11-24"},
    ),
    K(
        "STIB, 30 calendar days after the complaint",
        STIB,
        whole(service="S12", told_service_on="2026-10-24", on="2026-11-23"),
        {"stib": []},
        earliest={"stib": "2026-11-23"},
    ),
    K(
        "thirty days end on Christmas Day all the same",
        STIB,
        whole(service="S12", told_service_on="2026-11-25", on="2026-12-01"),
        {"stib": ["waiting_days"]},
        earliest={"stib": "2026-12-25"},
    ),
    K(
        "STIB was not told",
        STIB,
        whole(service="S12", told_service_on=None),
        {"stib": ["told_service_on"]},
    ),
    K(
        "STIB was told after more than three months",
        STIB,
        whole(service="S12", facts_on="2026-06-01", told_service_on="2026-09-02"),
        {"stib": ["facts_age"]},
    ),
    K(
        "STIB, for someone else",
        STIB,
        whole(service="S12", own_interest=False),
        {"stib": ["own_interest"]},
    ),
    K(
        "STIB, whether for oneself is asked",
        STIB,
        whole(service="S12", own_interest=None, facts_on=None, anonymous=None),
        {"stib": []},
        ask=("facts_on", "anonymous", "own_interest"),
    ),
]

FEDERAL_CASES = [
    K("taxes", FEDERAL, whole(service="S20"), {"federal": []}, ("ombuds_brussels",)),
    K("ONEM", FEDERAL, whole(organization="ONEM"), {"federal": []}),
    K("CAPAC", FEDERAL, whole(organization="CAPAC"), {"federal": []}),
    K("the FPS Social Security", FEDERAL, whole(service="S23"), {"federal": []}),
    K(
        "the Immigration Office",
        FEDERAL,
        whole(organization="Office des étrangers"),
        {"federal": []},
    ),
    K(
        "the federal ombudsman takes no anonymous complaint",
        FEDERAL_NOT,
        whole(service="S20", anonymous=True),
        {"federal": ["identity"]},
    ),
    K(
        "the administration was not told",
        FEDERAL_NOT,
        whole(service="S22", told_service_on=None),
        {"federal": ["told_service_on"]},
    ),
    K(
        "nothing done for more than a year",
        FEDERAL_NOT,
        whole(service="S20", facts_on="2025-01-10", told_service_on="2025-02-01"),
        {"federal": ["facts_age"]},
    ),
    K(
        "old facts, and a step within the year",
        FEDERAL_NOT,
        whole(service="S20", facts_on="2025-01-10", told_service_on="2026-02-01"),
        {"federal": []},
    ),
    K("a pension", PENSIONS, whole(service="S21"), {"pensions": []}, ("federal",)),
    K("the pensions service by name", PENSIONS, whole(organization="SFP"), {"pensions": []}),
    K(
        "the pensions service was not told",
        PENSIONS,
        whole(service="S21", told_service_on=None),
        {"pensions": ["told_service_on"]},
    ),
    K(
        "what someone cannot name",
        ROUTES,
        whole(service="S99"),
        {"network": []},
        ask=("organization",),
    ),
    K("another service", ROUTES, whole(service="S98"), {"network": []}, ask=("organization",)),
    K("nothing at all", ROUTES, {"on": ON}, {}, ask=("service", "grounds", "told_service_on")),
]
