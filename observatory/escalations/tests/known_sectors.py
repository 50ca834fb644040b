"""Cases whose route is known, of companies, care, justice, communities and discrimination."""

from .known_cases import ON, ROUTES, TOLD, KnownCase, whole

K = KnownCase
RAIL = "https://ombudsrail.digiserver.be/fr/faq"
POST = "http://ibpt.be/fr/operateurs/postal/service-de-mediation/fonctionnement"
TELECOM = "https://economie.fgov.be/fr/themes/line/telecommunications/service-de-mediation-pour-les"
BANK = "https://www.ombudsfin.be/fr/faq"
ENERGY = "https://www.mediateurenergie.be/fr/faq"
BRUGEL = "https://www.litigesenergie.brussels/service-des-litiges/traiter-les-plaintes-457"
INSURANCE = "https://www.ombudsman-insurance.be/a-propos-de-nous/"
OCM = "https://www.ocm-cdz.be/fr/particuliers/votre-mutualite-et-vous/plaintes"
PATIENT = (
    "https://www.health.belgium.be/fr/"
    "les-services-de-mediation-dans-les-hopitaux-et-des-plates-formes-de-concertation-en-sante-mentale"
)
JUSTICE = "https://csj.be/fr/faq/plaintes/vous-avez-depose-plainte-que-se-passe-t-il-ensuite-"
POLICE = "https://comitep.be/deacuteposer-plainte.html"
FLEMISH = "https://www.vlaanderen.be/vlaamse-ombudsdienst/uw-klacht"
WALLONIA = (
    "http://www.wallonie.be/fr/acteurs-et-institutions/wallonie/"
    "mediateur-de-la-wallonie-et-de-la-federation-wallonie-bruxelles"
)
UNIA = "https://www.unia.be/fr/signaler-discrimination"
UNIA_GROUNDS = "https://www.unia.be/fr/criteres-de-discrimination/criteres-de-discrimination"
UNIA_FAQ = "https://unia.be/fr/faq"
IEFH = "https://igvm-iefh.belgium.be/fr/faq"
APD = "https://www.autoriteprotectiondonnees.be/citoyen/agir/introduire-une-plainte"
CAWAB = "https://enmarche.be/services/maladies-chroniques-et-handicap/agir-pour-l-accessibilite.htm"

SECTORS = [
    K("the railway", RAIL, whole(organization="SNCB"), {"ombudsrail": []}, ("federal", "stib")),
    K(
        "the railway, before a month has passed",
        RAIL,
        whole(service="S27", told_service_on="2026-10-31"),
        {"ombudsrail": ["waiting_days"]},
        earliest={"ombudsrail": "2026-11-30"},
    ),
    K(
        "a month from 31 October ends with November",
        RAIL,
        whole(service="S27", told_service_on="2026-10-31", on="2026-11-30"),
        {"ombudsrail": []},
    ),
    K(
        "the railway was not told",
        RAIL,
        whole(service="S27", told_service_on=None),
        {"ombudsrail": ["told_service_on"]},
    ),
    K("the post", POST, whole(organization="bpost"), {"post": []}, ("federal",)),
    K(
        "an old complaint to the post may be refused, and is named",
        POST,
        whole(service="S28", facts_on="2025-01-01", told_service_on="2025-02-01"),
        {"post": []},
    ),
    K("telephone and internet", TELECOM, whole(service="S44"), {"telecom": []}, ("ombudsfin",)),
    K(
        "the operator was not told",
        TELECOM,
        whole(service="S44", told_service_on=None),
        {"telecom": ["told_service_on"]},
    ),
    K("a bank", BANK, whole(service="S42"), {"ombudsfin": []}, ("insurance",)),
    K(
        "a bank that was told by phone only",
        BANK,
        whole(service="S42", told_service_how="phone"),
        {"ombudsfin": ["told_service_how"]},
    ),
    K(
        "a bank that was told nobody says how",
        BANK,
        whole(service="S42", told_service_how=None),
        {"ombudsfin": []},
        ask=("told_service_how",),
    ),
    K(
        "gas in Brussels, with BRUGEL beside",
        BRUGEL,
        whole(service="S43", territory_nis="21001"),
        {"energy": [], "brugel": []},
        ("ombuds_vivaqua",),
    ),
    K(
        "gas outside the municipalities we know, without BRUGEL",
        BRUGEL,
        whole(service="S43", postal_code="4000"),
        {"energy": []},
        ask=("territory_nis",),
    ),
    K(
        "gas of nobody knows where: BRUGEL is asked about, not guessed",
        BRUGEL,
        whole(service="S43"),
        {"energy": []},
        ask=("territory_nis",),
    ),
    K(
        "the supplier was not told",
        ENERGY,
        whole(service="S43", territory_nis="21001", told_service_on=None),
        {"energy": ["told_service_on"], "brugel": []},
    ),
    K(
        "the insurance ombudsman needs no prior contact",
        INSURANCE,
        whole(service="S45", told_service_on=None, told_service_how=None),
        {"insurance": []},
        ("ombudsfin",),
        earliest={"insurance": ON},
    ),
    K("a health insurance fund", OCM, whole(service="S40"), {"ocm": []}, ("insurance",)),
    K(
        "the fund was not told",
        OCM,
        whole(service="S40", told_service_on=None),
        {"ocm": ["told_service_on"]},
    ),
    K("a hospital", PATIENT, whole(service="S41"), {"patient_rights": []}, ("ocm",)),
    K("a court", JUSTICE, whole(service="S25"), {"csj": []}, ("federal", "comite_p")),
    K(
        "a court, without a name",
        JUSTICE,
        whole(service="S25", anonymous=True),
        {"csj": ["identity"]},
    ),
    K("the police", POLICE, whole(service="S26"), {"comite_p": []}, ("federal", "csj")),
    K(
        "a grant, of a community that is asked about",
        WALLONIA,
        whole(service="S30"),
        {"wallonie_fwb": [], "vlaamse_ombudsdienst": []},
        ("ombuds_brussels",),
        ask=("organization",),
    ),
    K(
        "neither community's service was told",
        FLEMISH,
        whole(service="S30", told_service_on=None),
        {"wallonie_fwb": ["told_service_on"], "vlaamse_ombudsdienst": ["told_service_on"]},
    ),
    K(
        "no name, and facts of two years, for the Flemish ombudsman",
        FLEMISH,
        whole(service="S30", anonymous=True, facts_on="2024-11-01"),
        {"wallonie_fwb": [], "vlaamse_ombudsdienst": ["facts_age", "identity"]},
    ),
    K("a trade union", ROUTES, whole(service="S46"), {}, ("federal", "consumer", "network")),
    K("an estate agent", ROUTES, whole(service="S47"), {}, ("network",), ask=("organization",)),
]

