"""The dossier on paper and as data: what it says, what it never says, and that it is accessible."""

import json
from datetime import date

import pdfua
import pypdfium2
import pytest
from django.utils.translation import override

from observatory.escalations.actions import Mistake
from observatory.escalations.printing import (
    document_of,
    dossier_of,
    export_of,
    first_letter,
    typeset,
)
from observatory.observations.models import Observation, Round
from observatory.observations.tests.making import make_location, make_round, observe, publish_grid
from observatory.reports.models import Report, Story

from .making import APPROVED, NOW, agree, body, counted_report, fill, make_dossier

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 23)


def words_of(pdf):
    with pypdfium2.PdfDocument(pdf) as document:
        text = " ".join(page.get_textpage().get_text_bounded() for page in document)
    return " ".join(text.split())


def printed(dossier):
    with override(dossier.language):
        return typeset(document_of(dossier, dossier_of(dossier), ON))


def exported(dossier):
    with override(dossier.language):
        return json.loads(export_of(dossier, dossier_of(dossier), ON))


@pytest.fixture
def sick(schaerbeek):
    """A report that also tells of health, under consent D5."""
    return counted_report(
        schaerbeek, consequences=("C06", "C11"), profile=("A4", "H1"), consents=("D1", "D2", "D5")
    )


def test_the_dossier_is_an_accessible_letter_with_its_facts(dossier, tmp_path):
    pdf = printed(dossier)
    file = tmp_path / "dossier.pdf"
    file.write_bytes(pdf)
    assert list(pdfua.validate(str(file)).findings) == []
    text = words_of(pdf)
    expected = [
        "Ombuds Bruxelles",
        "Rouvrir un guichet sans rendez-vous.",
        "décret et ordonnance conjoints 16/05/2019",
        "a donné son accord pour que son cas vous soit envoyé",
        "Fait 1",
        "12 octobre 2026",
        "Schaerbeek",
        "pas combien de fois",
        "aucun compte",
        "Signature",
    ]
    plain = text.replace("’", "'")
    assert [one for one in [*expected, APPROVED.replace("’", "'")] if one not in plain] == []


def test_neither_the_raw_words_nor_the_contact_nor_the_code_are_in_it(dossier, report):
    for told in (words_of(printed(dossier)), json.dumps(exported(dossier), ensure_ascii=False)):
        assert "Fatima" not in told
        assert "Benali" not in told
        assert report.code not in told
        assert str(report.uuid) not in told


def test_a_text_that_nobody_approved_is_not_sent(dossier, report):
    Story.objects.filter(report=report).update(approved_at=None)
    assert "deux heures" not in words_of(printed(dossier))
    assert exported(dossier)["reports"][0]["text"] is None


def test_what_concerns_health_is_never_in_it(solange, schaerbeek, sick):
    agree(sick)
    dossier = make_dossier(solange, schaerbeek)
    fill(dossier, solange, sick)
    told = exported(dossier)["reports"][0]
    kept = {one["code"] for one in told["consequences"]}
    assert kept == {"C06"}
    assert "profiles" in exported(dossier)
    assert exported(dossier)["profiles"] is None


def test_the_letter_to_a_dutch_speaking_body_is_marked_dutch(solange, schaerbeek, report):
    agree(report)
    dossier = make_dossier(solange, schaerbeek, language="nl", summaries={"nl": "Een open loket."})
    fill(dossier, solange, report)
    pdf = printed(dossier)
    assert b"/Lang" in pdf
    assert "Een open loket." in words_of(pdf)
    assert exported(dossier)["body"]["name"] == "Ombuds Brussel"


def test_what_is_still_missing_stands_in_the_letter(solange, schaerbeek, report):
    agree(report)
    case = {"told_service_on": None, "told_service_how": None}
    dossier = make_dossier(solange, schaerbeek, case=case)
    fill(dossier, solange, report)
    assert "Le service doit d'abord" in words_of(printed(dossier)).replace("’", "'")
    assert "told_service_on" in exported(dossier)["missing"]


@pytest.fixture
def study(solange, schaerbeek):
    """Seven reports for the researchers: six of one age, one of another."""
    to = body("researchers")
    dossier = make_dossier(solange, schaerbeek, to=to)
    reports = [counted_report(schaerbeek, profile=("A4" if one else "A2",)) for one in range(7)]
    for one in reports:
        agree(one, to)
    fill(dossier, solange, *reports)
    return dossier


def test_the_variant_for_researchers_has_months_and_no_small_cells(study):
    told = exported(study)
    assert study.is_anonymised
    assert {one["told"] for one in told["reports"]} == {"2026-10"}
    # One person alone is not shown, nor six of seven, which would give her away.
    assert told["profiles"] == {"items": [], "some_hidden": True}
    text = words_of(printed(study)).replace("’", "'")
    assert "octobre 2026" in text
    assert "12 octobre" not in text
    assert "ne pas chercher à reconnaître" in text
    # Nor does the case that routing read tell a day.
    assert told["case"]["told_service_on"] == "2026-09"
    assert "1er septembre" not in text


