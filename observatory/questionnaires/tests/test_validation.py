"""One validation for every channel: what is kept, what is dropped, what is said."""

import random
from datetime import date

import pytest

from observatory.questionnaires.compiling import compile_definition
from observatory.questionnaires.freezing import freeze_definition
from observatory.questionnaires.validation import validate_answers

from .definitions import compiled_of, options, question, report_source

TODAY = date(2026, 11, 23)
FATIMA = {"where": "21015", "service": "S27", "obstacles": ["P01"], "consent_count": "yes"}


def check(definition, raw, **more):
    return validate_answers(definition, raw, language="fr", today=TODAY, **more)


@pytest.fixture
def report(db):
    return compile_definition(freeze_definition(report_source()))


def test_the_shortest_report_is_where_which_service_and_one_consent(report):
    raw = {"where": "unknown", "service": "S99", "consent_count": "yes"}

    assert check(report, raw) == (raw, {})


def test_an_unknown_municipality_is_refused_in_the_language_of_the_person(report):
    _cleaned, errors = check(report, {**FATIMA, "where": "99999"})

    assert errors == {"where": "Nous ne connaissons pas cette commune. Choisissez dans la liste."}


def test_a_postal_code_is_no_municipality(report):
    _cleaned, errors = check(report, {**FATIMA, "where": "1030"})

    assert set(errors) == {"where"}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("service", "S00"),
        ("service", ["S27", "S28"]),
        ("obstacles", ["P01", "P00"]),
        ("obstacles", [{"P01": 1}]),
        ("consent_count", "maybe"),
        ("story", {"text": "x"}),
        ("told_service", "si"),
        ("speaks_for", ["R1", "R2"]),
        ("photo", "data:image/png"),
    ],
)
def test_what_the_questionnaire_does_not_offer_is_refused(report, key, value):
    _cleaned, errors = check(report, {**FATIMA, key: value})

    assert set(errors) >= {key}


def test_a_question_that_does_not_exist_is_left_out(report):
    cleaned, errors = check(report, {**FATIMA, "nationality": "x", "religion": ["y"]})

    assert not errors
    assert set(cleaned) == set(FATIMA)


def test_never_asked_profile_items_cannot_be_slipped_in(report):
    for code in ("X1", "X2", "X3"):
        for key in ("speaks_for", "age", "equipment", "reading", "health_profile"):
            _cleaned, errors = check(report, {**FATIMA, "consent_health": "yes", key: [code]})
            assert set(errors) == {key}


def test_without_the_consent_to_be_counted_nothing_can_be_sent(report):
    for answer in ("", "no", None):
        _cleaned, errors = check(report, {**FATIMA, "consent_count": answer})
        assert set(errors) == {"consent_count"}


def test_saying_no_to_being_counted_is_an_answer_on_its_own_screen(report):
    cleaned, errors = check(report, {**FATIMA, "consent_count": "no"}, only=["consent_count"])

    assert not errors
    assert cleaned["consent_count"] == "no"


def test_health_is_kept_with_its_consent(report):
    raw = {**FATIMA, "consent_health": "yes", "health_profile": ["H4"]}

    cleaned, errors = check(report, raw)

    assert not errors
    assert cleaned["health_profile"] == ["H4"]


def test_health_is_dropped_when_its_consent_is_refused(report):
    raw = {
        **FATIMA,
        "consent_health": "no",
        "health_profile": ["H4"],
        "health_consequences": ["C12"],
    }

    cleaned, errors = check(report, raw)

    assert not errors
    assert "health_profile" not in cleaned
    assert "health_consequences" not in cleaned


def test_health_without_an_answer_to_its_consent_is_asked_about(report):
    cleaned, errors = check(report, {**FATIMA, "health_profile": ["H4"]})

    assert set(errors) == {"health_profile"}
    assert "accord" in errors["health_profile"]
    assert "health_profile" not in cleaned


def test_health_consequences_cannot_pass_among_the_others(report):
    _cleaned, errors = check(report, {**FATIMA, "consequences": ["C12"]})

    assert set(errors) == {"consequences"}


def test_a_contact_is_kept_only_with_the_consent_to_be_contacted(report):
    raw = {**FATIMA, "contact": {"phone": "0470 12 34 56"}}

    for answer, kept in (("yes", True), ("no", False), ("", False)):
        cleaned, errors = check(report, {**raw, "consent_contact": answer})
        assert not errors
        assert ("contact" in cleaned) is kept


def test_a_journalist_is_asked_about_only_where_there_is_a_contact(report):
    raw = {**FATIMA, "consent_contact": "yes", "consent_press": "yes"}

    assert "consent_press" not in check(report, raw)[0]
    raw["contact"] = {"email": "fatima@exemple.be"}
    assert check(report, raw)[0]["consent_press"] == "yes"


def test_the_photo_consent_is_asked_only_with_a_photo(report):
    assert "consent_photo" not in check(report, {**FATIMA, "consent_photo": "yes"})[0]
    _cleaned, errors = check(report, {**FATIMA, "photo": "received"})
    assert set(errors) == {"consent_photo"}


