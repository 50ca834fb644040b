"""A questionnaire with some answers known beforehand: only what can then be asked is left.

A visit sheet, the form of a call: the same version, without what nobody could
ask there. Answers to it are answers to the version.
"""

from collections.abc import Mapping
from dataclasses import replace

from .schema import Condition, Definition, Question, Screen


class CannotBeGiven(ValueError):
    """The questionnaire has no such question with one answer, or it has no such answer."""


def narrow_definition(definition: Definition, given: Mapping[str, str]) -> Definition:
    """Return the definition as it is when these questions are answered so; `given` is code by key.

    A given question stays, with this one option and its number, so that the
    answer comes back with the others. What cannot stand any more is left out,
    and screens that had only such questions; conditions that are met are
    dropped. Without anything given the definition is returned as it is. Raises
    `CannotBeGiven`.
    """
    if not given:
        return definition
    for key, code in given.items():
        question = definition.questions.get(key)
        if question is None or question.kind == "terms" or code not in question.by_code:
            raise CannotBeGiven(f"{key} has no answer {code}")
    known: dict[str, str | None] = dict(given)
    screens: list[Screen] = []
    for screen in definition.screens:
        condition, stands = _reduce(screen.condition, known)
        questions: list[Question] = []
        for question in screen.questions:
            own, is_asked = _reduce(question.condition, known)
            if stands and is_asked:
                questions.append(_given(replace(question, condition=own), given))
            else:
                # It never has an answer, and conditions that read it go by that.
                known[question.key] = None
        if stands and (questions or not screen.questions):
            screens.append(replace(screen, condition=condition, questions=tuple(questions)))
    return replace(definition, screens=tuple(screens))


def _given(question: Question, given: Mapping[str, str]) -> Question:
    if question.key not in given:
        return question
    return replace(question, options=(question.by_code[given[question.key]],))


def _reduce(
    condition: Condition | None, known: Mapping[str, str | None]
) -> tuple[Condition | None, bool]:
    """Return (what is left of a condition, whether it can be met); nothing is left of one that is met."""
    found = _partly(condition, known) if condition is not None else True
    return (None, found) if isinstance(found, bool) else (found, True)


def _partly(condition: Condition, known: Mapping[str, str | None]) -> Condition | bool:
    """Return whether the condition holds, or what is left of it where that depends on other answers."""
    if condition.test == "not":
        part = _partly(condition.parts[0], known)
        return not part if isinstance(part, bool) else replace(condition, parts=(part,))
    if condition.test in {"all", "any"}:
        # One part that is so decides: a false one of "all", a true one of "any".
        decides = condition.test == "any"
        parts = [_partly(part, known) for part in condition.parts]
        if decides in parts:
            return decides
        left = tuple(part for part in parts if not isinstance(part, bool))
        if not left:
            return not decides
        return left[0] if len(left) == 1 else replace(condition, parts=left)
    if condition.question not in known:
        return condition
    answer = known[condition.question]
    if condition.test == "answered":
        return bool(answer)
    return condition.test == "is" and answer == condition.value
