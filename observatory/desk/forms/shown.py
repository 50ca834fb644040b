"""Questions as the dense screen shows them, ready to be written out.

The words of each option travel with the page in every language, so that the
type-ahead finds them without network (`static/desk/dense.js`).
"""

import json
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache

from django.forms import BoundField

from observatory.questionnaires.languages import direction_of
from observatory.questionnaires.schema import Condition, Group, Option, Question, Screen, Words
from observatory.reports.forms.wizard_fields import is_choice
from observatory.vocabularies.models import Term
from observatory.vocabularies.queries import term

# A list of up to nine has a number key for each answer; a longer one is searched by typing.
SHORT_LIST = 9


def as_json(value: object) -> str:
    """Return the value for a data attribute of the page."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@lru_cache(maxsize=256)
def condition_json(*conditions: Condition | None) -> str:
    """Return conditions that must all hold, as the page's script reads them; "" for none."""
    found = [_plain(one) for one in conditions if one is not None]
    return as_json(found) if found else ""


def _plain(condition: Condition) -> dict[str, object]:
    return {
        "test": condition.test,
        "question": condition.question,
        "value": condition.value,
        "parts": [_plain(part) for part in condition.parts],
    }


def searched_words(question: Question, option: Option) -> str:
    """Return what an option is found by besides its names: its code, its mark, its synonyms."""
    found = [option.code, option.mark]
    if option.is_term:
        # A term may be gone from the vocabulary since the version was published.
        with suppress(Term.DoesNotExist):
            found += term(question.vocabulary, option.code).synonyms
    return "|".join(one for one in found if one)


def is_read_aloud(screen: Screen, question: Question) -> bool:
    """Tell whether the words are read to the person as they stand: a consent, a choice beside one."""
    return bool(question.consent) or (
        question.kind == "choice" and any(other.consent for other in screen.questions)
    )


@dataclass
class DenseChoice:
    """One option as the dense screen shows it."""

    option: Option
    label: str
    checked: bool
    # JSON: the name by language. Then what it is found by, separated by "|".
    names: str
    words: str
    # It falls away when another is chosen ("no consequence").
    is_exclusive: bool = False
    # Choosing it shows what follows in the same block.
    reveals: bool = False

    @property
    def value(self) -> str:
        return self.option.code

    @property
    def number(self) -> int:
        """The key that chooses it in a short list."""
        return self.option.number


@dataclass
class DenseGroup:
    """Options under one heading, "" for none."""

    label: str
    choices: list[DenseChoice]

    @property
    def chosen(self) -> int:
        return sum(choice.checked for choice in self.choices)


@dataclass
class DenseQuestion:
    """One question as the dense screen shows it, with those that its answer reveals."""

    question: Question
    label: str
    help: str
    # The language the label is in: the person's for what is read to her.
    language: str
    fields: list[BoundField] = field(default_factory=list)
    groups: list[DenseGroup] = field(default_factory=list)
    # Codes that are chosen now.
    chosen: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    dependents: list["DenseQuestion"] = field(default_factory=list)
    # Words that an answer brings up: who works in the service reads them first.
    notices: list["DenseNotice"] = field(default_factory=list)
    # Read to the person word by word, in her language: a consent, and what is asked beside one.
    is_read: bool = False
    # Its help says how an observer finds the answer.
    is_explained: bool = False
    # What it is about in the words of who types, who may not read the person's language.
    own: str = ""
    # JSON: when the question is asked; keys of the consents it rests on.
    condition: str = ""
    needs: str = ""

    @property
    def id(self) -> str:
        return f"id_{self.question.key}"

    @property
    def direction(self) -> str:
        """The direction that its words are written in."""
        return direction_of(self.language)

    @property
    def control(self) -> str:
        """How it is answered: "select", "list" (both searched by typing), "chips" or "fields"."""
        question = self.question
        if not is_choice(question):
            return "fields"
        if not question.is_folded and len(question.options) <= SHORT_LIST:
            return "chips"
        return "list" if question.multiple else "select"

    @property
    def described_by(self) -> str:
        parts = [f"{self.id}_helptext"] if self.help else []
        return " ".join(parts + ([f"{self.id}_error"] if self.errors else []))

    @property
    def shows_help(self) -> bool:
        """Help that speaks of the wizard's screens is left out; what is read aloud is not."""
        return bool(self.help) and (
            not is_choice(self.question) or self.is_read or self.is_explained
        )

    @property
    def is_opened(self) -> bool:
        """What depends on it must be seen whatever is chosen."""
        return any(one.errors or one.is_opened for one in self.dependents)

    @property
    def says(self) -> str:
        """JSON by language: the label and the help of what is read word by word; "" for the rest."""
        return _says(self.question) if self.is_read else ""

    @property
    def repeat(self) -> str:
        """JSON by language: the sentence that reads the answer back; "" without one.

        A contact is not read out in a room, and consents are read one by one.
        """
        is_said = not self.is_read and self.question.kind != "contact"
        return _repeat(self.question) if is_said else ""


@dataclass(frozen=True)
class DenseNotice:
    """Words to read first, of a screen that has no question; in the person's language."""

    screen: Screen
    words: Words
    language: str

    @property
    def direction(self) -> str:
        """The direction that the words are written in."""
        return direction_of(self.language)

    @property
    def says(self) -> str:
        """JSON by language: the title and the paragraphs."""
        return _screen_says(self.screen)


@dataclass
class DenseSection:
    """The questions of one screen of the questionnaire."""

    screen: Screen
    title: str
    text: tuple[str, ...]
    questions: list[DenseQuestion] = field(default_factory=list)

    @property
    def id(self) -> str:
        return f"part-{self.screen.key}"

    @property
    def asks_consent(self) -> bool:
        """Tell whether something here is read to the person and answered by her."""
        return any(one.question.consent for one in self.questions)


def _says(question: Question) -> str:
    return as_json(
        {
            code: {"label": words.label, "help": words.help}
            for code, words in question.wording.items()
        }
    )


def _repeat(question: Question) -> str:
    found = {code: words.repeat for code, words in question.wording.items() if words.repeat}
    return as_json(found) if found else ""


def _screen_says(screen: Screen) -> str:
    return as_json(
        {
            code: {"label": words.label, "text": list(words.text)}
            for code, words in screen.wording.items()
        }
    )


def group_options(question: Question, chosen: list[str], language: str) -> list[DenseGroup]:
    """Return the options of a question by group, in order."""
    return [
        DenseGroup(
            _group_label(group, language),
            [
                DenseChoice(
                    option,
                    f"{option.mark} {option.label(language)}".strip(),
                    option.code in chosen,
                    names=as_json(dict(option.names)),
                    words=searched_words(question, option),
                    is_exclusive=option.code in question.exclusive,
                )
                for option in options
            ],
        )
        for group, options in question.grouped()
    ]


def _group_label(group: Group | None, language: str) -> str:
    return group.label(language) if group else ""
