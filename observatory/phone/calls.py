"""A call under way: it lives in the page and nowhere else until the caller has agreed.

`Call` is what the hidden field of the page holds; `steps` is the way through
the questionnaire for the answers so far. Nothing here reads or writes a row.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from observatory.questionnaires.models import QuestionnaireVersion
from observatory.questionnaires.queries import compiled, published_version
from observatory.questionnaires.schema import (
    MEASURED,
    YES,
    Answer,
    Definition,
    Group,
    Option,
    Question,
    Screen,
)

OPENING, CHECK = "open", "check"
# Beside the way: one comes back from them to `resume`.
URGENT, HANG_UP = "urgent", "hang-up"
# The report is made; its code is spelt. The page holds no answer any more.
DONE = "done"
# Answered by typing, and not by the number of an answer.
TYPED = MEASURED | {"text", "contact"}
# Not asked on the phone.
NOT_ASKED = frozenset({"photo"})


class UnreadableCall(ValueError):
    """The hidden field does not hold a call."""


@dataclass
class Call:
    """One call: which version, in which language, what was said, where it is."""

    version: QuestionnaireVersion
    language: str
    uuid: UUID
    step: str = OPENING
    answers: dict[str, Answer] = field(default_factory=dict)
    # The groups chosen for a question whose options come in groups.
    groups: dict[str, list[str]] = field(default_factory=dict)
    # Names of the steps that were gone through.
    seen: list[str] = field(default_factory=list)
    # Kinds of urgency for which the card was opened in this call.
    urgent: list[str] = field(default_factory=list)
    # Where the survey stopped, while the step is URGENT or HANG_UP.
    resume: str = ""

    @property
    def definition(self) -> Definition:
        return compiled(self.version)

    def pack(self) -> str:
        """Return the call as the page carries it."""
        return json.dumps(
            {
                "version": self.version.pk,
                "language": self.language,
                "uuid": str(self.uuid),
                "step": self.step,
                "answers": self.answers,
                "groups": self.groups,
                "seen": self.seen,
                "urgent": self.urgent,
                "resume": self.resume,
            },
            ensure_ascii=False,
            separators=(",", ":"),
        )


def begin_call(version: QuestionnaireVersion, language: str) -> Call:
    """Return a new call; its identifier makes one report of it, however often the end is sent."""
    return Call(version=version, language=language, uuid=uuid4())


def unpack_call(text: str) -> Call:
    """Return the call that a page carried. Raises `UnreadableCall` for anything else.

    Answers are checked whole when the report is made; here only their shape,
    so that the pages can show them.
    """
    try:
        raw = json.loads(text)
        version = published_version(int(raw["version"]))
        call = Call(
            version=version,
            language=str(raw["language"]),
            uuid=UUID(raw["uuid"]),
            step=str(raw["step"]),
            answers=_answers(raw["answers"], compiled(version)),
            groups={str(key): _texts(groups) for key, groups in raw["groups"].items()},
            seen=_texts(raw["seen"]),
            urgent=_texts(raw["urgent"]),
            resume=str(raw["resume"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise UnreadableCall from error
    except QuestionnaireVersion.DoesNotExist as error:
        raise UnreadableCall from error
    if call.language not in call.definition.languages:
        raise UnreadableCall
    return call


def _texts(value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise TypeError
    return value


def _answers(raw: Any, definition: Definition) -> dict[str, Answer]:
    found: dict[str, Answer] = {}
    for key, answer in raw.items():
        question = definition.questions.get(key)
        if question is None:
            continue
        if question.kind == "terms":
            found[key] = _texts(answer)
        elif question.kind == "contact":
            if not isinstance(answer, dict):
                raise TypeError
            found[key] = dict(zip(map(str, answer), _texts(list(answer.values())), strict=True))
        elif isinstance(answer, str):
            found[key] = answer
        else:
            raise TypeError
    return found


@dataclass(frozen=True)
class Step:
    """One page of a call. `kind` is open, words, end, groups, ask, check, urgent or hang-up."""

    name: str
    kind: str
    screen: Screen | None = None
    question: Question | None = None
    group: Group | None = None
    # The first step of its screen says the words of the screen too.
    is_first: bool = False


def steps(call: Call) -> list[Step]:
    """Return the way through the questionnaire for the answers so far.

    The opening; each question in its place, a long list after the choice of
    its groups; before the first consent that is needed, everything read back.
    What ends the call comes last.
    """
    found = [Step(OPENING, OPENING)]
    is_checked = False
    for screen in call.definition.path(call.answers):
        if not screen.questions and not screen.groups_of:
            found.append(Step(f"words:{screen.key}", "end" if screen.is_end else "words", screen))
            if screen.is_end:
                break
        if screen.groups_of:
            question = call.definition.questions[screen.groups_of]
            found.append(Step(f"groups:{question.key}", "groups", screen, question))
        is_first = True
        for question in screen.questions:
            if not _is_asked(call, question):
                continue
            if question.is_needed and not is_checked:
                found.append(Step(CHECK, CHECK))
                is_checked = True
            found += _asking(call, screen, question, is_first)
            is_first = False
    return found


def _is_asked(call: Call, question: Question) -> bool:
    """Tell whether the question is asked: it stands, and a consent that it rests on was given."""
    if question.kind in NOT_ASKED or not call.definition.question_stands(question, call.answers):
        return False
    return not question.needs_consent or any(
        call.answers.get(call.definition.consents[code].key) == YES
        for code in question.needs_consent
    )


def _asking(call: Call, screen: Screen, question: Question, is_first: bool) -> Iterator[Step]:
    if not question.groups:
        yield Step(f"ask:{question.key}", "ask", screen, question, is_first=is_first)
        return
    if not any(one.groups_of == question.key for one in call.definition.screens):
        yield Step(f"groups:{question.key}", "groups", screen, question, is_first=is_first)
    for group, options in question.grouped():
        # What stands alone in its group was chosen with it.
        if group and len(options) > 1 and group.code in call.groups.get(question.key, []):
            yield Step(f"ask:{question.key}:{group.code}", "ask", screen, question, group)


def find_step(call: Call, name: str) -> Step:
    """Return the step of that name.

    When the answers no longer lead there: the choice of the groups it came
    from, else the opening.
    """
    if name in {URGENT, HANG_UP}:
        return Step(name, name)
    by_name = {step.name: step for step in steps(call)}
    question = name.split(":")[1] if ":" in name else ""
    return by_name.get(name) or by_name.get(f"groups:{question}") or by_name[OPENING]


def go_on(call: Call) -> Step | None:
    """Move to the step that follows, and return it; None when the call is complete.

    Who came back to change an answer returns to the reading back, through what
    the new answer asks for the first time.
    """
    way = steps(call)
    here = find_step(call, call.step)
    if here.name not in call.seen:
        call.seen.append(here.name)
    names = [step.name for step in way]
    place = names.index(here.name)
    returns = CHECK in call.seen and CHECK in names and place < names.index(CHECK)
    for step in way[place + 1 :]:
        goes_with = here.question is not None and step.question is here.question
        if not returns or step.kind == CHECK or step.name not in call.seen or goes_with:
            call.step = step.name
            return step
    return None


def go_back(call: Call) -> Step:
    """Move to the step before, and return it; the opening has none before it."""
    way = steps(call)
    names = [step.name for step in way]
    place = names.index(find_step(call, call.step).name)
    call.step = names[max(place - 1, 0)]
    return way[max(place - 1, 0)]


def position(call: Call, step: Step) -> tuple[int, int]:
    """Return (steps gone through, steps in all), the way being as it is known now."""
    names = [one.name for one in steps(call)]
    return (names.index(step.name) if step.name in names else 0), len(names)


def unknown_option(question: Question) -> Option | None:
    """Return the answer that says "I don't know": the key 0 gives it."""
    return next((option for option in question.options if option.icon == "unknown"), None)


def step_options(step: Step) -> list[Option]:
    """Return the options that the step gives numbers to, in order."""
    question = step.question
    if question is None:
        return []
    unknown = unknown_option(question)
    for group, options in question.grouped():
        if step.group is not None and group is not None and group.code == step.group.code:
            return [option for option in options if option != unknown]
    return [option for option in question.options if option != unknown]