@pytest.mark.parametrize(
    ("contact", "place"),
    [
        ({"phone": "douze"}, "contact.phone"),
        ({"phone": "123"}, "contact.phone"),
        ({"email": "fatima"}, "contact.email"),
        ({"name": "Fatima"}, "contact.name"),
        ({"phone": "0" * 41}, "contact.phone"),
        ({"post": "x" * 301}, "contact.post"),
        ("0470 12 34 56", "contact"),
        ({"phone": 470}, "contact"),
    ],
)
def test_a_contact_that_reaches_nobody_is_refused_where_it_is_wrong(report, contact, place):
    _cleaned, errors = check(report, {**FATIMA, "consent_contact": "yes", "contact": contact})

    assert set(errors) == {place}


@pytest.mark.parametrize(
    "phone", ["0470 12 34 56", "+32 2 549 67 00", "02/549.67.00", "(02) 54967"]
)
def test_phone_numbers_are_taken_as_people_write_them(report, phone):
    raw = {**FATIMA, "consent_contact": "yes", "contact": {"phone": phone, "name": "  "}}

    assert check(report, raw)[0]["contact"] == {"phone": phone}


@pytest.mark.parametrize("month", ["2026-11", "2026-01", "1999-12", "unknown"])
def test_a_month_up_to_this_one_is_kept(report, month):
    raw = {**FATIMA, "told_service": "yes", "told_month": month}

    assert check(report, raw)[0]["told_month"] == month


@pytest.mark.parametrize(
    "month", ["2026-12", "2027-01", "2026-13", "2026-00", "26-11", "٢٠٢٦-١١", "novembre", "1889-01"]
)
def test_a_month_to_come_or_that_is_none_is_refused(report, month):
    _cleaned, errors = check(report, {**FATIMA, "told_service": "yes", "told_month": month})

    assert set(errors) == {"told_month"}


def test_details_of_what_was_not_done_are_dropped(report):
    raw = {**FATIMA, "told_service": "no", "told_month": "2026-10", "told_how": ["phone"]}

    assert set(check(report, raw)[0]) == {*FATIMA, "told_service"}


def test_no_consequence_does_not_stand_beside_a_consequence(report):
    assert check(report, {**FATIMA, "consequences": ["C15", "C03"]})[0]["consequences"] == ["C03"]
    assert check(report, {**FATIMA, "consequences": ["C15"]})[0]["consequences"] == ["C15"]


def test_who_only_tells_what_went_well_is_not_asked_for_consequences(report):
    raw = {"where": "21015", "service": "S27", "positives": ["G02"], "consent_count": "yes"}

    assert not report.question_stands(report.questions["consequences"], raw)
    assert "led" not in [screen.key for screen in report.path(raw)]


def test_a_text_over_its_limit_says_the_limit(report):
    _cleaned, errors = check(report, {**FATIMA, "story": "é" * 3001})

    assert (
        errors["story"] == "C’est trop long\u202f: il y a 1 caractère de trop. Le maximum est 3000."
    )


def test_terms_come_in_the_order_of_the_questionnaire_and_once(report):
    cleaned, _errors = check(report, {**FATIMA, "obstacles": ["P21", "P01", "P21", ""]})

    assert cleaned["obstacles"] == ["P01", "P21"]


def test_one_screen_is_checked_alone_and_the_rest_is_left(report):
    known = {"where": "21015", "service": "S27"}

    cleaned, errors = check(report, {**known, "story": "\x00Bonjour"}, only=["story"])

    assert not errors
    assert cleaned == {**known, "story": "Bonjour"}


def test_a_required_answer_that_is_missing_says_its_own_words(report):
    _cleaned, errors = check(report, {}, only=["where"])

    assert errors["where"].startswith("Choisissez une commune")


def test_without_a_day_given_today_counts():
    definition = compiled_of(question("when", "month"))

    cleaned, _errors = validate_answers(definition, {"when": "2020-01"}, language="fr")

    assert cleaned == {"when": "2020-01"}


def test_one_answer_among_several_must_be_one():
    definition = compiled_of(question("how", "terms", options=options("a", "b")))

    assert set(check(definition, {"how": ["a", "b"]})[1]) == {"how"}
    assert check(definition, {"how": "a"}) == ({"how": ["a"]}, {})


def test_whatever_comes_in_what_is_cleaned_is_clean(report):
    """Random answers never raise; what is kept passes again unchanged, and health needs its yes."""
    chance = random.Random(2026)  # noqa: S311
    keys = [*report.questions, "made-up"]
    codes = [code for q in report.questions.values() for code in q.by_code]
    pool = [*codes, "", "x" * 4000, "2026-10", "\x00", "yes", "no", None, 7, "received"]

    def anything():
        kind = chance.random()
        if kind < 0.6:
            return chance.choice(pool)
        if kind < 0.9:
            return chance.choices(pool, k=chance.randint(0, 4))
        return {"phone": chance.choice(["0470123456", "x", 3]), "email": "a@b.be"}

    for _ in range(1500):
        raw = {key: anything() for key in chance.sample(keys, chance.randint(0, len(keys)))}
        if chance.random() < 0.7:
            raw |= FATIMA
        cleaned, errors = check(report, raw)
        assert not set(cleaned) & set(errors)
        if cleaned.get("consent_health") != "yes":
            assert not {"health_profile", "health_consequences"} & set(cleaned)
        if cleaned.get("consent_contact") != "yes":
            assert "contact" not in cleaned
        if not errors:
            assert check(report, cleaned) == (cleaned, {})
