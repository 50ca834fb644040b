"""Someone asks the command; what it cannot read ends with one sentence, never a traceback."""

import io
import json
import sys

import pytest
from django.core.management import CommandError, call_command

from observatory.escalations.models import Body
from observatory.journal.models import Entry
from observatory.kit.remembered import memory


@pytest.fixture
def ask(db, monkeypatch):
    """Give the command bytes, or data to write as JSON, and return what it prints."""

    def run(given, **options):
        raw = given if isinstance(given, bytes) else json.dumps(given).encode()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
        out, err = io.StringIO(), io.StringIO()
        call_command("route_case", stdout=out, stderr=err, **options)
        return json.loads(out.getvalue()), err.getvalue()

    return run


def test_an_escalation_officer_gets_the_answer_in_json(ask):
    given = {
        "organization": "STIB",
        "service": "S12",
        "territory_nis": "21015",
        "postal_code": "1030",
        "facts_on": "2026-09-15",
        "told_service_on": "2026-11-01",
        "told_service_how": "letter",
        "anonymous": False,
        "own_interest": True,
        "grounds": ["age"],
        "on": "2026-11-23",
    }
    answer, warning = ask(given)
    assert list(answer) == ["bodies", "not_competent", "ask"]
    assert answer["bodies"] == [
        {
            "body": "stib",
            "admissible": False,
            "missing": ["waiting_days"],
            "earliest_on": "2026-12-01",
        },
        {"body": "unia", "admissible": True, "missing": [], "earliest_on": "2026-11-23"},
    ]
    assert answer["ask"] == []
    assert all(set(one) == {"body", "why"} for one in answer["not_competent"])
    assert "stib, unia" in warning


def test_without_a_day_the_case_is_asked_about_today(ask):
    answer, _ = ask({"service": "S45"})
    assert answer["bodies"][0]["earliest_on"]


def test_the_reasons_come_in_the_language_asked_for(ask):
    given = {"organization": "cpas-21009"}
    about = {language: ask(given, lang=language)[0] for language in ("fr", "nl", "en")}
    why = {
        language: {one["body"]: one["why"] for one in answer["not_competent"]}["federal"]
        for language, answer in about.items()
    }
    assert "administrations fédérales" in why["fr"]
    assert "federale diensten" in why["nl"]
    assert "federal administrations" in why["en"]


def test_nothing_of_a_case_is_kept(ask):
    before = Entry.objects.count()
    ask({"organization": "STIB", "told_service_on": "2026-11-01"})
    assert Entry.objects.count() == before


def test_what_is_null_is_as_good_as_absent(ask):
    nothing = dict.fromkeys(["organization", "service", "facts_on", "anonymous", "grounds", "on"])
    assert ask(nothing)[0] == ask({})[0]


def test_a_file_that_begins_with_a_byte_order_mark_is_read(ask):
    assert ask(b'\xef\xbb\xbf{"service": "S45"}')[0]["bodies"][0]["body"] == "insurance"


def test_a_closed_input_is_no_case(db, monkeypatch):
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(CommandError, match="JSON") as refused:
        call_command("route_case")
    assert refused.value.returncode == 2


def test_codes_of_places_may_come_as_numbers(ask):
    answer, _ = ask({"service": "S01", "postal_code": 1040})
    assert "territory_nis" in answer["ask"]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (b"", "Ce n’est pas du JSON."),
        (b"pas du JSON", "Ce n’est pas du JSON."),
        (b'{"service": "S01"', "Ce n’est pas du JSON."),
        (b"\xff\xfe{}", "Ce n’est pas du JSON."),
        (b"[" * 90_000, "Ce n’est pas du JSON."),
        (b'"' + b"a" * 100_001, "Le cas est trop long."),
        ([], "Le cas doit être un objet JSON, entre accolades."),
        ("STIB", "Le cas doit être un objet JSON, entre accolades."),
        (None, "Le cas doit être un objet JSON, entre accolades."),
        ({"organisme": "STIB"}, "Ces champs ne sont pas connus\u202f: organisme."),
        ({"organization": "Compagnie X"}, "Cet organisme n’est pas connu\u202f: Compagnie X."),
        ({"organization": "???"}, "Cet organisme n’est pas connu\u202f: ???."),
        ({"organization": 12}, "organization doit être un texte."),
        ({"service": "S77"}, "Ce service n’est pas connu\u202f: S77."),
        ({"territory_nis": "99999"}, "Ce territoire n’est pas connu\u202f: 99999."),
        ({"postal_code": "mille"}, "Ce n’est pas un code postal\u202f: mille."),
        ({"facts_on": "hier"}, "facts_on n’est pas une date, écrite 2026-11-23."),
        ({"facts_on": "2026-02-30"}, "facts_on n’est pas une date, écrite 2026-11-23."),
        ({"facts_on": "20260215"}, "facts_on n’est pas une date, écrite 2026-11-23."),
        ({"on": 20261123}, "on n’est pas une date, écrite 2026-11-23."),
        ({"on": "9999-12-31"}, "on n’est pas une date, écrite 2026-11-23."),
        (
            {"facts_on": "2026-11-24", "on": "2026-11-23"},
            "facts_on est une date à venir\u202f: elle est après le 23 novembre 2026.",
        ),
        (
            {"told_service_on": "2026-11-24", "on": "2026-11-23"},
            "told_service_on est une date à venir\u202f: elle est après le 23 novembre 2026.",
        ),
        (
            {"facts_on": "2026-11-02", "told_service_on": "2026-11-01", "on": "2026-11-23"},
            "told_service_on est avant facts_on\u202f: le service ne pouvait pas savoir.",
        ),
        ({"anonymous": "non"}, "anonymous vaut true ou false."),
        ({"own_interest": 1}, "own_interest vaut true ou false."),
        ({"grounds": "age"}, "grounds doit être une liste de motifs."),
        ({"grounds": [1]}, "grounds doit être une liste de motifs."),
    ],
)
def test_what_cannot_be_read_ends_with_one_sentence_and_code_two(ask, given, sentence):
    with pytest.raises(CommandError) as refused:
        ask(given)
    assert str(refused.value) == sentence
    assert refused.value.returncode == 2


def test_an_unknown_ground_is_refused_with_those_that_are_known(ask):
    with pytest.raises(CommandError, match=r"agee.*social_condition") as refused:
        ask({"grounds": ["agee"]})
    assert refused.value.returncode == 2


def test_a_long_text_comes_back_short_and_on_one_line(ask):
    with pytest.raises(CommandError) as refused:
        ask({"organization": "Une\nlongue histoire " * 50})
    assert len(str(refused.value)) < 120
    assert "\n" not in str(refused.value)


def test_an_unknown_language_is_refused(ask):
    with pytest.raises(CommandError, match="fr, nl, en") as refused:
        ask({}, lang="xx")
    assert refused.value.returncode == 2


def test_an_installation_without_records_says_what_to_run(ask, fresh_memory):
    Body.objects.all().delete()
    memory.forget_all()
    with pytest.raises(CommandError, match="load_reference_data"):
        ask({})
