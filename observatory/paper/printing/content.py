"""What is printed of a questionnaire: which questions, in which order, in which words.

The order is the questionnaire's, with one exception. The story and the consents
that follow it are one part, printed last: they stay together on the sheet from
which name and contact are cut off. A consent that answers rest on (health)
stands where it is asked.
"""

from dataclasses import dataclass, field, replace
from itertools import accumulate
from typing import NamedTuple

from observatory.questionnaires.schema import MEASURED, Definition, Option, Question, Screen

from .conditions import UNPRINTED, can_hold, in_words
from .pictograms import icon_beside
from .words import FormWords, words_of

# Longer texts, in characters, need lines across the page.
LONG_TEXT = 75
# How a kind of question stands on paper; all others have boxes, one below the other.
PRINTED_AS = {"consent": "consent", "text": "text", "month": "month"} | dict.fromkeys(
    MEASURED, "amount"
)


class Choice(NamedTuple):
    """One box and what it stands for. `mark` is what people know it by: a postal code."""

    code: str
    text: str
    mark: str = ""
    icon: str = ""


@dataclass(frozen=True)
class ChoiceGroup:
    """Boxes under one small heading with its picture; both empty for a list without groups."""

    choices: tuple[Choice, ...]
    heading: str = ""
    icon: str = ""


@dataclass(frozen=True)
class Item:
    """One question. `kind`: "choices", "consent" (boxes beside the words), "text", "month" or "amount"."""

    key: str
    kind: str
    number: int
    label: str
    help: str = ""
    condition: str = ""
    groups: tuple[ChoiceGroup, ...] = ()
    is_multiple: bool = False
    max_length: int = 0
    # What is said beside the rectangle of an amount.
    unit: str = ""
    # What a list is called where it goes on in the next column; `group` is the heading of the
    # boxes that go on there, when it stands in the column before.
    short: str = ""
    group: str = ""
    continued: str = ""
    is_continued: bool = False

    @property
    def choices(self) -> list[Choice]:
        return [choice for group in self.groups for choice in group.choices]

    @property
    def group_ends(self) -> list[int]:
        """Return after how many boxes each group ends."""
        return list(accumulate(len(group.choices) for group in self.groups))

    def parted(self, count: int) -> "tuple[Item, Item] | None":
        """Return (this question with its first `count` boxes, the rest); None where a list cannot be cut.

        A group is not cut so that one box stands alone on either side.
        """
        head, rest, left = [], [], count
        goes_on = ""
        for place, group in enumerate(self.groups):
            size = len(group.choices)
            heading = group.heading or ("" if place else self.group)
            if 0 < left < size and (heading and (left < 2 or size - left < 2)):
                return None
            if left > 0:
                head.append(replace(group, choices=group.choices[:left]))
            if left < size:
                cut = max(left, 0)
                if cut:
                    goes_on = heading
                rest.append(
                    replace(
                        group,
                        choices=group.choices[cut:],
                        # Its heading stands in the column before.
                        heading="" if cut else group.heading,
                        icon="" if cut else group.icon,
                    )
                )
            left -= size
        return (
            replace(self, groups=tuple(head)),
            replace(self, groups=tuple(rest), group=goes_on, is_continued=True),
        )


@dataclass(frozen=True)
class Section:
    """Questions that stand together under one heading, or words that must be read."""

    key: str
    heading: str = ""
    paragraphs: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    # Words that must be read, framed: (heading, paragraphs).
    notice: tuple[str, tuple[str, ...]] | None = None


@dataclass(frozen=True)
class Contact:
    """What the part to be cut off asks: the question's label and help, and its lines (part, label)."""

    key: str
    label: str
    help: str
    condition: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Content:
    """All that a form says. `story_part` is printed after `sections`, on one sheet."""

    target: str
    language: str
    words: FormWords
    sections: tuple[Section, ...]
    story_part: tuple[Section, ...] = ()
    contact: Contact | None = None
    multiple: frozenset[str] = field(default=frozenset())

    @property
    def has_stub(self) -> bool:
        """Tell whether the person keeps a part with the return code: reports have one."""
        return self.target == "report"


def content_of(definition: Definition, language: str, target: str) -> Content:
    """Return what is printed of a questionnaire in a language.

    Left out: photos, and what is only asked about one; what is read after a
    refusal; the choice of a group before the options. Raises `LanguageUnknown`.
    """
    words = words_of(language)
    unprinted = {q.key for q in definition.questions.values() if q.kind in UNPRINTED}
    screens = [
        screen
        for screen in definition.screens
        if not screen.groups_of and not screen.is_end and can_hold(screen.condition, unprinted)
    ]
    first, last = _in_order(screens)
    make = _Maker(definition, language, target, words, unprinted)
    sections = make.sections(first)
    story_part = make.sections(last)
    return Content(
        target=target,
        language=language,
        words=words,
        sections=sections,
        story_part=story_part,
        contact=make.contact(),
        multiple=frozenset(
            item.key
            for section in (*sections, *story_part)
            for item in section.items
            if item.is_multiple
        ),
    )


