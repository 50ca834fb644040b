"""Small questionnaires that tests publish or compile."""

import json
from copy import deepcopy
from pathlib import Path

from observatory.questionnaires.compiling import compile_definition

REPORT = json.loads(
    (Path(__file__).resolve().parent.parent / "data" / "report.json").read_text(encoding="utf-8")
)
ANSWERS = {"yes": {"fr": "Oui"}, "no": {"fr": "Non"}}


def consent_in(language, code="D1"):
    """Return the words of a consent of the report questionnaire, as they are recorded."""
    (found,) = [
        question["wording"][language]["label"]
        for screen in REPORT["screens"]
        for question in screen.get("questions", [])
        if question.get("consent") == code
    ]
    return found


def words(label="Question"):
    return {"fr": {"label": label}}


def question(key="word", kind="text", **more):
    """Return one question in French; a text of at most 20 characters unless told otherwise."""
    if kind == "text":
        more.setdefault("max_length", 20)
    return {"key": key, "kind": kind, "wording": words(key), **more}


def options(*codes):
    return [{"code": code, "names": {"fr": code}, "term": True} for code in codes]


def source(*questions, **more):
    """Return a definition with one screen per question."""
    return {
        "key": "test",
        "number": 1,
        "languages": ["fr"],
        "answers": ANSWERS,
        "screens": [{"key": one["key"], "questions": [one]} for one in questions],
        **more,
    }


def compiled_of(*questions):
    return compile_definition(source(*questions))


def report_source(**changes):
    """Return a copy of the questionnaire `report` as it stands in its file."""
    return {**deepcopy(REPORT), **changes}
