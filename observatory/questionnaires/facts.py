"""From cleaned answers to the core facts of a report: what becomes columns and relations."""

from dataclasses import dataclass, field

from .schema import YES, Answer, Answers, Definition, Question

# Answers about the territory that are not a territory.
ELSEWHERE, UNKNOWN = "elsewhere", "unknown"


@dataclass(frozen=True)
class GivenConsent:
    """One consent that was answered, with the words that were read."""

    code: str
    granted: bool
    wording: str


@dataclass
class CoreFacts:
    """What a report is made of. `answers` holds the rest, by question key."""

    # NIS code, or None with the reason in `whereabouts`: "elsewhere" or "unknown".
    territory: str | None = None
    whereabouts: str = "known"
    # Code of the vocabulary `service`.
    service: str = ""
    # (vocabulary, code): obstacles, positive experiences, consequences, profile.
    terms: list[tuple[str, str]] = field(default_factory=list)
    story: str = ""
    has_photo: bool = False
    # The parts of a contact: name, phone, post, association, email.
    contact: dict[str, str] = field(default_factory=dict)
    consents: list[GivenConsent] = field(default_factory=list)
    # What kinds of sensitive answers are among them: {"health"}.
    sensitive: set[str] = field(default_factory=set)
    answers: dict[str, Answer] = field(default_factory=dict)


def core_facts(definition: Definition, cleaned: Answers, *, language: str) -> CoreFacts:
    """Sort cleaned answers (from `validate_answers`) by what they are to a report.

    A consent's wording is the label that was read, in `language`.
    """
    facts = CoreFacts()
    for key, answer in cleaned.items():
        question = definition.questions.get(key)
        if question is not None and answer:
            _place(facts, question, answer, language)
    return facts


def _place(facts: CoreFacts, question: Question, answer: Answer, language: str) -> None:
    if question.sensitive:
        facts.sensitive.add(question.sensitive)
    if question.consent:
        facts.consents.append(
            GivenConsent(question.consent, answer == YES, question.words(language).label)
        )
    elif question.kind == "terms" and question.maps_to and isinstance(answer, list):
        facts.terms += [
            (question.vocabulary, code) for code in answer if question.by_code[code].is_term
        ]
    elif question.maps_to == "territory":
        if answer in {ELSEWHERE, UNKNOWN}:
            facts.whereabouts = str(answer)
        else:
            facts.territory = str(answer)
    elif question.maps_to == "service":
        facts.service = str(answer)
    elif question.maps_to == "story":
        facts.story = str(answer)
    elif question.maps_to == "photo":
        facts.has_photo = True
    elif question.maps_to == "contact" and isinstance(answer, dict):
        facts.contact = answer
    else:
        facts.answers[question.key] = answer
