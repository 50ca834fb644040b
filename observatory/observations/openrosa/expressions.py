"""Conditions and bounds of a questionnaire as XPath, the way pyxform writes references: `${key}`.

Source: the ODK XForms specification, https://getodk.github.io/xforms-spec/.
"""

from observatory.questionnaires.schema import YES, Condition, Definition, Question

# A duration, and the seconds that it is.
DURATION = "^[0-9]{1,4}:[0-5][0-9]$"
SECONDS = "(number(substring-before(., ':')) * 60 + number(substring-after(., ':')))"


def relevant_when(definition: Definition, question: Question) -> str:
    """Return when a question of a screen that is shown is asked, "" for always.

    What rests on consents is asked once one of them was given.
    """
    parts = [xpath_of(question.condition)] if question.condition is not None else []
    if question.needs_consent:
        keys = [definition.consents[code].key for code in question.needs_consent]
        parts.append(_joined("or", [f"${{{key}}} = '{YES}'" for key in keys]))
    return " and ".join(parts)


def xpath_of(condition: Condition) -> str:
    """Return a condition as an expression; what is not asked is empty, as in the questionnaire."""
    if condition.test == "not":
        return f"not({xpath_of(condition.parts[0])})"
    if condition.test == "all":
        return _joined("and", [xpath_of(part) for part in condition.parts])
    if condition.test == "any":
        return _joined("or", [xpath_of(part) for part in condition.parts])
    reference = f"${{{condition.question}}}"
    if condition.test == "answered":
        return f"{reference} != ''"
    if condition.test == "includes":
        return f"selected({reference}, {_quoted(condition.value)})"
    return f"{reference} = {_quoted(condition.value)}"


def allowed(question: Question) -> str:
    """Return what an answer must meet, "" for nothing."""
    if question.kind == "number":
        parts = _bounds(".", question)
        if question.decimals:
            parts.append(f"regex(string(.), '^-?[0-9]+([.][0-9]{{1,{question.decimals}}})?$')")
        return " and ".join(parts)
    if question.kind == "duration":
        return " and ".join([f"regex(., '{DURATION}')", *_bounds(SECONDS, question)])
    if question.kind == "terms" and question.multiple:
        alone = [f"not(selected(., {_quoted(code)}))" for code in sorted(question.exclusive)]
        return _joined("or", ["count-selected(.) <= 1", " and ".join(alone)]) if alone else ""
    if question.kind == "text" and question.max_length:
        return f"string-length(.) <= {question.max_length}"
    if question.kind == "month":
        return ". <= today()"
    if question.kind == "consent" and question.is_needed:
        return f". = '{YES}'"
    return ""


def _bounds(value: str, question: Question) -> list[str]:
    found = []
    if question.least is not None:
        found.append(f"{value} >= {question.least}")
    if question.most is not None:
        found.append(f"{value} <= {question.most}")
    return found


def _joined(word: str, parts: list[str]) -> str:
    return f"({f' {word} '.join(parts)})" if len(parts) > 1 else parts[0]


def _quoted(text: str) -> str:
    """Return a literal; XPath 1.0 has no escape, and no code has both quotes."""
    return f'"{text}"' if "'" in text else f"'{text}'"
