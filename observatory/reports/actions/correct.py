"""Bringing a report into line with the paper it was typed from."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import get_language

from observatory.journal.actions import record_entry
from observatory.people.models import User
from observatory.places.queries import territory_by_nis
from observatory.questionnaires.facts import CoreFacts, core_facts
from observatory.questionnaires.queries import compiled
from observatory.questionnaires.schema import Definition
from observatory.questionnaires.validation import validate_answers
from observatory.reports.models import Consent, Report, ReportTerm, Story
from observatory.reports.permissions import may_correct
from observatory.reports.queries import consents_in_force
from observatory.reports.queries.answers import answers_of, as_kept, differing
from observatory.reports.states import State
from observatory.vault.actions import erase_contact
from observatory.vault.queries import has_contact
from observatory.vocabularies.models import Term
from observatory.vocabularies.queries import term

from .own import AlreadyChanged
from .submit import SubmissionRefused, needs_second_look


def correct_report(
    *, report: Report, answers: Mapping[str, Any], revision: int, by: User, at: datetime
) -> list[str]:
    """Replace the answers of a report that nobody has decided on; return the keys that changed.

    `answers` are raw answers to every question, as for `submit_report`; what was
    left to reach the person and the photos stay as they are. The same
    validation. Side effects, in order, in one transaction: the facts, terms,
    story and consents (a consent that changes is one more row, with its words),
    the contact erased once no consent to be contacted holds, the revision goes up, one
    journal entry with the keys of the questions and no values. Without a
    difference nothing is written.

    Raises `SubmissionRefused` (messages by question key, in the active language),
    `AlreadyChanged` when the report is no longer at `revision`, was decided on
    or withdrawn, `PermissionDenied`.
    """
    if not may_correct(by, report):
        raise PermissionDenied
    definition = compiled(report.questionnaire)
    with transaction.atomic():
        held = answers_of(report)
        raw = {**answers, **_untouched(definition, held)}
        cleaned, errors = validate_answers(
            definition, raw, language=get_language() or report.language
        )
        if errors:
            raise SubmissionRefused(errors)
        changed = differing(held, as_kept(definition, cleaned))
        if not changed:
            return []
        facts = core_facts(definition, cleaned, language=report.language)
        _replace_facts(report, facts, revision, at)
        _replace_story(report, facts)
        _replace_consents(report, facts, by, at)
        record_entry(
            by=by,
            at=at,
            action="report.correct",
            subject=report.subject,
            before=report.state,
            after=report.state,
            data={"questions": sorted(changed)},
        )
    return changed


def _untouched(definition: Definition, held: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers that no paper can correct: the photos that came, and their consent."""
    return {
        question.key: held.get(question.key, "")
        for question in definition.questions.values()
        if question.kind == "photo" or question.consent == "D6"
    }


def _replace_facts(report: Report, facts: CoreFacts, revision: int, at: datetime) -> None:
    terms = [term(vocabulary, code) for vocabulary, code in facts.terms]
    values: dict[str, Any] = {
        "territory": territory_by_nis(facts.territory) if facts.territory else None,
        "whereabouts": facts.whereabouts,
        "service": term("service", facts.service),
        "answers": facts.answers,
        "needs_second_look": needs_second_look(facts, terms, has_photos=report.photos.exists()),
        "revision": revision + 1,
        "changed_at": at,
    }
    moved = Report.objects.filter(pk=report.pk, revision=revision, state=State.RECEIVED).update(
        **values
    )
    if not moved:
        raise AlreadyChanged
    for name, value in values.items():
        setattr(report, name, value)
    _replace_terms(report, terms)


def _replace_terms(report: Report, terms: list[Term]) -> None:
    wanted = {one.pk for one in terms}
    rows = ReportTerm.objects.filter(report=report)
    there = set(rows.values_list("term_id", flat=True))
    rows.exclude(term_id__in=wanted).delete()
    ReportTerm.objects.bulk_create(
        ReportTerm(report=report, term_id=pk) for pk in sorted(wanted - there)
    )


def _replace_story(report: Report, facts: CoreFacts) -> None:
    story = Story.objects.filter(report=report)
    if not facts.story:
        story.filter(original_erased_at=None).delete()
    elif not story.update(original=facts.story):
        Story.objects.create(report=report, language=report.language, original=facts.story)


def _replace_consents(report: Report, facts: CoreFacts, by: User, at: datetime) -> None:
    """Note each consent that is otherwise than before; what is no longer answered is not given."""
    held = consents_in_force(report)
    given = {one.code: one for one in facts.consents}
    version = f"{report.questionnaire.questionnaire.key} v{report.questionnaire.number}"
    for code in compiled(report.questionnaire).consents:
        granted = code in given and given[code].granted
        if (code not in given and not held.get(code)) or held.get(code) == granted:
            continue
        Consent.objects.create(
            report=report,
            code=code,
            granted=granted,
            wording=(given[code].wording if code in given else term("consent", code).name)[:300],
            language=report.language,
            version=version,
            intake=report.intake,
            given_at=at,
        )
    now_held = consents_in_force(report)
    if not (now_held.get("D3") or now_held.get("D7")) and has_contact(report.subject):
        erase_contact(subject=report.subject, by=by, at=at)