def test_the_researchers_read_the_cells_that_are_large_enough(solange, schaerbeek):
    to = body("researchers")
    dossier = make_dossier(solange, schaerbeek, to=to)
    profiles = [("A4", "Q1"), ("A4", "Q1", "Q4"), ("A2", "H1"), ("A2",), ("A2",)] * 2 + [("A4",)]
    reports = [counted_report(schaerbeek, profile=one) for one in profiles]
    for one in reports:
        agree(one, to)
    fill(dossier, solange, *reports)
    told = exported(dossier)["profiles"]
    # Of equipment, that some named two of: four of eleven, and two, are too few.
    assert told == {
        "items": [{"name": "30 à 44 ans", "reports": 6}, {"name": "60 à 74 ans", "reports": 5}],
        "some_hidden": True,
    }


def test_the_variant_for_researchers_is_accessible_too(study, tmp_path):
    file = tmp_path / "study.pdf"
    file.write_bytes(printed(study))
    assert list(pdfua.validate(str(file)).findings) == []


def test_a_body_is_told_the_day_and_never_the_profile(dossier, report):
    assert exported(dossier)["reports"][0]["told"] == "2026-10-12"
    assert exported(dossier)["is_anonymised"] is False


def test_the_first_letter_is_ready_to_sign_with_blanks_for_the_person(report, tmp_path):
    case = {"service": "S01", "territory_nis": "21015", "facts_on": "2026-10-01"}
    letter = first_letter(case=case, report=report, language="fr", on=ON)
    pdf = typeset(letter)
    file = tmp_path / "letter.pdf"
    file.write_bytes(pdf)
    assert list(pdfua.validate(str(file)).findings) == []
    text = words_of(pdf).replace("’", "'")
    for one in ("Nom", "Signature", "1er octobre 2026", "Schaerbeek", "par la poste"):
        assert one in text
    assert "deux heures" in text
    assert "Fatima" not in text


def test_a_first_letter_of_a_case_that_says_nothing_has_blanks_only():
    text = words_of(typeset(first_letter(case={}, report=None, language="fr", on=ON)))
    assert "…………" in text


def test_many_facts_go_on_over_the_pages(solange, schaerbeek, tmp_path):
    dossier = make_dossier(solange, schaerbeek)
    reports = [counted_report(schaerbeek, text=f"Récit numéro {one}. " * 12) for one in range(12)]
    for one in reports:
        agree(one)
    fill(dossier, solange, *reports)
    pdf = printed(dossier)
    assert "Fait 12" in words_of(pdf)
    file = tmp_path / "long.pdf"
    file.write_bytes(pdf)
    assert list(pdfua.validate(str(file)).findings) == []
    assert NOW.date() == ON
    assert Report.objects.count() == 12


@pytest.fixture
def seen(chantal, schaerbeek):
    """A visit that Chantal wrote down, of a round that is published."""
    publish_grid()
    location = make_location(schaerbeek)
    asked = make_round(chantal, schaerbeek, [location])
    Round.objects.filter(pk=asked.pk).update(state="open")
    asked.refresh_from_db()
    observe(asked, location, chantal, answers={"k14": "yes"})
    Round.objects.filter(pk=asked.pk).update(state="published")
    return Observation.objects.get(round=asked)


def test_observations_and_official_facts_stand_apart_with_date_method_and_source(
    solange, dossier, seen, tmp_path
):
    fill(dossier, solange, observations={seen.pk})
    pdf = printed(dossier)
    text = words_of(pdf).replace("’", "'")
    for one in (
        "Un relevé, fait par",
        "3 mars 2027",
        "Maison communale",
        "Visite, grille v990",
        "k14",
    ):
        assert one in text
    assert "Personne n'a vérifié ici si elles sont tenues" in text
    told = exported(dossier)
    assert len(told["reports"]) == 1
    assert told["observations"][0]["answers"] == [
        {"question": "scenario", "answer": "Composition de ménage"},
        {"question": "k14", "answer": "yes"},
    ]
    assert told["official_facts"][0]["on"] == "2027-01-04"
    assert "Chantal" not in text
    file = tmp_path / "dossier.pdf"
    file.write_bytes(pdf)
    assert list(pdfua.validate(str(file)).findings) == []


def test_an_observation_that_the_authority_could_not_answer_to_is_not_sent(solange, dossier, seen):
    Round.objects.update(state="with_authority")
    with pytest.raises(Mistake) as mistake:
        fill(dossier, solange, observations={seen.pk})
    assert mistake.value.mistakes == {"observations": "not_public"}
    Round.objects.update(state="published")
    fill(dossier, solange, observations={seen.pk})
    Round.objects.update(state="with_authority")
    assert exported(dossier)["observations"] == []