def _in_order(screens: list[Screen]) -> tuple[list[Screen], list[Screen]]:
    """Return (screens in order, the part printed last).

    That part is the story and the consents after it; without a story, what is
    written by hand in more than a line.
    """
    told = next(
        (at for at, s in enumerate(screens) if any(q.maps_to == "story" for q in s.questions)), None
    )
    if told is None:
        last = [s for s in screens if any(q.max_length > LONG_TEXT for q in s.questions)]
    else:
        last = [
            screen
            for at, screen in enumerate(screens)
            if at == told or (at > told and any(q.consent for q in screen.questions))
        ]
    return [screen for screen in screens if screen not in last], last


class _Maker:
    """Makes sections in the order they are printed, and counts their questions."""

    def __init__(
        self,
        definition: Definition,
        language: str,
        target: str,
        words: FormWords,
        unprinted: set[str],
    ) -> None:
        self.definition, self.language, self.words = definition, language, words
        self.target = target
        self.unprinted = unprinted
        self.numbers: dict[str, int] = {}

    def sections(self, screens: list[Screen]) -> tuple[Section, ...]:
        found: list[Section] = []
        for screen in screens:
            words = screen.words(self.language)
            if not screen.questions:
                if words.text:
                    found.append(Section(screen.key, notice=(words.label, words.text)))
                continue
            items: list[Item] = []
            for question in screen.questions:
                if self._is_printed(question):
                    items.append(self._item(question, items[-1].key if items else None))
            if items:
                has_heading = len(items) > 1 or bool(words.text)
                found.append(
                    Section(
                        screen.key,
                        words.label if has_heading else "",
                        words.text,
                        tuple(items),
                    )
                )
        return tuple(found)

    def contact(self) -> Contact | None:
        """Return the part to be cut off; call it last, when the numbers of the questions are known."""
        question = next(
            (q for q in self.definition.questions.values() if q.kind == "contact"), None
        )
        if question is None:
            return None
        words = question.words(self.language)
        return Contact(
            question.key,
            words.label,
            words.help,
            self._condition(question, None),
            tuple((part, self.words.contact_parts[part]) for part in question.parts),
        )

    def _is_printed(self, question: Question) -> bool:
        return (
            question.key not in self.unprinted
            and question.kind != "contact"
            and can_hold(question.condition, self.unprinted)
        )

    def _condition(self, question: Question, above: str | None) -> str:
        return in_words(
            self.definition,
            question,
            above=above,
            numbers=self.numbers,
            language=self.language,
            words=self.words,
        )

    def _item(self, question: Question, above: str | None) -> Item:
        condition = self._condition(question, above)
        self.numbers[question.key] = number = len(self.numbers) + 1
        words = question.words(self.language)
        kind = PRINTED_AS.get(question.kind, "choices")
        return Item(
            key=question.key,
            kind=kind,
            number=number,
            # The label of a consent is what is recorded, whatever easier words there are.
            label=words.label if question.consent else words.easy or words.label,
            help=self._help(question, words.help),
            condition=condition,
            groups=self._groups(question),
            is_multiple=question.multiple,
            max_length=question.max_length,
            unit=self.words.units.get(question.unit or question.kind, ""),
            short=words.short or words.label,
            continued=self.words.continued,
        )

    def _help(self, question: Question, help_text: str) -> str:
        """Return the help; of a report where several boxes may be crossed, it speaks of the screen: our own words."""
        if question.multiple:
            is_how = self.target == "observation"
            return f"{help_text} {self.words.several}" if is_how else self.words.several
        return self.words.month if question.kind == "month" else help_text

    def _groups(self, question: Question) -> tuple[ChoiceGroup, ...]:
        if question.kind in MEASURED:
            return ()
        if question.kind == "month":
            return (ChoiceGroup((Choice("unknown", self.words.month_unknown, icon="unknown"),)),)
        found = []
        for group, options in question.grouped():
            icon = group.icon if group else ""
            found.append(
                ChoiceGroup(
                    tuple(self._choice(question.key, option, icon) for option in options),
                    group.label(self.language) if group else "",
                    icon,
                )
            )
        return tuple(found)

    def _choice(self, question: str, option: Option, group_icon: str) -> Choice:
        """Return a box; what people know by its number needs no pictogram."""
        icon = ""
        if not option.mark:
            icon = icon_beside(
                question, option.code, option.icon, is_term=option.is_term, group_icon=group_icon
            )
        return Choice(option.code, option.label(self.language), option.mark, icon)
