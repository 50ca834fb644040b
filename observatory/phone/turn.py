"""One turn of a call: what was typed on a step, and where it leads. Reads and writes no row."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import get_language

from observatory.questionnaires.schema import Answer, Question
from observatory.questionnaires.validation import validate_answers
from observatory.reports.forms.wizard_fields import part_name

from .answering import (
    chooses_several,
    forget_answer,
    give_answer,
    lines_of,
    may_pass,
    pick,
)
from .calls import CHECK, HANG_UP, OPENING, TYPED, URGENT, Call, Step, find_step, go_back, go_on
from .forms import KeysForm, words_for
from .keys import BACK, UNKNOWN, Keys, WrongKeys, read_keys
from .keys import HANG_UP as HANG_UP_KEY
from .keys import URGENT as URGENT_KEY
from .script import read_back

# The numbers of the opening and of what stands beside the way.
BEGIN, NOT_NOW, WITH_CODE = 1, 2, 3
YES = 1
# What a button that was clicked means in keys.
BUTTONS = {
    "back": Keys(is_back=True),
    "zero": Keys(numbers=(UNKNOWN,)),
    "urgent": Keys(numbers=(URGENT_KEY,)),
    "hang-up": Keys(numbers=(HANG_UP_KEY,)),
}


class Refused(Exception):
    """What was typed is no answer here; the form says why beside the field."""


@dataclass(frozen=True)
class HangUp:
    """Forget everything."""


@dataclass(frozen=True)
class Follow:
    """The caller has a code."""


@dataclass(frozen=True)
class End:
    """Everything was asked."""


@dataclass(frozen=True)
class Urgency:
    """Stop and help first. Without kinds: the worker pressed the key."""

    kinds: list[str] = field(default_factory=list)


Turn = Step | HangUp | Follow | End | Urgency


@dataclass(frozen=True)
class Posted:
    """What the page sent: the form to say errors in, all that was typed, how to find urgency in it."""

    form: KeysForm
    data: QueryDict
    find_urgent: Callable[[str], list[str]]


def take_turn(call: Call, step: Step, posted: Posted) -> Turn:
    """Write what was typed into the call and return where it leads.

    Raises `Refused`, with the reason in the form; what was typed stays there.
    """
    posted.form.is_valid()
    try:
        return _turn(call, step, _keys(step, posted.data), posted)
    except WrongKeys as wrong:
        posted.form.add_error("keys", _reason(step, wrong))
        raise Refused from wrong


def _reason(step: Step, wrong: WrongKeys) -> str:
    if wrong.reason == "missing" and step.question is not None:
        language = get_language() or "fr"
        return step.question.words(language).missing or words_for(wrong)
    return words_for(wrong)


def _keys(step: Step, data: QueryDict) -> Keys:
    """Return what was meant: a button that was clicked, else what was typed, else what was ticked."""
    if button := BUTTONS.get(str(data.get("action"))):
        return button
    if clicked := data.get("pick-one"):
        return read_keys(str(clicked))
    typed = read_keys(data.get("keys", ""))
    if not typed.is_empty:
        return typed
    if step.question is not None and step.question.kind == "contact":
        return _keys_in_parts(step.question, data)
    return Keys(numbers=tuple(dict.fromkeys(_whole(one) for one in data.getlist("pick"))))


def _whole(text: str) -> int:
    if not text.isdecimal() or len(text) > 6:
        raise WrongKeys("letters")
    return int(text)


def _keys_in_parts(question: Question, data: QueryDict) -> Keys:
    """A key that stands alone in a field of a contact is meant as a key: no number is that short."""
    texts = [
        text
        for text in (data.get(part_name(question, p), "").strip() for p in question.parts)
        if text
    ]
    commands = {*BACK, *map(str, (UNKNOWN, URGENT_KEY, HANG_UP_KEY))}
    return read_keys(texts[0]) if len(texts) == 1 and texts[0] in commands else Keys()


def _turn(call: Call, step: Step, keys: Keys, posted: Posted) -> Turn:
    if step.kind in {URGENT, HANG_UP}:
        return _beside(call, step, keys)
    if keys.is_back or keys.is_only(HANG_UP_KEY) or keys.is_only(URGENT_KEY):
        _keep_typed(call, step, posted.data)
        if keys.is_back:
            return go_back(call)
        if keys.is_only(URGENT_KEY):
            return Urgency()
        call.resume, call.step = call.step, HANG_UP
        return find_step(call, HANG_UP)
    if step.kind == OPENING:
        return _opening(call, keys)
    if step.kind == CHECK:
        return _check(call, keys)
    if step.kind in {"words", "end"}:
        if not keys.is_empty and not keys.is_only(YES):
            raise WrongKeys("unknown", keys.numbers[0])
        return HangUp() if step.kind == "end" else _next(call)
    if step.question is not None and step.question.kind in TYPED:
        return _typed(call, step, keys, posted)
    return _choice(call, step, keys)


def _next(call: Call) -> Turn:
    return go_on(call) or End()


def _beside(call: Call, step: Step, keys: Keys) -> Turn:
    """From the card of urgency and from hanging up one comes back to where the survey stopped."""
    if step.kind == HANG_UP and (keys.is_only(YES) or keys.is_only(HANG_UP_KEY)):
        return HangUp()
    if step.kind == URGENT and keys.is_only(HANG_UP_KEY):
        call.step = HANG_UP
        return find_step(call, HANG_UP)
    if not (keys.is_empty or keys.is_back or (step.kind == URGENT and keys.is_only(YES))):
        raise WrongKeys("unknown", keys.numbers[0])
    here = find_step(call, call.resume)
    call.step, call.resume = here.name, ""
    return here


def _opening(call: Call, keys: Keys) -> Turn:
    if keys.is_empty or keys.is_only(BEGIN):
        return _next(call)
    if keys.is_only(NOT_NOW):
        call.resume, call.step = call.step, HANG_UP
        return find_step(call, HANG_UP)
    if keys.is_only(WITH_CODE):
        return Follow()
    raise WrongKeys("unknown", keys.numbers[0])


def _check(call: Call, keys: Keys) -> Turn:
    if keys.is_empty:
        return _next(call)
    if len(keys.numbers) > 1:
        raise WrongKeys("single")
    for sentence in read_back(call):
        if keys.is_only(sentence.number):
            if CHECK not in call.seen:
                call.seen.append(CHECK)
            call.step = sentence.step
            return find_step(call, call.step)
    raise WrongKeys("unknown", keys.numbers[0])


def _choice(call: Call, step: Step, keys: Keys) -> Turn:
    if keys.is_empty or keys.is_only(UNKNOWN):
        if not may_pass(call, step, keys):
            raise WrongKeys("missing")
        if keys.numbers:
            forget_answer(call, step)
        elif chooses_several(step):
            # The boxes that were ticked came without: they were unticked.
            give_answer(call, step, [])
        return _next(call)
    lines = lines_of(call, step, timezone.localdate())
    give_answer(call, step, pick(lines, keys, several=chooses_several(step)))
    return _next(call)


def _typed(call: Call, step: Step, keys: Keys, posted: Posted) -> Turn:
    question = step.question
    if question is None:
        return _next(call)
    if keys.numbers and not keys.is_only(UNKNOWN):
        raise WrongKeys("unknown", keys.numbers[0])
    answer, errors = _read_typed(call, question, posted.data)
    if errors:
        for place, message in errors.items():
            part = place.partition(".")[2]
            posted.form.add_error(
                part_name(question, part) if part else _first_field(question), message
            )
        raise Refused
    _write_typed(call, question, answer)
    if question.kind == "text" and isinstance(answer, str) and answer:
        kinds = [kind for kind in posted.find_urgent(answer) if kind not in call.urgent]
        if kinds:
            return Urgency(kinds)
    return _next(call)


def _first_field(question: Question) -> str:
    return part_name(question, question.parts[0]) if question.kind == "contact" else question.key


def _raw(question: Question, data: QueryDict) -> Any:
    if question.kind == "contact":
        commands = {*BACK, *map(str, (UNKNOWN, URGENT_KEY, HANG_UP_KEY))}
        parts = {part: data.get(part_name(question, part), "") for part in question.parts}
        return {part: "" if text.strip() in commands else text for part, text in parts.items()}
    return data.get(question.key, "")


def _read_typed(
    call: Call, question: Question, data: QueryDict
) -> tuple[Answer | None, dict[str, str]]:
    cleaned, errors = validate_answers(
        call.definition,
        {**call.answers, question.key: _raw(question, data)},
        language=get_language() or "fr",
        only={question.key},
    )
    return cleaned.get(question.key), errors


def _write_typed(call: Call, question: Question, answer: Answer | None) -> None:
    if answer:
        call.answers[question.key] = answer
    else:
        call.answers.pop(question.key, None)


def _keep_typed(call: Call, step: Step, data: QueryDict) -> None:
    """Keep what was typed when one leaves a step by another way than forward, if it can be kept."""
    question = step.question
    if question is None or question.kind not in TYPED:
        return
    answer, errors = _read_typed(call, question, data)
    if not errors:
        _write_typed(call, question, answer)
