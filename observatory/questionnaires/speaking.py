"""What is read aloud of a questionnaire: plain lines per language, in the order of the page.

The wizard is read in parts, so that one recording serves whatever a person
sees: the words of a screen, each question, each group of options. A part that
says the same words in the next version keeps its recording: it is found by
the hash of its words.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from .schema import MEASURED, Definition, Group, Option, Question, Screen, Words

# Where the label stands beside a field, the paragraphs come before it.
LABELLED_FIELDS = MEASURED | {"text", "month", "photo"}
CHOSEN = frozenset({"territory", "service", "terms", "choice", "consent"})
FOLDED = "folded"


@dataclass(frozen=True)
class Part:
    """What is read in one go: `key` is "screen", "screen.question" or "screen.question.group"."""

    key: str
    # What it is, for whoever reads it into a microphone.
    title: str
    lines: tuple[str, ...]

    @property
    def words_sha256(self) -> str:
        """SHA-256 of the words: the same for the same words in another version."""
        return hashlib.sha256("\n".join(plain(line) for line in self.lines).encode()).hexdigest()


def plain(line: str) -> str:
    """Return the line with plain spaces: how the spaces are set changes nothing to what is heard."""
    return " ".join(line.split())


def parts_of(definition: Definition, language: str) -> dict[str, Part]:
    """Return every part that is read, by key, in the order they are asked."""
    grouped = {screen.groups_of for screen in definition.screens}
    found: dict[str, Part] = {}
    for screen in definition.screens:
        for key, title, lines in _screen_parts(definition, screen, language, grouped):
            kept = tuple(line for line in lines if line.strip())
            if kept:
                found[key] = Part(key, title, kept)
    return found


def _screen_parts(
    definition: Definition, screen: Screen, language: str, grouped: set[str]
) -> Iterator[tuple[str, str, list[str]]]:
    """Yield (key, title, lines) of the words of a screen, its questions, their groups of options."""
    words = screen.words(language)
    if screen.groups_of:
        question = definition.questions[screen.groups_of]
        yield screen.key, words.label, [*_asked(words), *_shut(question, language)]
    elif words.label:
        yield screen.key, words.label, [*_said(words), words.source]
    for question in screen.questions:
        key, title = question_key(screen, question), _short(question, language)
        has_groups = question.key not in grouped
        yield key, title, _question_lines(question, language, with_groups=has_groups)
        for group, options in _folds(question):
            label = f"{title} – {group.label(language)}" if group else title
            yield group_key(screen, question, group), label, _option_lines(options, language)


def _short(question: Question, language: str) -> str:
    words = question.words(language)
    return words.short or words.label


def question_key(screen: Screen, question: Question) -> str:
    """Return the key of the part that reads a question."""
    return f"{screen.key}.{question.key}"


def group_key(screen: Screen, question: Question, group: Group | None) -> str:
    """Return the key of the part that reads the options of a group; None is what is folded away."""
    return f"{question_key(screen, question)}.{group.code if group else FOLDED}"


def _said(words: Words) -> list[str]:
    """Return what opens a screen; what is made to be said takes the place of label and help."""
    return [words.say, *words.text] if words.say else [words.label, words.help, *words.text]


def _asked(words: Words) -> list[str]:
    """Return what asks for a choice."""
    return [words.say, *words.text] if words.say else [words.label, *words.text, words.help]


def _question_lines(question: Question, language: str, *, with_groups: bool) -> list[str]:
    words = question.words(language)
    if question.kind in CHOSEN:
        groups = _shut(question, language) if with_groups else ()
        return [*_asked(words), *groups]
    if question.kind in LABELLED_FIELDS and not words.say:
        return [*words.text, words.label, words.help]
    return _asked(words)


def _shut(question: Question, language: str) -> Iterator[str]:
    """Yield what is seen of the options at first: the name of each group, what is in none."""
    for group, options in question.grouped():
        if group is not None:
            yield group.label(language)
        elif question.is_folded:
            yield _short(question, language)
        else:
            yield from _option_lines(options, language)


def _folds(question: Question) -> Iterator[tuple[Group | None, list[Option]]]:
    """Yield (group, options) of what waits behind a line; None is what stands in no group."""
    for group, options in question.grouped() if question.kind in CHOSEN else ():
        if group is not None or question.is_folded:
            yield group, options


def _option_lines(options: list[Option], language: str) -> list[str]:
    return [
        " ".join(f"{option.mark} {option.label(language)}".split())
        + (f". {hint}" if (hint := option.hint(language)) else "")
        for option in options
    ]
