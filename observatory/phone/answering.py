"""What a step may be answered with, by number; and what an answer does to the call."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from observatory.questionnaires.schema import Answer, Group, Option, Question
from observatory.reports.forms.wizard_fields import month_label

from .calls import Call, Step, step_options, unknown_option
from .keys import UNKNOWN, Keys, WrongKeys, first_number

# As many as the wizard offers.
MONTHS_OFFERED = 24
UNKNOWN_MONTH = "unknown"


@dataclass(frozen=True)
class Line:
    """One thing that can be chosen on a step, by its number."""

    number: int
    # A code of the question, or "group:<code>".
    value: str
    label: str
    icon: str = ""
    mark: str = ""
    hint: str = ""
    is_chosen: bool = False


def lines_of(call: Call, step: Step, today: date) -> list[Line]:
    """Return what can be chosen on a step, numbered; the words are in the caller's language."""
    question = step.question
    if question is None or step.kind not in {"ask", "groups"}:
        return []
    chosen = _chosen(call, step)
    if question.kind == "month":
        values = [(text, month_label(text), "", "", "") for text in last_months(today)]
    elif step.kind == "groups":
        values = [_group_line(group, call.language) for group, _ in question.grouped() if group]
        values += [_option_line(one, call.language) for one in _apart(question)]
    else:
        values = [_option_line(one, call.language) for one in step_options(step)]
    start = first_number(len(values))
    return [
        Line(start + place, value, label, icon, mark, hint, value in chosen)
        for place, (value, label, icon, mark, hint) in enumerate(values)
    ]


def _group_line(group: Group, language: str) -> tuple[str, str, str, str, str]:
    return f"group:{group.code}", group.label(language), group.icon, "", ""


def _option_line(option: Option, language: str) -> tuple[str, str, str, str, str]:
    return (
        option.code,
        option.label(language),
        option.icon,
        option.mark,
        option.hint(language),
    )


def _apart(question: Question) -> list[Option]:
    """Return the options beside the groups, but for the one that the key 0 gives."""
    unknown = unknown_option(question)
    return [one for one in question.options if one.code in question.apart and one != unknown]


def last_months(today: date) -> list[str]:
    """Return the months one may choose, the present one first: "2026-11"."""
    start = today.year * 12 + today.month - 1
    return [f"{n // 12:04d}-{n % 12 + 1:02d}" for n in range(start, start - MONTHS_OFFERED, -1)]


def codes_of(answer: Answer | None) -> list[str]:
    """Return the codes of an answer that was chosen."""
    if isinstance(answer, list):
        return answer
    return [answer] if isinstance(answer, str) and answer else []


def _chosen(call: Call, step: Step) -> set[str]:
    question = step.question
    if question is None:
        return set()
    codes = set(codes_of(call.answers.get(question.key)))
    if step.kind == "groups":
        codes |= {f"group:{code}" for code in call.groups.get(question.key, [])}
    return codes


def chooses_several(step: Step) -> bool:
    """Tell whether several numbers may be given."""
    return step.question is not None and step.question.kind == "terms" and step.question.multiple


def pick(lines: Sequence[Line], keys: Keys, *, several: bool) -> list[str]:
    """Return the values of the numbers. Raises `WrongKeys`: "unknown" (with the number), "single"."""
    by_number = {line.number: line.value for line in lines}
    for number in keys.numbers:
        if number not in by_number:
            raise WrongKeys("unknown", number)
    if len(keys.numbers) > 1 and not several:
        raise WrongKeys("single")
    return [by_number[number] for number in keys.numbers]


def may_pass(call: Call, step: Step, keys: Keys) -> bool:
    """Tell whether the step can be left with 0 or with nothing typed.

    A needed answer is asked for; a consent is never passed over by the key to go on.
    """
    question = step.question
    if question is None:
        return True
    answered = bool(call.answers.get(question.key))
    if keys.is_empty and (answered or (step.kind == "groups" and call.groups.get(question.key))):
        return True
    if question.required or question.is_needed:
        return keys.is_only(UNKNOWN) and unknown_option(question) is not None
    return bool(keys.numbers) or not question.consent


def forget_answer(call: Call, step: Step) -> None:
    """Answer the step with "I don't know", if the question has such an answer; else with nothing."""
    question = step.question
    if question is None:
        return
    unknown = unknown_option(question)
    if question.kind == "month":
        call.answers[question.key] = UNKNOWN_MONTH
    elif step.group is not None and question.multiple:
        _keep_group(call, question, step.group.code, [])
    else:
        call.groups.pop(question.key, None)
        call.answers.pop(question.key, None)
        if unknown is not None:
            many = question.kind == "terms"
            call.answers[question.key] = [unknown.code] if many else unknown.code


def give_answer(call: Call, step: Step, values: list[str]) -> None:
    """Write what was chosen into the call: groups, or codes of the step's options."""
    question = step.question
    if question is None:
        return
    if step.kind == "groups":
        _give_groups(call, question, values)
    elif step.group is not None:
        _keep_group(call, question, step.group.code, values)
    else:
        _set(call, question, values)


def _give_groups(call: Call, question: Question, values: list[str]) -> None:
    """Keep what was answered within the groups that stay; what stands alone in one comes with it."""
    groups = [value.removeprefix("group:") for value in values if value.startswith("group:")]
    call.groups[question.key] = groups
    before = set(codes_of(call.answers.get(question.key)))
    codes = [value for value in values if not value.startswith("group:")]
    for group, options in question.grouped():
        if group and group.code in groups:
            codes += [one.code for one in options if one.code in before or len(options) == 1]
    _set(call, question, codes)


def _keep_group(call: Call, question: Question, group: str, values: list[str]) -> None:
    """Replace what was chosen in one group, and leave the others."""
    here = {
        one.code
        for known, options in question.grouped()
        if known and known.code == group
        for one in options
    }
    others = [code for code in codes_of(call.answers.get(question.key)) if code not in here]
    _set(call, question, others + values if question.multiple else values)


def _set(call: Call, question: Question, codes: list[str]) -> None:
    if not codes:
        call.answers.pop(question.key, None)
    elif question.kind == "terms":
        call.answers[question.key] = [one for one in question.by_code if one in codes]
    else:
        call.answers[question.key] = codes[0]