GROUNDS = [
    K(
        "Unia needs no prior contact",
        UNIA,
        whole(organization="commune-21015", told_service_on=None, grounds=["age"]),
        {"ombuds_brussels": ["told_service_on"], "unia": []},
        ("iefh", "vmri"),
        earliest={"unia": ON},
    ),
    K(
        "nor a name",
        UNIA,
        whole(service="S20", anonymous=True, grounds=["social_condition"]),
        {"federal": ["identity"], "unia": []},
    ),
    K(
        "a bank and an illness",
        UNIA_GROUNDS,
        whole(service="S42", grounds=["health"]),
        {"ombudsfin": [], "unia": []},
    ),
    K(
        "STIB and a disability",
        UNIA,
        whole(service="S12", grounds=["disability"]),
        {"stib": [], "unia": []},
        ("ombuds_brussels",),
    ),
    K(
        "little money",
        UNIA_GROUNDS,
        whole(organization="cpas-21009", grounds=["wealth"]),
        {"ombuds_ixelles": [], "unia": []},
        ("ombuds_brussels",),
    ),
    K(
        "gender goes to the Institute, not to Unia",
        IEFH,
        whole(service="S06", grounds=["gender"]),
        {"ombuds_brussels": [], "iefh": []},
        ("unia",),
    ),
    K(
        "gender and age go to both",
        UNIA_GROUNDS,
        whole(service="S06", grounds=["gender", "age"]),
        {"ombuds_brussels": [], "unia": [], "iefh": []},
    ),
    K(
        "a language at a town hall",
        UNIA_FAQ,
        whole(organization="commune-21001", grounds=["language"]),
        {"ombuds_brussels": [], "cpcl": []},
        ("unia",),
    ),
    K(
        "a language at a bank",
        UNIA_FAQ,
        whole(service="S42", grounds=["language"]),
        {"ombudsfin": []},
        ("cpcl", "unia"),
    ),
    K(
        "rights of foreigners",
        UNIA_FAQ,
        whole(service="S24", grounds=["migration"]),
        {"federal": [], "myria": []},
        ("unia",),
    ),
    K(
        "personal data, once one's rights were used",
        APD,
        whole(service="S44", grounds=["personal_data"]),
        {"telecom": [], "apd": []},
    ),
    K(
        "personal data, before one's rights were used",
        APD,
        whole(service="S44", told_service_on=None, grounds=["personal_data"]),
        {"telecom": ["told_service_on"], "apd": ["told_service_on"]},
    ),
    K(
        "a door with steps",
        CAWAB,
        whole(organization="commune-21013", told_service_on=None, grounds=["accessibility"]),
        {"ombuds_brussels": ["told_service_on"], "cawab": []},
        ("unia",),
    ),
    K(
        "a disability at a Flemish or French school",
        UNIA,
        whole(service="S30", grounds=["disability"]),
        {"wallonie_fwb": [], "vlaamse_ombudsdienst": [], "unia": []},
        ask=("organization",),
    ),
    K(
        "no ground at all",
        UNIA_GROUNDS,
        whole(organization="commune-21015", grounds=[]),
        {"ombuds_brussels": []},
        ("unia", "iefh", "cpcl", "myria", "apd", "cawab"),
    ),
    K(
        "grounds that nobody spoke of are asked about",
        UNIA,
        {"organization": "commune-21015", "told_service_on": TOLD, "on": ON},
        {"ombuds_brussels": []},
        ask=("grounds",),
    ),
    K(
        "researchers never get a complaint",
        ROUTES,
        whole(organization="commune-21015"),
        {"ombuds_brussels": []},
        ("researchers",),
    ),
]
