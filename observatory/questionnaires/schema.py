"""What a questionnaire is made of: screens, questions, options, conditions, and their words.

Every channel reads these objects, never the JSON: the web wizard, later the
desk form, the phone script, the printed form. `compiling.compile_definition`
makes them from the stored definition of a version.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

FALLBACK = "fr"
YES, NO = "yes", "no"

# Cleaned answers, by question key: a code (territory, service, choice, consent,
# photo), a list of codes (terms), a text (text, month "2026-09"), an amount in
# its one spelling (number "22.5", duration "3:20"; see `amounts`) or the parts
# of a contact. A question that was not answered has no entry.
Answer = str | list[str] | dict[str, str]
Answers = Mapping[str, Answer]

# Answered by an amount that is typed.
MEASURED = frozenset({"number", "duration"})
KINDS = MEASURED | frozenset(
    {"territory", "service", "terms", "choice", "consent", "text", "month", "photo", "contact"}
)
# What a number counts; a duration is in seconds, and has none.
UNITS = frozenset({"days", "minutes", "hours_week", "euro", "times"})
# The parts of a contact and how long each may be, in characters.
CONTACT_PARTS = {"name": 100, "phone": 40, "post": 300, "association": 200, "email": 254}


@dataclass(frozen=True)
class Words:
    """What is said of a screen or a question in one language; all but the label may be empty."""

    label: str = ""
    help: str = ""
    # The same in easy language, where the label is not easy enough.
    easy: str = ""
    # What to say when a required answer is missing.
    missing: str = ""
    # What must be read before one answers: one entry per paragraph.
    text: tuple[str, ...] = ()
    # The label in two words, for the page where one checks the answers.
    short: str = ""
    # What is said on the phone and read aloud, where the label speaks of a screen.
    say: str = ""
    # How the answer is read back, as a whole sentence, with {answer} in its place.
    repeat: str = ""
    # Where the facts of the text were read, and when.
    source: str = ""


def words_in(wording: Mapping[str, Words], language: str) -> Words:
    """Return the words in the language, else in French, else in any."""
    found = wording.get(language.partition("-")[0]) or wording.get(FALLBACK)
    return found or next(iter(wording.values()), Words())


def name_in(names: Mapping[str, str], language: str) -> str:
    """Return the name in the language, else in French, else in any."""
    return (
        names.get(language.partition("-")[0])
        or names.get(FALLBACK)
        or next(iter(names.values()), "")
    )


@dataclass(frozen=True)
class Condition:
    """When a question or a screen stands. `test` is is, includes, answered, all, any or not."""

    test: str
    question: str = ""
    value: str = ""
    parts: tuple["Condition", ...] = ()

    def holds(self, answers: Answers) -> bool:
        """Tell whether the condition is met by the answers given so far."""
        if self.test == "all":
            return all(part.holds(answers) for part in self.parts)
        if self.test == "any":
            return any(part.holds(answers) for part in self.parts)
        if self.test == "not":
            return not self.parts[0].holds(answers)
        answer = answers.get(self.question)
        if self.test == "answered":
            return bool(answer)
        if self.test == "includes":
            return isinstance(answer, list) and self.value in answer
        return answer == self.value

    def mentions(self) -> set[str]:
        """Return the keys of the questions that the condition reads."""
        return {self.question} - {""} | {key for part in self.parts for key in part.mentions()}


@dataclass(frozen=True)
class Option:
    """One possible answer. `number` is its key on the phone and at the desk, from 1."""

    code: str
    names: Mapping[str, str]
    number: int
    group: str = ""
    icon: str = ""
    # What people know it by, shown in front: the postal code of a municipality.
    mark: str = ""
    hints: Mapping[str, str] = field(default_factory=dict)
    # A term of the vocabulary, and not an answer of the questionnaire's own ("elsewhere").
    is_term: bool = False

    def label(self, language: str) -> str:
        return name_in(self.names, language)

    def hint(self, language: str) -> str:
        return name_in(self.hints, language) if self.hints else ""


@dataclass(frozen=True)
class Group:
    """Options that belong together: a theme of services, a channel of obstacles."""

    code: str
    names: Mapping[str, str]
    icon: str = ""

    def label(self, language: str) -> str:
        return name_in(self.names, language)


@dataclass(frozen=True)
class Question:
    """One question. What each attribute of a definition means stands in README.md beside this file."""

    key: str
    kind: str
    wording: Mapping[str, Words]
    maps_to: str = ""
    vocabulary: str = ""
    options: tuple[Option, ...] = ()
    groups: tuple[Group, ...] = ()
    # Codes shown beside the groups and not in one of them.
    apart: frozenset[str] = frozenset()
    # Codes that fall away when another is chosen ("no consequence").
    exclusive: frozenset[str] = frozenset()
    required: bool = False
    multiple: bool = False
    max_length: int = 0
    # Of a number: what it counts ("" for things that the label names), and how many decimals it may have.
    unit: str = ""
    decimals: int = 0
    # The bounds of a number, in its unit, or of a duration, in seconds; both are allowed themselves.
    least: Decimal | None = None
    most: Decimal | None = None
    sensitive: str = ""
    consent: str = ""
    # Without a yes to this, a submission is refused.
    is_needed: bool = False
    # Asked in the short form too: a workshop, the street.
    is_quick: bool = False
    needs_consent: tuple[str, ...] = ()
    condition: Condition | None = None
    # Its options wait behind one line, with this picture, that is opened to see them.
    is_folded: bool = False
    icon: str = ""
    # The parts a contact is made of, in the order they are asked.
    parts: tuple[str, ...] = ()

    def words(self, language: str) -> Words:
        return words_in(self.wording, language)

    @cached_property
    def by_code(self) -> dict[str, Option]:
        return {option.code: option for option in self.options}

    def grouped(self) -> list[tuple[Group | None, list[Option]]]:
        """Return (group, its options) in order; what has no group or stands apart comes last, under None."""
        found: list[tuple[Group | None, list[Option]]] = []
        taken: set[str] = set(self.apart)
        for group in self.groups:
            members = [o for o in self.options if o.group == group.code and o.code not in taken]
            if members:
                found.append((group, members))
                taken |= {option.code for option in members}
        rest = [o for o in self.options if o.code not in taken or o.code in self.apart]
        return [*found, (None, rest)] if rest else found


@dataclass(frozen=True)
class Screen:
    """One page of the wizard: questions, the groups of a question's options, or only words."""

    key: str
    wording: Mapping[str, Words]
    questions: tuple[Question, ...] = ()
    # The question whose group is chosen here, before the question itself is asked.
    groups_of: str = ""
    condition: Condition | None = None
    # Nothing can be sent from here on: say why, offer to go back or to erase.
    is_end: bool = False

    def words(self, language: str) -> Words:
        return words_in(self.wording, language)

    def stands(self, answers: Answers) -> bool:
        """Tell whether the screen is shown: its condition holds, and one of its questions stands."""
        if self.condition is not None and not self.condition.holds(answers):
            return False
        return not self.questions or any(
            q.condition is None
            or q.condition.holds(answers)
            # Asked by a question of the same screen: it may come to stand there.
            or bool(q.condition.mentions() & {other.key for other in self.questions})
            for q in self.questions
        )


