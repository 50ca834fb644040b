"""What the attributes of a question must say together, and what only the whole shows."""

from .parts import DefinitionError
from .schema import CONTACT_PARTS, MEASURED, UNITS, Definition, Question

# A consent is recorded with the words that were read; the column holds this many.
CONSENT_WORDS = 300
# As many as an amount of money has.
MOST_DECIMALS = 2
# What a question may be to a report or an observation, and of which kind it then is.
FACTS = {
    "territory": "territory",
    "service": "service",
    "obstacles": "terms",
    "positives": "terms",
    "consequences": "terms",
    "profile": "terms",
    "story": "text",
    "photo": "photo",
    "contact": "contact",
    # Of an observation: what was asked for, and by which way.
    "scenario": "choice",
    "channel": "choice",
}


def _amount_rules(question: Question) -> list[tuple[bool, str, str]]:
    """Return (holds, attribute, problem) of what only numbers and durations have."""
    is_number, least, most = question.kind == "number", question.least, question.most
    is_measured = question.kind in MEASURED
    return [
        (
            not question.unit or (is_number and question.unit in UNITS),
            "unit",
            f"a number, and only a number, has one of {', '.join(sorted(UNITS))}",
        ),
        (
            not question.decimals or (is_number and question.decimals <= MOST_DECIMALS),
            "decimals",
            f"a number, and only a number, has up to {MOST_DECIMALS}",
        ),
        (is_measured or least is None, "least", f"a {question.kind} has none"),
        (
            is_measured == (most is not None),
            "most",
            "a number and a duration need one, and only they have one",
        ),
        (least is None or most is None or least <= most, "least", "it is above most"),
    ]


def check_question(question: Question, path: str) -> None:
    """Check what the attributes of one question say together. Raises `DefinitionError`."""
    rules: list[tuple[bool, str, str]] = [
        *_amount_rules(question),
        (question.maps_to in {"", *FACTS}, "maps_to", f"{question.maps_to} is no fact of a report"),
        (
            not question.maps_to or FACTS.get(question.maps_to) == question.kind,
            "maps_to",
            f"a {question.kind} cannot be the {question.maps_to}",
        ),
        (
            question.kind != "terms" or bool(question.vocabulary) or not question.maps_to,
            "vocabulary",
            "terms that are facts need one",
        ),
        (question.kind != "text" or question.max_length > 0, "max_length", "a text needs one"),
        (
            (question.kind == "consent") == bool(question.consent),
            "consent",
            "a consent, and only a consent, has a code",
        ),
        (
            question.exclusive | question.apart <= set(question.by_code),
            "exclusive",
            "names a code that is no option",
        ),
        (
            set(question.parts) <= set(CONTACT_PARTS)
            and (question.kind == "contact") == bool(question.parts),
            "parts",
            f"a contact has parts among {', '.join(CONTACT_PARTS)}",
        ),
        (
            {o.group for o in question.options if o.group} <= {g.code for g in question.groups}
            or not question.groups,
            "options",
            "an option names a group that does not exist",
        ),
    ]
    for holds, name, problem in rules:
        if not holds:
            raise DefinitionError(f"{path}.{name}", problem)
    for language, words in question.wording.items():
        if words.repeat and "{answer}" not in words.repeat:
            raise DefinitionError(
                f"{path}.wording.{language}.repeat", "{answer} stands nowhere in it"
            )
        if question.consent and len(words.label) > CONSENT_WORDS:
            raise DefinitionError(
                f"{path}.wording.{language}.label",
                f"a consent has at most {CONSENT_WORDS} characters",
            )


def check_whole(definition: Definition) -> None:
    """Check what only the whole shows: consents that are asked, facts that are asked once.

    Raises `DefinitionError`.
    """
    asked: list[str] = []
    for index, screen in enumerate(definition.screens):
        if screen.groups_of and screen.groups_of not in definition.questions:
            raise DefinitionError(f"screens[{index}].groups_of", f"{screen.groups_of} is not asked")
        for number, question in enumerate(screen.questions):
            path = f"screens[{index}].questions[{number}]"
            missing = set(question.needs_consent) - set(asked)
            if missing:
                raise DefinitionError(
                    f"{path}.needs_consent", f"{', '.join(sorted(missing))} is not asked before"
                )
            if question.sensitive and not question.needs_consent:
                raise DefinitionError(f"{path}.sensitive", "a consent is needed before")
            if question.consent in asked:
                raise DefinitionError(f"{path}.consent", f"{question.consent} is asked twice")
            asked += [question.consent] if question.consent else []
