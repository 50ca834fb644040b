"""The answers of a stored report, read back: what `core_facts` sorted, by question key again."""

from collections.abc import Mapping

from observatory.questionnaires.queries import compiled
from observatory.questionnaires.schema import NO, YES, Answer, Definition, Question
from observatory.questionnaires.validation import PHOTO_RECEIVED
from observatory.reports.models import Report, ReportTerm, Story

from . import consents_in_force


def answers_of(report: Report) -> dict[str, Answer]:
    """Return what the report answers to the questions of its own version, by key.

    A question without an answer has no entry. Left out: how to reach the person
    (reading that is journalled, `vault.actions.read_contact`), and a story whose
    original was erased. Four queries.
    """
    definition = compiled(report.questionnaire)
    terms: dict[str, set[str]] = {}
    for vocabulary, code in ReportTerm.objects.filter(report=report).values_list(
        "term__vocabulary", "term__code"
    ):
        terms.setdefault(vocabulary, set()).add(code)
    told = {
        "story": Story.objects.filter(report=report).values_list("original", flat=True).first(),
        "photo": PHOTO_RECEIVED if report.photos.exists() else "",
    }
    consents = consents_in_force(report)
    found = {
        key: _answer(report, question, terms, told, consents)
        for key, question in definition.questions.items()
    }
    return {key: answer for key, answer in found.items() if answer}


def _answer(
    report: Report,
    question: Question,
    terms: Mapping[str, set[str]],
    told: Mapping[str, str | None],
    consents: Mapping[str, bool],
) -> Answer:
    if question.consent:
        held = consents.get(question.consent)
        return "" if held is None else YES if held else NO
    if question.maps_to == "territory":
        return report.territory.nis if report.territory else str(report.whereabouts)
    if question.maps_to == "service":
        return report.service.code
    if question.kind == "terms" and question.maps_to:
        mine = terms.get(question.vocabulary, set())
        return [
            code for code, option in question.by_code.items() if option.is_term and code in mine
        ]
    if question.maps_to in told:
        return told[question.maps_to] or ""
    return report.answers.get(question.key, "")


def as_kept(definition: Definition, answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """Return cleaned answers as `answers_of` gives them back once they are stored.

    "I would rather not say", among terms, is kept as no answer.
    """
    found: dict[str, Answer] = {}
    for key, answer in answers.items():
        question = definition.questions.get(key)
        if question is None or question.kind == "contact":
            continue
        kept = answer
        if question.kind == "terms" and question.maps_to and isinstance(answer, list):
            kept = [code for code in answer if question.by_code[code].is_term]
        if kept:
            found[key] = kept
    return found


def differing(first: Mapping[str, Answer], second: Mapping[str, Answer]) -> list[str]:
    """Return the keys of the questions that the two answer otherwise, in their order."""
    keys = [*first, *(key for key in second if key not in first)]
    return [key for key in keys if first.get(key) != second.get(key)]
