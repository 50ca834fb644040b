"""What may identify a person is found; what it finds is only pointed at."""

import json
import re
from collections import Counter
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from observatory.kit.personal_data import CERTAIN, KINDS, find_personal_data

OURS = Path(__file__).with_name("personal_data.txt")
SHARED = Path(__file__).resolve().parents[4] / "shared" / "data" / "pii_sample_300.jsonl"
MARK = re.compile(r"\[(\w+):([^\]]+)\]")
PLACES = ["Schaerbeek", "Schaarbeek", "Evere", "Molenbeek-Saint-Jean", "Molenbeek"]
# Published contacts that stand in the sample, and what its labels call our kinds.
PUBLIC = ["02 549 67 00", "plaintes@ombuds.brussels", "place de la Vieille Halle aux Blés 1"]
LABELS = {
    "IBAN": "account",
    "EID": "card",
    "NRN": "register",
    "BIS": "register",
    "OGM": "payment",
    "PHONE": "phone",
    "EMAIL": "email",
    "PERSON": "name",
    "DOB": "birth_date",
    "ADDRESS": "address",
    "DOSSIER": "file",
}
TODAY = date(2026, 11, 23)


def found(text, **options):
    spans = find_personal_data(text, known=PLACES, today=TODAY, **options)
    return [(text[span.start : span.end], span.kind) for span in spans]


def read_ours():
    """Return (text, [(start, end, kind)]) of each sentence of our own."""
    sentences = []
    for written in OURS.read_text(encoding="utf-8").splitlines():
        if not written or written.startswith("#"):
            continue
        text, marks, place = "", [], 0
        line = written.removeprefix("- ")
        for mark in MARK.finditer(line):
            text += line[place : mark.start()]
            marks.append((len(text), len(text) + len(mark[2]), mark[1]))
            text += mark[2]
            place = mark.end()
        sentences.append((text + line[place:], marks))
    return sentences


def covered(text, start, end, spans):
    """Whether each letter and digit of the label lies in a span."""
    seen = {place for span in spans for place in range(span.start, span.end)}
    return all(place in seen for place in range(start, end) if text[place].isalnum())


def test_our_own_sentences_give_up_what_is_marked_and_little_else():
    wanted, hits, useless, kinds = 0, 0, 0, set()
    for text, marks in read_ours():
        spans = find_personal_data(text, known=PLACES, today=TODAY)
        for start, end, kind in marks:
            wanted += 1
            kinds.add(kind)
            hits += covered(text, start, end, spans)
        useless += sum(
            not any(span.start < end and start < span.end for start, end, _ in marks)
            for span in spans
        )

    assert kinds == set(KINDS), "the fixture shows every kind"
    assert wanted >= 45
    assert hits / wanted >= 0.95
    assert useless <= 3


@pytest.mark.shared
def test_of_the_labelled_sample_at_least_95_in_100_are_found_of_each_kind():
    wanted, hits, spans_by_kind, right = Counter(), Counter(), Counter(), Counter()
    for line in SHARED.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        text = row["text"]
        spans = find_personal_data(
            text, language=row["lang"], known=PLACES, public=PUBLIC, today=TODAY
        )
        labels = [(label["start"], label["end"], LABELS[label["type"]]) for label in row["spans"]]
        for start, end, kind in labels:
            wanted[kind] += 1
            hits[kind] += covered(text, start, end, spans)
        for span in spans:
            spans_by_kind[span.kind] += 1
            right[span.kind] += any(s < span.end and span.start < e for s, e, _ in labels)

    assert sum(wanted.values()) > 500
    for kind, count in wanted.items():
        assert hits[kind] / count >= 0.95, f"recall of {kind}: {hits[kind]} of {count}"
    for kind, count in spans_by_kind.items():
        assert right[kind] / count >= 0.9, f"precision of {kind}: {right[kind]} of {count}"


def test_the_forms_that_are_told_for_certain_are_found_in_every_dress():
    for text, kind in [
        ("0485\u202f78\u202f99\u202f52", "phone"),
        ("0485.78.99.52", "phone"),
        ("(02) 215 34 78", "phone"),
        ("00 32 485 78 99 52", "phone"),
        ("+212 661 23 45 67", "phone"),
        ("fatima.benali@skynet.be", "email"),
        ("fatima arobase skynet.be", "email"),
        ("BE68.5390.0754.7034", "account"),
        ("be68539007547034", "account"),
        ("FR76 3000 6000 0112 3456 7890 189", "account"),
        ("85.07.30-033.28", "register"),
        ("85 07 30 033 28", "register"),
        ("85.07.30-033.29", "register"),
        ("591-1917064-58", "card"),
    ]:
        assert (text, kind) in found(f"Voilà : {text}, merci."), text
        assert kind in CERTAIN


@pytest.mark.parametrize(
    "text",
    [
        "Ondernemingsnummer 0202.239.951",
        "BE 0203.201.340 (BCE)",
        "ISBN 9782960355802",
        "numac 2024000830",
        "Appelez le 0800 12 800 ou le 1700",
        "le 12/01/2026 à 08:30-13:00",
        "pour 1.250,00 euros",
        "commune 21015, 1030",
    ],
)
def test_numbers_that_belong_to_no_one_are_left_alone(text):
    assert found(text) == []


def test_a_published_contact_is_left_alone_and_another_is_not():
    text = "Le 02 549 67 00 sonne, pas le 02 215 34 78."

    assert found(text, public=["025496700"]) == [("02 215 34 78", "phone")]


def test_known_places_are_no_names_and_unknown_capitals_are():
    assert found("Le guichet de Schaerbeek est fermé.") == []
    assert found("J’y étais avec Zoubida hier.") == [("Zoubida", "name")]


def test_a_recent_date_is_no_birth_unless_it_says_so():
    assert found("C’était le 3 mars 2026.") == []
    assert found("Mon fils est né le 3 mars 2026.") == [("3 mars 2026", "birth_date")]
    assert found("Elle est du 3 mars 1961.") == [("3 mars 1961", "birth_date")]


def test_finds_never_overlap_and_stand_in_order():
    text = "Madame Benali, rue Haute 12, 1000 Bruxelles, 0485 78 99 52 fatima@skynet.be 0485789952"
    spans = find_personal_data(text, today=TODAY)

    assert [span.kind for span in spans] == ["name", "address", "phone", "email", "phone"]
    assert all(one.end <= other.start for one, other in pairwise(spans))


def test_empty_and_strange_texts_are_read_without_fuss():
    for text in ["", " ", "\u200f\u202eمرحبا", "🙂🙂", "@", "+", "M.", "rue", "\x00\x07", "é" * 10]:
        assert find_personal_data(text, today=TODAY) == []


@pytest.mark.parametrize(
    "piece", ["rue a ", "A", "0 ", "a@", "1/", "Van den ", "rue de la ", "M. A"]
)
def test_a_long_text_made_to_be_slow_is_read_in_time(piece):
    import time

    text = (piece * 4000)[:4000]
    start = time.process_time()
    find_personal_data(text, today=TODAY)

    assert time.process_time() - start < 2