@dataclass(frozen=True)
class Definition:
    """A whole questionnaire, compiled."""

    key: str
    number: int
    languages: tuple[str, ...]
    screens: tuple[Screen, ...]

    @cached_property
    def questions(self) -> dict[str, Question]:
        """The questions by key, in the order they are asked."""
        return {q.key: q for screen in self.screens for q in screen.questions}

    @cached_property
    def screens_by_key(self) -> dict[str, Screen]:
        return {screen.key: screen for screen in self.screens}

    @cached_property
    def screen_of(self) -> dict[str, Screen]:
        """The screen each question is asked on, by the question's key."""
        return {q.key: screen for screen in self.screens for q in screen.questions}

    @cached_property
    def consents(self) -> dict[str, Question]:
        """The questions that ask for a consent, by its code ("D1")."""
        return {q.consent: q for q in self.questions.values() if q.consent}

    def question_stands(self, question: Question, answers: Answers) -> bool:
        """Tell whether the question is asked of someone who gave these answers."""
        screen = self.screen_of[question.key]
        return (screen.condition is None or screen.condition.holds(answers)) and (
            question.condition is None or question.condition.holds(answers)
        )

    def path(self, answers: Answers) -> list[Screen]:
        """Return the screens that someone with these answers goes through, in order."""
        return [screen for screen in self.screens if screen.stands(answers)]


Raw = Mapping[str, Any]
