"""Conditions on paper: what can never be asked there, and when a question says whom it is for."""

from collections.abc import Collection, Mapping

from observatory.questionnaires.schema import YES, Condition, Definition, Question

from .words import FormWords

# Not one of them can be put on paper, so nothing ever answers it there.
UNPRINTED = frozenset({"photo"})


def can_hold(condition: Condition | None, unprinted: Collection[str]) -> bool:
    """Tell whether the condition may be met on a paper that leaves these questions out."""
    return condition is None or True in _outcomes(condition, unprinted)


def _outcomes(condition: Condition, unprinted: Collection[str]) -> set[bool]:
    """Return what the condition may come to: a question left out has no answer, others any."""
    parts = [_outcomes(part, unprinted) for part in condition.parts]
    if condition.test == "not":
        return {not outcome for outcome in parts[0]}
    if condition.test in {"all", "any"}:
        join = all if condition.test == "all" else any
        return {join(max(part) for part in parts), join(min(part) for part in parts)}
    return {False} if condition.question in unprinted else {True, False}


def in_words(
    definition: Definition,
    question: Question,
    *,
    above: str | None,
    numbers: Mapping[str, int],
    language: str,
    words: FormWords,
) -> str:
    """Return whom a question is for, as "If 'yes' to question 7:"; "" when it need not be said.

    Said of an answer that another question must have ("is", "includes"), and of
    a consent that the answer rests on. That something was written, or was not
    refused, goes without saying: who has nothing to answer leaves it empty, and
    validation drops what does not stand. `above` is the question printed just
    before; `numbers` are those of the questions that are printed.
    """
    wanted = [
        (definition.consents[code].key, YES)
        for code in question.needs_consent
        if definition.consents[code].key in numbers
    ]
    for condition in (definition.screen_of[question.key].condition, question.condition):
        if condition is not None:
            wanted += [one for one in _wanted(condition) if one[0] in numbers]
    said = dict.fromkeys(wanted)
    by_question: dict[str, list[str]] = {}
    for key, code in said:
        option = definition.questions[key].by_code.get(code)
        by_question.setdefault(key, []).append(option.label(language) if option else code)
    sentences = [
        _sentence(definition.questions[key], words, is_above=key == above).format(
            answer=f" {words.either} ".join(answers), number=numbers[key]
        )
        for key, answers in by_question.items()
    ]
    return " ".join(sentences)


def _sentence(question: Question, words: FormWords, *, is_above: bool) -> str:
    """Return how the answer to a question is named; the way of an observation needs no number."""
    if question.maps_to == "channel":
        return words.if_channel
    return words.if_above if is_above else words.if_numbered


def _wanted(condition: Condition) -> list[tuple[str, str]]:
    """Return (question, code) for each answer that the condition asks for."""
    if condition.test in {"is", "includes"}:
        return [(condition.question, condition.value)]
    if condition.test in {"all", "any"}:
        return [one for part in condition.parts for one in _wanted(part)]
    return []
